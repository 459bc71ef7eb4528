/** First-order own stale rates, of the largest and of the smallest miner. */
import { firstOrderFairness } from '../theory/natural-forks.js';
import { isWhy, meshOf, MOST_FIRST_ORDER_X, rankOf, type Rank } from './honest-mining.js';
import type { Prediction } from './prediction.js';

export function ownStale(rank: Rank): Prediction {
  return {
    name: `${rank}_own_stale_rate`,
    describe: `Stale share of the blocks of the ${rank} miner (of all that are as ${rank === 'largest' ? 'large' : 'small'}, together): (1 − 2h + HHI) x/(1 + x), x being delay over interval`,
    source:
      'derived to first order from pairwise conflicts of first-seen miners, with the growth of Sompolinsky & Zohar, FC 2015',
    predict(run) {
      const mesh = meshOf(run, MOST_FIRST_ORDER_X);
      if (!mesh || isWhy(mesh)) return mesh;
      const { x, weights } = mesh;
      const { miners } = rankOf(run.producers, rank);
      // Conflicts go by the height, of which there are 1/(1 + x) to a mined block.
      const expected = firstOrderFairness(weights, miners[0]!, x).ownStale / (1 + x);
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
        modelError: x * expected,
      };
    },
  };
}
