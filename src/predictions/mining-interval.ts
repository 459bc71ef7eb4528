import { intervalsOf, isWhy, notPlain, race } from './honest-mining.js';
import type { Prediction } from './prediction.js';

const miningInterval: Prediction = {
  name: 'mining_interval_s',
  describe: 'Mean time between mined blocks, stale ones included, at constant difficulty: what the protocol aims at',
  source: 'the memoryless race; Nakamoto 2008, section 11',
  predict(run) {
    const params = race(run);
    if (!params) return undefined;
    const why = notPlain(run);
    if (why) return why;
    const mining = intervalsOf(run);
    if (isWhy(mining)) return mining;
    const expected = params.interval / 1_000_000;
    const measured = mining.intervalSumS / mining.intervals;
    return { expected, measured, standardError: expected / Math.sqrt(mining.intervals) };
  },
};
export default miningInterval;
