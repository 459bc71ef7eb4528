import { isWhy } from './honest-mining.js';
import type { Prediction } from './prediction.js';
import { withholdingOf } from './withholding.js';

const attackerShare: Prediction = {
  name: 'attacker_share',
  describe:
    'Share of the main chain of one selfish, stubborn or optimal miner at its gamma, 0 where the network gives it none; natural forks are the error',
  source:
    'Eyal & Sirer, Majority is not Enough, FC 2014, section 4; Nayak et al., EuroS&P 2016, section 3, and Sapirshtein et al., FC 2016, as exact chains; the error: Gervais et al., CCS 2016, section 3',
  predict(run) {
    const found = withholdingOf(run);
    if (!found || isWhy(found)) return found;
    return {
      expected: found.revenue,
      measured: Number(run.columns['attacker_share']),
      standardError: found.revenueError / Math.sqrt(found.mined * (1 - found.unheard)),
      modelError: Math.abs(found.withForks.revenue - found.revenue),
    };
  },
};
export default attackerShare;
