/** First-order own stale rates, of the largest and of the smallest miner. */
import { firstOrderFairness } from '../theory/natural-forks.js';
import { isWhy, meshOf, MOST_FIRST_ORDER_X, rankOf, tooFew, type Rank } from './honest-mining.js';
import type { Prediction } from './prediction.js';

export function ownStale(rank: Rank): Prediction {
  return {
    name: `${rank}_own_stale_rate`,
    describe: `Stale share of the blocks of the ${rank} miner (of all that are as ${rank === 'largest' ? 'large' : 'small'}, together): x(1 − 2h + HHI) to first order in x, delay over interval`,
    source: 'derived from pairwise conflicts of first-seen miners; first order in x',
    predict(run) {
      const mesh = meshOf(run);
      if (!mesh || isWhy(mesh)) return mesh;
      const few = tooFew(run);
      if (few) return few;
      const { x, weights } = mesh;
      if (x > MOST_FIRST_ORDER_X) return { why: `the delay is over ${MOST_FIRST_ORDER_X} of an interval` };
      const { miners } = rankOf(run.producers, rank);
      const expected = firstOrderFairness(weights, miners[0]!, x).ownStale;
      if (!(expected > 0)) return { why: 'no fork can arise' };
      let produced = 0;
      let canonical = 0;
      for (const miner of miners) {
        produced += run.producers[miner]!.produced;
        canonical += run.producers[miner]!.canonical;
      }
      if (produced === 0) return { why: `the ${rank} miner found no block` };
      return {
        expected,
        measured: (produced - canonical) / produced,
        standardError: Math.sqrt((expected * (1 - expected)) / produced),
        modelError: 2 * x * expected,
      };
    },
  };
}
