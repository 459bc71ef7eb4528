import { robustFairness } from '../theory/staked-rewards.js';
import { rankOf, tooFew } from './honest-mining.js';
import type { FinishedRun, Forecast, Prediction, Unpredicted } from './prediction.js';

/** Protocols in which every block's producer is drawn anew in proportion to stake. */
const LOTTERIES: readonly string[] = ['pos-lots', 'snowman'];
const EPSILON = 0.1;

function predict(run: FinishedRun): Forecast | Unpredicted | undefined {
  if (!LOTTERIES.includes(run.spec.kind)) return undefined;
  const { faults, economy } = run.spec.world;
  const few = tooFew(run);
  if (few) return few;
  if (faults.length > 0) return { why: 'there are faults' };
  if (Number(run.columns['blocks_stale']) > 0) return { why: 'some blocks came too late for their turn' };
  const { geometric, inflation, halving, stakeWeight, splits, spending, changes, delegation } = economy;
  if (geometric || inflation || halving || stakeWeight || splits || spending || changes || delegation)
    return { why: 'stakes do not grow by one constant reward a block' };
  if (run.spec.params['seed'] === 'constant') return { why: 'lots are drawn once' };
  if (run.spec.params['lots'] === 'account') return { why: 'one lot an account makes the large larger' };
  const { miners, share } = rankOf(run.producers, 'largest');
  if (share === 1) return { why: 'all stakers are as large' };
  const blocks = Number(run.columns['blocks_canonical']);
  const total = run.producers.reduce((sum, { weight }) => sum + weight, 0);
  const staked = economy.compound && economy.reward > 0 ? economy.reward / total : 0;
  const chances = staked > 0 ? robustFairness(share, staked, blocks, EPSILON).staked : independent(share, blocks);
  if (!(chances > 1e-9 && chances < 1 - 1e-9)) return { why: 'it is certain' };
  const due = share * blocks;
  const own = miners.reduce((sum, miner) => sum + run.producers[miner]!.canonical, 0);
  return {
    expected: chances,
    measured: Math.abs(own - due) <= EPSILON * due + 1e-9 ? 1 : 0,
    standardError: Math.sqrt(chances * (1 - chances)),
  };
}

const independent = (share: number, blocks: number): number => robustFairness(share, 1, blocks, EPSILON).independent;

const largestFair: Prediction = {
  name: 'largest_fair',
  describe:
    'Whether the largest staker’s share of the blocks is within 10 % of its stake, 0 or 1, and how likely: robust (ε, δ) fairness of lotteries by stake, staked again or not',
  source:
    'Huang et al., Do the Rich Get Richer? Fairness Analysis for Blockchain Incentives, SIGMOD 2021, sections 4 and 5',
  predict,
};
export default largestFair;
