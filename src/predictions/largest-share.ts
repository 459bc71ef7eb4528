import { firstOrderFairness } from '../theory/natural-forks.js';
import { isWhy, meshOf, MOST_FIRST_ORDER_X, rankOf, tooFew } from './honest-mining.js';
import type { Prediction } from './prediction.js';

const largestShare: Prediction = {
  name: 'largest_share',
  describe:
    'Share of the main chain of the largest miner (of all that are as large, together): its share of power, and what delay adds to first order',
  source: 'derived to first order in delay over interval; without delay Nakamoto 2008, section 11',
  predict(run) {
    const mesh = meshOf(run);
    if (!mesh || isWhy(mesh)) return mesh;
    const few = tooFew(run);
    if (few) return few;
    const { x, weights } = mesh;
    if (x > MOST_FIRST_ORDER_X) return { why: `the delay is over ${MOST_FIRST_ORDER_X} of an interval` };
    const { miners, share } = rankOf(run.producers, 'largest');
    if (share === 1) return { why: 'all miners are as large' };
    const advantage = firstOrderFairness(weights, miners[0]!, x).relativeAdvantage;
    const blocks = Number(run.columns['blocks_canonical']);
    const own = miners.reduce((sum, miner) => sum + run.producers[miner]!.canonical, 0);
    return {
      expected: share * (1 + advantage),
      measured: own / blocks,
      standardError: Math.sqrt((share * (1 - share)) / blocks),
      modelError: x * share * Math.abs(advantage),
    };
  },
};
export default largestShare;
