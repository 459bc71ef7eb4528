/**
 * Chances of counts, each term by its logarithm, so that none under- or overflows on the way. Sums run from the small end: one
 * minus a sum has no correct digit where the chance is 1e-16.
 */

/** From here on the next term of Stirling's series is below 1e-15. */
const FAR = 17;

/** ln Γ(x) for x > 0: Stirling's series, after as many steps of Γ(x + 1) = x Γ(x) as it takes to be exact. */
export function logGamma(x: number): number {
  let product = 1;
  let at = x;
  for (; at < FAR; at++) product *= at;
  const inverse = 1 / at;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square * (1 / 1680 - square / 1188))));
  return (at - 0.5) * Math.log(at) - at + 0.9189385332046728 + series - Math.log(product);
}

/** ln n! for a whole number n of at least 0; exact products while they are small. */
export function logFactorial(n: number): number {
  if (n >= FAR) return logGamma(n + 1);
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return Math.log(product);
}

/** ln C(n, k). */
export function logChoose(n: number, k: number): number {
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k);
}

/** A chance to the power of a count; 0 to the power of 0 is 1. */
export function power(chance: number, count: number): number {
  return count === 0 ? 1 : Math.exp(count * Math.log(chance));
}

/** P(X = k) for a Poisson law. */
export function poisson(k: number, mean: number): number {
  if (mean === 0) return k === 0 ? 1 : 0;
  return Math.exp(k * Math.log(mean) - mean - logFactorial(k));
}

/** P(X = k), X the failures before the n-th success, each trial failing with chance q; n = 0: none. */
export function negativeBinomial(k: number, n: number, q: number): number {
  if (n === 0 || q === 0) return k === 0 ? 1 : 0;
  return Math.exp(logChoose(k + n - 1, k) + n * Math.log1p(-q) + k * Math.log(q));
}

/** P(X = k) of n trials with chance p each. */
export function binomial(k: number, n: number, p: number): number {
  if (p === 0) return k === 0 ? 1 : 0;
  if (p === 1) return k === n ? 1 : 0;
  return Math.exp(logChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
}

/** The sum of some terms, the least first. */
export function sumFromSmall(terms: number[]): number {
  terms.sort((a, b) => a - b);
  let sum = 0;
  for (const term of terms) sum += term;
  return sum;
}

/**
 * Σ_{k ≥ from} chance(k), for chances that rise to one peak and then fall at least as fast as a geometric series.
 * @param chance of a count
 */
export function tail(from: number, chance: (k: number) => number): number {
  const terms: number[] = [];
  let largest = 0;
  for (let k = from, before = 0; ; k++) {
    const term = chance(k);
    terms.push(term);
    largest = Math.max(largest, term);
    // Past the peak the rest of the series is at most about term/(1 − ratio).
    const ratio = before > 0 ? term / before : 1;
    if (ratio < 1 && (term * ratio) / (1 - ratio) < 1e-17 * largest) break;
    if (term === 0 && k > from && before === 0 && largest > 0) break;
    if (term === 0 && k - from > 100_000) break;
    before = term;
  }
  return sumFromSmall(terms);
}
