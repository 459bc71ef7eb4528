/**
 * Proof of stake by blocks alone: whoever is drawn in proportion to what its stake counts makes the next block, and all have it
 * at once. There are no messages, no delays, no forks and no requests.
 */
import type { ChainFacts, Time } from '../contract.js';
import { Digest } from '../kernel/digest.js';
import type { KeyedDraw } from '../kernel/keyed-draw.js';
import { rewardAt } from '../ledger/issuance.js';
import { coinsAtGenesis, countedStakes, identitiesOf, sumOf } from '../ledger/stake-weight.js';
import { SlidingNakamoto } from '../metrics/sliding-nakamoto.js';
import { WindowCounts } from '../race/window-counts.js';
import { ChangingDraws } from './changing-draws.js';
import type { Draws } from './draws.js';
import { PolyaUrn } from './polya-urn.js';
import { StaticDraws } from './static-draws.js';

export interface LotteryOptions {
  readonly facts: Pick<ChainFacts, 'weights' | 'economy'>;
  /** From a block to the next. */
  readonly interval: Time;
  readonly blocks: number;
  readonly draw: KeyedDraw;
  readonly delegationDraw: KeyedDraw;
  readonly window: { readonly blocks: number; readonly centralized: number };
}

/** Blocks that are drawn before they are counted. */
const BATCH = 4_096;

export class Lottery {
  readonly digest = new Digest();
  /** By node. */
  readonly canonicalOf: Float64Array;
  readonly windows: WindowCounts;
  readonly sliding: SlidingNakamoto;
  readonly draws: Draws;
  private readonly options: LotteryOptions;

  constructor(options: LotteryOptions) {
    this.options = options;
    const { facts, window } = options;
    const nodes = facts.weights.length;
    this.canonicalOf = new Float64Array(nodes);
    this.windows = new WindowCounts(nodes, window.blocks);
    this.sliding = new SlidingNakamoto(nodes, window.blocks, window.centralized);
    this.draws = drawsOf(options);
  }

  run(): void {
    const { blocks } = this.options;
    const batch = new Int32Array(Math.min(BATCH, blocks));
    for (let made = 0; made < blocks; made += batch.length) {
      const count = Math.min(batch.length, blocks - made);
      this.draws.next(batch, count);
      this.count(batch, count, made);
    }
  }

  private count(batch: Int32Array, count: number, made: number): void {
    const { canonicalOf, windows, sliding, digest } = this;
    const { interval } = this.options;
    for (let i = 0; i < count; i++) {
      const producer = batch[i]!;
      const height = made + i + 1;
      const time = height * interval;
      canonicalOf[producer]!++;
      windows.add(height, producer, time);
      sliding.add(producer);
      digest.update(time, producer, height - 1, height);
    }
  }
}

/** The quickest way to draw that is exact. */
function drawsOf({ facts, blocks, draw, delegationDraw }: LotteryOptions): Draws {
  const { economy } = facts;
  const { stakeWeight = 'linear', splits } = economy;
  const coins = coinsAtGenesis(facts);
  const isPlain = !economy.inflation && !economy.changes && !economy.delegation;
  if (isPlain && !economy.compound) {
    const genesisCoins = sumOf(coins);
    const reward = (height: number) => rewardAt(economy, height, genesisCoins);
    return new StaticDraws(coins, countedStakes(coins, stakeWeight, splits), reward, draw);
  }
  const isConstant = economy.reward > 0 && !economy.halving;
  if (isPlain && isConstant && stakeWeight === 'linear') {
    return new PolyaUrn(coins, economy.reward, blocks, draw);
  }
  return new ChangingDraws({ coins, economy, identities: identitiesOf(facts), draw, delegationDraw });
}
