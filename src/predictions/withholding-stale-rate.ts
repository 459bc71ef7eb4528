import { isWhy } from './honest-mining.js';
import type { Prediction } from './prediction.js';
import { withholdingOf } from './withholding.js';

const withholdingStaleRate: Prediction = {
  name: 'withholding_stale_rate',
  column: 'stale_rate',
  describe:
    'Share of stale blocks while a coalition keeps blocks back: one less the throughput of its strategy; all that a captive finds whom nobody hears',
  source:
    'Grunspan & Pérez-Marco, On profitability of selfish mining, 2018; Nayak et al., EuroS&P 2016, as an exact chain',
  predict(run) {
    const found = withholdingOf(run);
    if (!found || isWhy(found)) return found;
    // Who is shut off wastes all that it finds, and what the others do is the model's.
    const { throughput, unheard, mined } = found;
    const expected = unheard + (1 - unheard) * (1 - throughput);
    if (!(expected > 0)) return { why: 'no fork can arise' };
    const error = (1 - unheard) * found.throughputError;
    const standardError = Math.sqrt((error * error + unheard * (1 - unheard) * throughput * throughput) / mined);
    // Natural forks waste blocks of their own, and make the coalition's share count for more.
    const modelError = Math.abs(found.withForks.throughput - throughput) + found.naturalStale;
    return { expected, measured: found.stale / mined, standardError, modelError };
  },
};
export default withholdingStaleRate;
