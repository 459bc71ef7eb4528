import { fsum } from 'd3-array';

/**
 * Logarithm of the power mean (sum w_i r_i^a)^(1/a) of positive r_i under weights w_i that sum to 1, from the
 * logarithms of both; a = 0 is the geometric mean. Near a = 0 the sum is taken of the differences from 1, elsewhere
 * relative to its largest term and rounded once, so that neither cancellation nor overflow harms it.
 */
export function logPowerMean(logWeightAt: (i: number) => number, logarithms: Float64Array, a: number): number {
  const { length } = logarithms;
  if (Math.abs(a) < 0.01) {
    const differenceAt = (logarithm: number) => (a === 0 ? logarithm : Math.expm1(a * logarithm));
    const sum = fsum(Array.from(logarithms, (logarithm, i) => Math.exp(logWeightAt(i)) * differenceAt(logarithm)));
    return a === 0 ? sum : Math.log1p(sum) / a;
  }
  const terms = new Float64Array(length);
  let largest = -Infinity;
  for (let i = 0; i < length; i++) {
    terms[i] = logWeightAt(i) + a * logarithms[i]!;
    largest = Math.max(largest, terms[i]!);
  }
  return (largest + Math.log(fsum(terms.map((term) => Math.exp(term - largest))))) / a;
}
