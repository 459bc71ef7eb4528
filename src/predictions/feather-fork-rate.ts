import { featherForkSuccess } from '../theory/feather-fork.js';
import { attackByLength, shareWithDelay } from './attacks.js';
import { isWhy } from './honest-mining.js';
import type { Prediction } from './prediction.js';

const featherForkRate: Prediction = {
  name: 'feather_fork_rate',
  describe:
    'Share of feather forks that succeed: one behind, won at one ahead, given up at k behind; delay is the error, up to where each block that it wastes counts for the attacker',
  source: 'gambler’s ruin between two barriers; Miller, Feather-forks, 2013',
  predict(run) {
    const attack = attackByLength<{ readonly giveUp: number }>(run, 'feather-fork');
    if (!attack || isWhy(attack)) return attack;
    const { params, share, x } = attack;
    const measured = run.columns['feather_fork_rate'];
    if (typeof measured !== 'number') return { why: 'no attempt came to an end' };
    const expected = featherForkSuccess(share, params.giveUp);
    const standardError = Math.sqrt((expected * (1 - expected)) / Number(run.columns['feather_fork_attempts']));
    if (!(standardError > 0)) return { why: 'the outcome is certain' };
    const modelError = featherForkSuccess(shareWithDelay(share, x), params.giveUp) - expected;
    return { expected, measured, standardError, modelError };
  },
};
export default featherForkRate;
