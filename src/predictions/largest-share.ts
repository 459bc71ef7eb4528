import { firstOrderFairness } from '../theory/natural-forks.js';
import { frozenLots } from '../theory/stake-lotteries.js';
import { stakedBlocksVariance } from '../theory/staked-rewards.js';
import { isWhy, meshOf, MOST_FIRST_ORDER_X, rankOf, tooFew } from './honest-mining.js';
import type { FinishedRun, Forecast, Prediction, Unpredicted } from './prediction.js';

const LOTTERY = 'pos-lots';

/** A lottery in proportion to stake: the share of the stakes, and of what was won if it is staked again. */
function byLottery(run: FinishedRun): Forecast | Unpredicted {
  const { faults, economy } = run.spec.world;
  const few = tooFew(run);
  if (few) return few;
  if (faults.length > 0) return { why: 'there are faults' };
  if (Number(run.columns['blocks_stale']) > 0) return { why: 'some blocks came too late for their turn' };
  const { miners, share } = rankOf(run.producers, 'largest');
  if (share === 1) return { why: 'all stakers are as large' };
  if (economy.stakeWeight && economy.stakeWeight !== 'linear') return { why: 'coins count by a concave law' };
  if (economy.splits?.some(({ cost }) => cost > 0)) return { why: 'identities cost coins' };
  if (economy.geometric || economy.halving || economy.inflation) return { why: 'the reward is not constant' };
  const blocks = Number(run.columns['blocks_canonical']);
  const total = run.producers.reduce((sum, { weight }) => sum + weight, 0);
  const staked = economy.compound && economy.reward > 0 ? economy.reward / total : 0;
  if (run.spec.params['seed'] === 'constant') return byFrozenLots(run, miners, share);
  const variance = staked > 0 ? stakedBlocksVariance(share, staked, blocks) : (share * (1 - share)) / blocks;
  return { expected: share, measured: shareOf(run, miners), standardError: Math.sqrt(variance) };
}

/** Lots that are drawn once: chances have a spread of their own, and blocks are won by them. */
function byFrozenLots(run: FinishedRun, miners: readonly number[], share: number): Forecast | Unpredicted {
  const coins = run.producers.reduce((sum, { weight }) => sum + weight, 0);
  const { mean, deviation } = frozenLots(share * coins, coins);
  const blocks = Number(run.columns['blocks_canonical']);
  const spread = deviation * deviation;
  const variance = spread + (mean * (1 - mean) - spread) / blocks;
  return { expected: mean, measured: shareOf(run, miners), standardError: Math.sqrt(variance) };
}

function shareOf({ producers, columns }: FinishedRun, miners: readonly number[]): number {
  const own = miners.reduce((sum, miner) => sum + producers[miner]!.canonical, 0);
  return own / Number(columns['blocks_canonical']);
}

const largestShare: Prediction = {
  name: 'largest_share',
  describe:
    'Share of the chain of the largest (of all that are as large, together): of miners by power, and what delay adds to first order; of stakers by lots, a martingale if rewards are staked again, and with a spread of its own if lots are drawn once',
  source:
    'derived to first order in delay over interval; without delay Nakamoto 2008, section 11; stakes: Roşu & Saleh 2021, and Huang et al., SIGMOD 2021, for the variance',
  predict(run) {
    if (run.spec.kind === LOTTERY) return byLottery(run);
    const mesh = meshOf(run);
    if (!mesh || isWhy(mesh)) return mesh;
    const few = tooFew(run);
    if (few) return few;
    const { x, weights } = mesh;
    if (x > MOST_FIRST_ORDER_X) return { why: `the delay is over ${MOST_FIRST_ORDER_X} of an interval` };
    const { miners, share } = rankOf(run.producers, 'largest');
    if (share === 1) return { why: 'all miners are as large' };
    const advantage = firstOrderFairness(weights, miners[0]!, x).relativeAdvantage;
    const blocks = Number(run.columns['blocks_canonical']);
    return {
      expected: share * (1 + advantage),
      measured: shareOf(run, miners),
      standardError: Math.sqrt((share * (1 - share)) / blocks),
      modelError: x * share * Math.abs(advantage),
    };
  },
};
export default largestShare;
