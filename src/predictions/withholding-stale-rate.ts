import { isWhy } from './honest-mining.js';
import type { Prediction } from './prediction.js';
import { withholdingOf } from './withholding.js';

const withholdingStaleRate: Prediction = {
  name: 'withholding_stale_rate',
  column: 'stale_rate',
  describe: 'Share of stale blocks while a coalition keeps blocks back: one less the throughput of its strategy',
  source:
    'Grunspan & Pérez-Marco, On profitability of selfish mining, 2018; Nayak et al., EuroS&P 2016, as an exact chain',
  predict(run) {
    const found = withholdingOf(run);
    if (!found || isWhy(found)) return found;
    const expected = 1 - found.throughput;
    if (!(expected > 0)) return { why: 'no fork can arise' };
    const standardError = found.throughputError / Math.sqrt(found.mined);
    // Natural forks waste blocks of their own, and make the coalition's share count for more.
    const modelError = Math.abs(found.withForks.throughput - found.throughput) + found.naturalStale;
    return { expected, measured: found.stale / found.mined, standardError, modelError };
  },
};
export default withholdingStaleRate;
