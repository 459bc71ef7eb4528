/**
 * Logarithm of the power mean (sum w_i r_i^a)^(1/a) of positive r_i, given as logarithms, under weights w_i that sum
 * to 1; a = 0 is the geometric mean. Near a = 0 the sum is taken of the differences from 1, elsewhere relative to its
 * largest term, so that neither cancellation nor overflow harms it.
 */
export function logPowerMean(weightAt: (i: number) => number, logarithms: Float64Array, a: number): number {
  let sum = 0;
  if (a === 0) {
    for (let i = 0; i < logarithms.length; i++) sum += weightAt(i) * logarithms[i]!;
    return sum;
  }
  if (Math.abs(a) < 0.01) {
    for (let i = 0; i < logarithms.length; i++) sum += weightAt(i) * Math.expm1(a * logarithms[i]!);
    return Math.log1p(sum) / a;
  }
  const largest = logarithms.reduce((most, value) => Math.max(most, a * value), -Infinity);
  for (let i = 0; i < logarithms.length; i++) sum += weightAt(i) * Math.exp(a * logarithms[i]! - largest);
  return (largest + Math.log(sum)) / a;
}
