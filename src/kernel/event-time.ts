/** The largest time an event may have, microseconds: the last integer a double holds exactly (285 years). */
export const MAX_TIME_MICROS = Number.MAX_SAFE_INTEGER;

/**
 * Checks that an event may be scheduled at `time`.
 * @param time microseconds
 * @param now time of the last event taken from the queue, microseconds
 * @throws RangeError when `time` lies before `now`, is not an integer, or is beyond {@link MAX_TIME_MICROS}
 */
export function assertSchedulable(time: number, now: number): void {
  if (time < now) throw new RangeError(`an event at ${time} us would precede the current time, ${now} us`);
  if (!Number.isSafeInteger(time)) throw new RangeError(`an event time is a safe integer of microseconds, not ${time}`);
}
