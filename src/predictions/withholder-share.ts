import { revenueStandardError } from '../theory/selfish-mining.js';
import { isWhy } from './honest-mining.js';
import type { Prediction } from './prediction.js';
import { withholdingOf } from './withholding.js';

const withholderShare: Prediction = {
  name: 'withholder_share',
  describe: 'Share of the main chain of a coalition that keeps blocks back, by SM1 or a stubborn strategy',
  source: 'Eyal & Sirer, FC 2014, section 4; Nayak et al., EuroS&P 2016, section 3, as an exact chain',
  predict(run) {
    const found = withholdingOf(run);
    if (!found || isWhy(found)) return found;
    const own = run.faulty.reduce((sum, node) => sum + run.producers[node]!.canonical, 0);
    return {
      expected: found.revenue,
      measured: own / Number(run.columns['blocks_canonical']),
      standardError: revenueStandardError(found.mined),
      modelError: found.x,
    };
  },
};
export default withholderShare;
