import type { FinishedRun, Prediction } from './prediction.js';
import { isLottery, stakeLottery, type StakeLottery } from './stake-lottery.js';

/** Share of all coins at the end that those who held most at the start hold then. */
function shareAtEnd(run: FinishedRun, { owners }: StakeLottery): number | undefined {
  const { coins } = run;
  if (!coins) return undefined;
  let all = 0;
  for (let node = 0; node < coins.length; node++) all += coins[node]!;
  return owners.reduce((sum, owner) => sum + coins[owner]!, 0) / all;
}

export const largestStake: Prediction = {
  name: 'largest_stake_share',
  describe:
    'Share of all coins at the end of whoever held most at the start (of all that held as much, together): a martingale, with the variance that the schedule of rewards gives',
  source:
    'Roşu & Saleh 2021; Fanti et al., FC 2019, for constant and geometric rewards; Huang et al., SIGMOD 2021, for inflation; other schedules by the same recursion',
  predict(run) {
    const lottery = stakeLottery(run);
    if (!isLottery(lottery)) return lottery;
    if (!lottery.changes) return { why: 'stakes do not change' };
    const measured = shareAtEnd(run, lottery);
    if (measured === undefined) return { why: 'nobody counts the coins' };
    if (!(lottery.variances.ofCoins > 0)) return { why: 'no reward goes to whoever makes a block' };
    return { expected: lottery.held, measured, standardError: Math.sqrt(lottery.variances.ofCoins) };
  },
};

/** So many standard errors of a chi-square of one degree: √2 of its mean. */
const OF_A_SQUARE = Math.SQRT2;

export const largestStakeDrift: Prediction = {
  name: 'largest_stake_drift_squared',
  describe:
    'Square of what that share has gained or lost: its mean over seeds is the variance; standard error as of a normal law',
  source: 'as of largest_stake_share',
  predict(run) {
    const lottery = stakeLottery(run);
    if (!isLottery(lottery)) return lottery;
    const measured = shareAtEnd(run, lottery);
    if (!lottery.changes || measured === undefined) return { why: 'stakes do not change' };
    const { ofCoins } = lottery.variances;
    if (!(ofCoins > 0)) return { why: 'no reward goes to whoever makes a block' };
    const drift = measured - lottery.held;
    return { expected: ofCoins, measured: drift * drift, standardError: OF_A_SQUARE * ofCoins };
  },
};
