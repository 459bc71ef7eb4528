/** What an argument may be; every formula of this room refuses a value for which it says nothing. */

/** Which ends of a range do not belong to it. */
export type Ends = '[]' | '[)' | '(]' | '()';

/** @throws RangeError unless the value is a number in the range */
export function requireIn(name: string, value: number, low: number, high: number, ends: Ends = '[]'): void {
  const aboveLow = ends.startsWith('(') ? value > low : value >= low;
  const belowHigh = ends.endsWith(')') ? value < high : value <= high;
  if (typeof value === 'number' && aboveLow && belowHigh) return;
  throw new RangeError(`${name} is ${value}: expected ${rangeWords(low, high, ends)}`);
}

function rangeWords(low: number, high: number, ends: Ends): string {
  const from = ends.startsWith('(') ? `above ${low}` : `of at least ${low}`;
  if (high === Infinity) return `a finite number ${from}`;
  return `a number ${from} and ${ends.endsWith(')') ? 'below' : 'at most'} ${high}`;
}

/** A share of the hash power, or a probability. @throws RangeError outside [0, 1] */
export function requireShare(name: string, value: number): void {
  requireIn(name, value, 0, 1);
}

/** @throws RangeError unless it is a finite number of at least 0 */
export function requireNotNegative(name: string, value: number): void {
  requireIn(name, value, 0, Infinity, '[)');
}

/** @throws RangeError unless it is a finite number above 0 */
export function requirePositive(name: string, value: number): void {
  requireIn(name, value, 0, Infinity, '()');
}

/** @throws RangeError unless it is a whole number from `least` to `most` */
export function requireWhole(name: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  const to = most === Number.MAX_SAFE_INTEGER ? ` of at least ${least}` : ` from ${least} to ${most}`;
  throw new RangeError(`${name} is ${value}: expected a whole number${to}`);
}

/**
 * Shares of weights that need not sum to 1.
 * @throws RangeError for no weights, a weight that is negative or not finite, and weights that sum to 0
 */
export function sharesOf(weights: readonly number[]): number[] {
  let total = 0;
  for (const weight of weights) {
    requireNotNegative('a weight', weight);
    total += weight;
  }
  if (!(total > 0)) throw new RangeError(`weights sum to ${total}: expected a positive total`);
  return weights.map((weight) => weight / total);
}
