import { staleOfDelay } from '../theory/natural-forks.js';
import { intervalsOf, isWhy, longestChain, notPlain, staleRateError, tooFew } from './honest-mining.js';
import type { Prediction } from './prediction.js';

const delayStaleRate: Prediction = {
  name: 'delay_stale_rate',
  column: 'stale_rate',
  describe:
    'Share of stale blocks among honest miners on any network, from the measured time that hash power stays behind a new height, over the interval: so many rivals a height',
  source:
    'Decker & Wattenhofer, Information Propagation in the Bitcoin Network, P2P 2013, section IV; as a rate, derived',
  predict(run) {
    const params = longestChain(run);
    if (!params) return undefined;
    const why = notPlain(run) ?? tooFew(run);
    if (why) return why;
    const mining = intervalsOf(run);
    if (isWhy(mining)) return mining;
    if (mining.behindS === null) return { why: 'nobody sees when nodes adopt blocks at this level of detail' };
    if (!(mining.behindS > 0)) return { why: 'every miner adopts a block as it is mined' };
    const expected = staleOfDelay(mining.behindS * 1_000_000, params.interval);
    const { blocks_canonical: canonical, blocks_stale: stale, stale_rate: measured } = run.columns;
    const standardError = staleRateError(expected, Number(canonical) + Number(stale));
    return { expected, measured: Number(measured), standardError };
  },
};
export default delayStaleRate;
