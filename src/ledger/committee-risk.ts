import type { Assumptions } from '../contract.js';
import { poissonLaw } from './seat-law.js';

/** What agreement by drawn committees takes for granted. */
export const HONEST_COMMITTEES: Assumptions = {
  identity: 'stake',
  network: 'Safe under any delays and losses; gets on once delays stay within the time-outs, by clocks of one speed',
  honesty:
    'Holders of less than a third of the stake lie or fail, and less where committees are small; nobody chooses the seed',
};

/** A committee: how many seats it has on average, and how many of them make a bundle (a quorum). */
export interface CommitteeSize {
  readonly size: number;
  readonly threshold: number;
}

/**
 * How likely one step fails when this share of the stake is honest (Gilad et al. 2017, section 7.5 and figure 3): honest
 * seats are Poisson(h · size), the others Poisson((1 − h) · size). `tooFew`: the honest seats alone make no bundle.
 * `twoBundles`: honest seats split in halves, and all others in both, exceed what one bundle less one seat allows.
 */
export function committeeRisk(
  { size, threshold }: CommitteeSize,
  honest: number,
): { readonly tooFew: number; readonly twoBundles: number } {
  const good = poissonLaw(honest * size);
  const bad = poissonLaw((1 - honest) * size);
  // Summed from the far ends inwards, so that small probabilities keep their digits.
  const atLeast = good.mass.slice();
  for (let i = atLeast.length - 2; i >= 0; i--) atLeast[i]! += atLeast[i + 1]!;
  let twoBundles = 0;
  for (const [i, mass] of bad.mass.entries()) {
    const missing = 2 * (threshold - 1) + 1 - 2 * (bad.low + i) - good.low;
    twoBundles += mass * (missing <= 0 ? 1 : (atLeast[missing] ?? 0));
  }
  const last = threshold - 1 - good.low;
  return { tooFew: last < 0 ? 0 : (good.atMost[last] ?? 1), twoBundles };
}

/** What a protocol with committees can bear: a step in 200 fails, at the cost of time; two bundles are the paper's 5e−9. */
const MOST_TOO_FEW = 0.005;
const MOST_TWO_BUNDLES = 5e-9;

/** The most faulty nodes among n of equal stake, below a third, with which each of these steps can be relied on. */
export function mostFaults(n: number, steps: readonly CommitteeSize[]): number {
  const bears = (faults: number) =>
    steps.every((step) => {
      const { tooFew, twoBundles } = committeeRisk(step, 1 - faults / n);
      return tooFew <= MOST_TOO_FEW && twoBundles <= MOST_TWO_BUNDLES;
    });
  let [faults, tooMany] = [0, Math.ceil(n / 3)];
  while (tooMany - faults > 1) {
    const middle = Math.floor((faults + tooMany) / 2);
    if (bears(middle)) faults = middle;
    else tooMany = middle;
  }
  return faults;
}
