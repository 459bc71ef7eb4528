import { doubleSpendAttempt } from '../theory/double-spend-attempt.js';
import { attackByLength, shareWithDelay } from './attacks.js';
import { isWhy } from './honest-mining.js';
import type { Prediction } from './prediction.js';

interface Params {
  readonly confirmations?: number | undefined;
  readonly premined: number;
  readonly wins: 'longer' | 'tie';
  readonly giveUp: number;
}

const doubleSpendRate: Prediction = {
  name: 'double_spend_rate',
  describe:
    'Share of double spends that succeed: the exact race with its lead, rule of winning and patience; delay is the error, up to where each block that it wastes counts for the attacker',
  source:
    'Rosenfeld, Analysis of Hashrate-Based Double Spending, 2014, section 3; Grunspan & Perez-Marco, Double Spend Races, 2018; the error: Guo & Ren, AFT 2022, theorem 2',
  predict(run) {
    const attack = attackByLength<Params>(run, 'double-spend');
    if (!attack || isWhy(attack)) return attack;
    const { params, chain, share, x } = attack;
    const attempts = Number(run.columns['double_spend_attempts'] ?? 0);
    const measured = run.columns['double_spend_rate'];
    if (typeof measured !== 'number') return { why: 'no attempt came to an end' };
    const race = { ...params, confirmations: params.confirmations ?? chain.confirmations };
    const expected = doubleSpendAttempt({ ...race, share });
    const standardError = Math.sqrt((expected * (1 - expected)) / attempts);
    if (!(standardError > 0)) return { why: 'the outcome is certain' };
    const modelError = doubleSpendAttempt({ ...race, share: shareWithDelay(share, x) }) - expected;
    return { expected, measured, standardError, modelError };
  },
};
export default doubleSpendRate;
