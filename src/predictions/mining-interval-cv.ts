import { intervalsOf, isWhy, notPlain, race } from './honest-mining.js';
import type { Prediction } from './prediction.js';

const miningIntervalCv: Prediction = {
  name: 'mining_interval_cv',
  describe: 'Coefficient of variation of the time between mined blocks: 1, as of an exponential law',
  source: 'the memoryless race; Nakamoto 2008, section 11',
  predict(run) {
    if (!race(run)) return undefined;
    const why = notPlain(run);
    if (why) return why;
    const mining = intervalsOf(run);
    if (isWhy(mining)) return mining;
    const { intervals: n, intervalSumS: sum, intervalSquaresS: squares } = mining;
    const mean = sum / n;
    const measured = Math.sqrt(Math.max(0, squares / n - mean * mean)) / mean;
    // Moments of the exponential law by the delta method: 4/n for its square, so 1/n for itself. The bias is below 1/n.
    return { expected: 1, measured, standardError: 1 / Math.sqrt(n), modelError: 1 / n };
  },
};
export default miningIntervalCv;
