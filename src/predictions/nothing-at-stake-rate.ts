import { doubleSpendAttempt } from '../theory/double-spend-attempt.js';
import { praosLeads } from '../theory/stake-lotteries.js';
import { shareOf } from './attacks.js';
import { commonDelayS } from './honest-mining.js';
import { otherStakes } from './economy.js';
import type { Prediction } from './prediction.js';

const SLOT_LOTTERY = 'praos';
const ATTACK = 'nothing-at-stake';

interface Params {
  readonly confirmations: number;
  readonly giveUp: number;
}

const nothingAtStakeRate: Prediction = {
  name: 'nothing_at_stake_rate',
  describe:
    'Share of attempts to undo z blocks that succeed where an epoch has one nonce: the exact race of a single secret chain; the error is what slots that both sides lead do to it',
  source:
    'Rosenfeld, Analysis of Hashrate-Based Double Spending, 2014, section 3; all branches lead in the same slots: Bagaria et al., 2022',
  predict(run) {
    const { spec } = run;
    const { faults, economy } = spec.world;
    const fault = faults.find((each) => 'behaviour' in each && each.behaviour === ATTACK);
    if (spec.kind !== SLOT_LOTTERY || !fault || !('behaviour' in fault)) return undefined;
    if (spec.params['randomness'] !== 'epoch') return { why: 'every branch draws anew' };
    if (faults.length > 1) return { why: 'there are other faults' };
    const moved = otherStakes(economy);
    if (moved) return moved;
    const delayS = commonDelayS(spec.world);
    if (typeof delayS !== 'number') return delayS;
    if (delayS * 1_000_000 >= (spec.params['slot'] as number)) return { why: 'blocks take longer than a slot' };
    const measured = run.columns['nothing_at_stake_rate'];
    if (typeof measured !== 'number') return { why: 'no attempt came to an end' };
    const q = shareOf(run, run.faulty);
    const [f, { confirmations, giveUp }] = [spec.params['f'] as number, fault.params as unknown as Params];
    const race = { confirmations, giveUp, premined: 0, wins: 'longer' as const };
    const [own, other] = [praosLeads(f, q), praosLeads(f, 1 - q)];
    // Of the slots that one side leads alone, its own.
    const share = (own * (1 - other)) / (own * (1 - other) + other * (1 - own));
    const expected = doubleSpendAttempt({ ...race, share });
    const standardError = Math.sqrt((expected * (1 - expected)) / Number(run.columns['nothing_at_stake_attempts']));
    if (!(standardError > 0)) return { why: 'the outcome is certain' };
    const modelError = Math.abs(doubleSpendAttempt({ ...race, share: own / (own + other) }) - expected) + f * expected;
    return { expected, measured, standardError, modelError };
  },
};
export default nothingAtStakeRate;
