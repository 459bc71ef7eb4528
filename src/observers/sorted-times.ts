/** Bits of a digit; five digits hold 2^55, more than any time has. */
const BITS = 11;
const DIGITS = 1 << BITS;
/** Fewer are sorted as fast by comparisons. */
const MANY = 1 << 12;

/**
 * Whole microseconds, at least 0, in ascending order. Where there are many, digit by digit from the last one on, each by
 * counting: several times faster than comparing.
 */
export function sortedTimes(times: Float64Array): Float64Array {
  let most = 0;
  for (let i = 0; i < times.length; i++) {
    if (!(times[i]! >= 0 && Number.isSafeInteger(times[i]!))) return times.slice().sort();
    most = Math.max(most, times[i]!);
  }
  if (times.length < MANY) return times.slice().sort();
  let from = times.slice();
  let to = new Float64Array(times.length);
  const starts = new Int32Array(DIGITS + 1);
  for (let unit = 1; unit <= most; unit *= DIGITS) {
    starts.fill(0);
    for (let i = 0; i < from.length; i++) starts[1 + digitOf(from[i]!, unit)]!++;
    for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1]! += starts[digit]!;
    for (let i = 0; i < from.length; i++) to[starts[digitOf(from[i]!, unit)]!++] = from[i]!;
    [from, to] = [to, from];
  }
  return from;
}

function digitOf(time: number, unit: number): number {
  // The low 32 bits of a whole number, which a power of two divides exactly.
  return Math.floor(time / unit) & (DIGITS - 1);
}
