/** Limits of the share that luck alone gives: the funnel around what is due. */
import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';

/**
 * Quantile of a binomial count, interpolated between neighbouring counts so that a funnel is smooth: Spiegelhalter
 * (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24, appendix A.1.
 */
export function interpolatedBinomialQuantile(probability: number, trials: number, chance: number): number {
  let below = -1;
  let reached = trials;
  while (reached - below > 1) {
    const middle = Math.floor((below + reached) / 2);
    if (binomialCdf(middle, trials, chance) >= probability) reached = middle;
    else below = middle;
  }
  const upTo = binomialCdf(reached, trials, chance);
  const before = reached === 0 ? 0 : binomialCdf(reached - 1, trials, chance);
  return Math.max(0, reached - (upTo - probability) / (upTo - before));
}
