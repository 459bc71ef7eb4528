import { firstOrderFairness } from '../theory/natural-forks.js';
import { frozenLots } from '../theory/stake-lotteries.js';
import { isWhy, meshOf, MOST_FIRST_ORDER_X, rankOf } from './honest-mining.js';
import type { FinishedRun, Forecast, Prediction, Unpredicted } from './prediction.js';
import { isLottery, stakeLottery, type StakeLottery } from './stake-lottery.js';

/** A lottery in proportion to what stakes count: the share of that, and of what was won if it is staked again. */
function byLottery(run: FinishedRun, lottery: StakeLottery): Forecast {
  const { counted, owners, variances } = lottery;
  return { expected: counted, measured: shareOf(run, owners), standardError: Math.sqrt(variances.ofBlocks) };
}

/** Lots that are drawn once: chances have a spread of their own, and blocks are won by them. */
function byFrozenLots(run: FinishedRun, { owners, held, counted, blocks }: StakeLottery): Forecast | Unpredicted {
  if (held !== counted) return { why: 'coins count by a concave law, or split' };
  const coins = run.producers.reduce((sum, { weight }) => sum + weight, 0);
  const { mean, deviation } = frozenLots(held * coins, coins);
  const spread = deviation * deviation;
  const variance = spread + (mean * (1 - mean) - spread) / blocks;
  return { expected: mean, measured: shareOf(run, owners), standardError: Math.sqrt(variance) };
}

function shareOf({ producers, columns }: FinishedRun, miners: readonly number[]): number {
  const own = miners.reduce((sum, miner) => sum + producers[miner]!.canonical, 0);
  return own / Number(columns['blocks_canonical']);
}

const largestShare: Prediction = {
  name: 'largest_share',
  describe:
    'Share of the chain of the largest (of all that are as large, together): of miners by power, and what delay adds to first order; of stakers by lots, by what their coins count, a martingale if rewards are staked again, and with a spread of its own if lots are drawn once',
  source:
    'derived to first order in delay over interval; without delay Nakamoto 2008, section 11; stakes: Roşu & Saleh 2021; Fanti et al., FC 2019, and Huang et al., SIGMOD 2021, for variances',
  predict(run) {
    const lottery = stakeLottery(run);
    if (lottery && !isLottery(lottery)) return lottery;
    if (lottery) return (run.spec.params['seed'] === 'constant' ? byFrozenLots : byLottery)(run, lottery);
    const mesh = meshOf(run, MOST_FIRST_ORDER_X);
    if (!mesh || isWhy(mesh)) return mesh;
    const { x, weights } = mesh;
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
