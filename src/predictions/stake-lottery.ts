/** When the closed forms about lotteries by stake apply to a run, and the quantities that they need. */
import type { Economy, StakeWeight } from '../contract.js';
import { scheduledShare, type ScheduledShare } from '../theory/reward-schedule.js';
import { singleLotteryChances } from '../theory/stake-lotteries.js';
import { isWhy, rankOf, tooFew } from './honest-mining.js';
import { restakes } from './economy.js';
import type { FinishedRun, Unpredicted } from './prediction.js';

/** Whose owners are drawn for every block afresh, in proportion to what their stakes count. */
const LOTTERY = 'pos-lots';

export interface StakeLottery {
  /** Those who hold most at the start, all that hold as much. */
  readonly owners: readonly number[];
  /** Their share of all coins at the start. */
  readonly held: number;
  /** Their share of what counts in the lottery at the start. */
  readonly counted: number;
  readonly blocks: number;
  /** Whether stakes change, by rewards that are staked again. */
  readonly changes: boolean;
  readonly variances: ScheduledShare;
}

/** Several predictions are about one run. */
const found = new WeakMap<FinishedRun, ReturnType<typeof lotteryOf>>();

/** The lottery of a run, undefined for what is none. */
export function stakeLottery(run: FinishedRun): StakeLottery | Unpredicted | undefined {
  if (!found.has(run)) found.set(run, lotteryOf(run));
  return found.get(run);
}

function lotteryOf(run: FinishedRun): StakeLottery | Unpredicted | undefined {
  const { kind, world } = run.spec;
  const { economy } = world;
  if (kind !== LOTTERY) return undefined;
  const few = tooFew(run);
  if (few) return few;
  const other = notPlain(run);
  if (other) return other;
  const { miners: owners } = rankOf(run.producers, 'largest');
  const coins = coinsOf(run);
  const counts = countedOf(coins, economy);
  const chances = run.spec.params['lots'] === 'account' ? bySingleLots(counts, economy) : counts;
  if ('why' in chances) return chances;
  const [held, counted] = [shareOf(coins, owners), shareOf(chances, owners)];
  if (held === 1) return { why: 'all stakers are as large' };
  const blocks = Number(run.columns['blocks_canonical']);
  const supply = coins.reduce((sum, own) => sum + own, 0);
  const changes = restakes(economy) || (economy.compound && economy.inflation !== undefined);
  const part = changes ? rewardPart(economy, supply) : () => 0;
  return { owners, held, counted, blocks, changes, variances: scheduledShare(counted, blocks, part) };
}

function notPlain(run: FinishedRun): Unpredicted | undefined {
  const { faults, economy } = run.spec.world;
  if (faults.length > 0) return { why: 'there are faults' };
  if (Number(run.columns['blocks_stale']) > 0) return { why: 'some blocks came too late for their turn' };
  if (economy.delegation) return { why: 'holders delegate to pools' };
  if (economy.spending) return { why: 'fees change the stakes' };
  if (economy.changes) return { why: 'stakes are cut, or validators come and go' };
  const concave = economy.stakeWeight !== undefined && economy.stakeWeight !== 'linear';
  if (concave && economy.compound) return { why: 'coins count by a concave law and are staked again' };
  return undefined;
}

/** More stakers are not worked out. */
const MOST_SINGLE = 200;

/** Chances where every account has one lot over its stake. */
function bySingleLots(counts: readonly number[], { compound }: Economy): number[] | Unpredicted {
  if (compound) return { why: 'one lot an account makes the large larger, and stakes change' };
  if (counts.length > MOST_SINGLE) return { why: `one lot an account, over ${MOST_SINGLE} accounts` };
  return singleLotteryChances(counts);
}

/** Whether it is a lottery that theory speaks of. */
export function isLottery(lottery: StakeLottery | Unpredicted | undefined): lottery is StakeLottery {
  return lottery !== undefined && !isWhy(lottery);
}

function coinsOf({ producers, spec }: FinishedRun): number[] {
  const coins = producers.map(({ weight }) => weight);
  for (const { owner, identities, cost } of spec.world.economy.splits ?? []) coins[owner]! -= identities * cost;
  return coins;
}

function countedOf(coins: readonly number[], { stakeWeight = 'linear', splits = [] }: Economy): number[] {
  const counted = coins.map((own) => LAWS[stakeWeight](own));
  for (const { owner, identities: k } of splits) counted[owner] = k * LAWS[stakeWeight](coins[owner]! / k);
  return counted;
}

const LAWS: Readonly<Record<StakeWeight, (coins: number) => number>> = {
  linear: (coins) => coins,
  sqrt: Math.sqrt,
  log: Math.log1p,
};

function shareOf(values: readonly number[], owners: readonly number[]): number {
  const own = owners.reduce((sum, owner) => sum + values[owner]!, 0);
  return own / values.reduce((sum, value) => sum + value, 0);
}

/** The part of all coins after a block that its reward is; to be asked for block by block. */
function rewardPart(economy: Economy, supply: number): (height: number) => number {
  // A number that a closure changes would be made anew for every block.
  const coins = Float64Array.of(supply);
  return (height) => {
    const reward = rewardOf(economy, height, supply);
    coins[0]! += givenOf(economy, coins[0]!) + reward;
    return reward / coins[0]!;
  };
}

function rewardOf({ reward, halving, geometric }: Economy, height: number, supply: number): number {
  if (geometric) {
    if (height > geometric.blocks) return 0;
    const growth = Math.log1p(geometric.total) / geometric.blocks;
    return supply * Math.expm1(growth) * Math.exp((height - 1) * growth);
  }
  return halving ? reward * Math.exp(-Math.LN2 * Math.floor(height / halving.blocks)) : reward;
}

function givenOf({ inflation }: Economy, coins: number): number {
  if (!inflation) return 0;
  if ('coins' in inflation) return inflation.coins;
  return coins * Math.expm1(Math.log1p(inflation.rate) / inflation.blocks);
}
