/**
 * Selfish mining where stale blocks are paid: Niu & Feng, "Selfish Mining in Ethereum" (ICDCS 2019), algorithm 1, as an exact
 * chain. A block may name up to two uncles, stale blocks with a parent on its chain, at distance 1 to 6; the uncle's miner gets a
 * part of the reward that depends on the distance, and whoever names it a thirty-second for each. The pool plays SM1; γ as in
 * Eyal & Sirer.
 *
 * A state has the pool's lead and the distances, from the next block, of the uncles that nobody has named yet: one bit each.
 * Once the lead is two the pool's branch wins, so that its blocks are paid as they are found. Left to choice by the paper, and
 * without effect on the digits that it prints: nearer uncles are named first.
 */
import { requireIn, requireShare } from './domain.js';

const MOST_UNCLES = 2;
const MOST_DISTANCE = 6;
const SETS = 1 << MOST_DISTANCE;
const NEPHEW_REWARD = 1 / 32;

/** Above this lead an honest block is too far from the pool's next one to become an uncle. */
const MOST_LEAD = MOST_DISTANCE;

/** Part of a block's reward that an uncle at a distance gets. */
export type UncleReward = (distance: number) => number;

/** Ethereum's reward from Byzantium on: (8 − d)/8. */
export const byzantiumReward: UncleReward = (distance) => (8 - distance) / 8;

/** The same part at every distance. */
export function flatReward(part: number): UncleReward {
  requireShare('part', part);
  return () => part;
}

/** What a selfish pool of Ethereum’s earns. */
export interface UncleRevenue {
  /** What the pool earns per main-chain block, in block rewards. */
  readonly perMainBlock: number;
  /** What it earns per main-chain block or named uncle. */
  readonly perCountedBlock: number;
  /** The pool's share of the main chain, which is that of SM1 without uncles. */
  readonly mainChainShare: number;
  /** Named uncles per main-chain block. */
  readonly uncles: number;
}

/** What an event pays, and to whom. */
interface Payment {
  pool: number;
  main: number;
  poolMain: number;
  uncles: number;
}

/** Uncles that the next block names: the nearest first. */
const NAMED = Int32Array.from({ length: SETS }, (_, waiting) => {
  let named = 0;
  for (let distance = 1, count = 0; distance <= MOST_DISTANCE && count < MOST_UNCLES; distance++) {
    const bit = 1 << (distance - 1);
    if ((waiting & bit) === 0) continue;
    named |= bit;
    count++;
  }
  return named;
});

/** Uncles that wait after a block has named its own, one farther away; too far is lost. */
const after = (waiting: number): number => ((waiting & ~NAMED[waiting]!) << 1) & (SETS - 1);

const countOf = (set: number): number => {
  let count = 0;
  for (let rest = set; rest > 0; rest &= rest - 1) count++;
  return count;
};

/**
 * How many blocks the pool finds until a lead that has just gone up by one is down again: chances of exactly u from 0 to 6,
 * C_u α^u (1−α)^{u+1} with Catalan's numbers; and of at least j.
 */
function excursions(alpha: number): { exactly: number[]; atLeast: number[]; beyond: number } {
  const exactly: number[] = [];
  const atLeast = [1];
  let [chance, mean] = [1 - alpha, alpha / (1 - 2 * alpha)];
  for (let u = 0; u <= MOST_DISTANCE; u++) {
    exactly.push(chance);
    atLeast.push(atLeast[u]! - chance);
    if (u > 0) mean -= atLeast[u]!;
    chance *= (alpha * (1 - alpha) * 2 * (2 * u + 1)) / (u + 2);
  }
  return { exactly, atLeast, beyond: mean };
}

/**
 * Chances of states, and how they pass. Leads from 2 to 6 come with and without a public rival; what is above is one step up
 * and, after some blocks of the pool, down again.
 */
class UncleChain {
  private readonly alpha: number;
  private readonly gamma: number;
  private readonly reward: UncleReward;
  private readonly up: ReturnType<typeof excursions>;
  private chances: Float64Array;
  private next: Float64Array;
  readonly payment: Payment = { pool: 0, main: 0, poolMain: 0, uncles: 0 };

  constructor(alpha: number, gamma: number, reward: UncleReward) {
    this.alpha = alpha;
    this.gamma = gamma;
    this.reward = reward;
    this.up = excursions(alpha);
    const size = this.lead(MOST_LEAD + 1, 0, 0);
    this.chances = new Float64Array(size);
    this.next = new Float64Array(size);
    this.chances[0] = 1;
  }

  /** Passes chances on until they stay, then books one more round. */
  settle(): void {
    for (let round = 0; round < 1_000_000; round++) {
      const moved = this.pass();
      if (moved < 1e-14) return;
    }
    throw new Error('the chain of leads and uncles does not come to rest');
  }

  /** Numbers of the states: no lead, one private block, a tie of one each, then leads with or without a public rival. */
  private one(waiting: number): number {
    return SETS + waiting;
  }
  private tie(waiting: number): number {
    return 2 * SETS + waiting;
  }
  private lead(lead: number, rival: number, waiting: number): number {
    return ((lead - 2) * 2 + rival + 3) * SETS + waiting;
  }

  private pass(): number {
    this.next.fill(0);
    Object.assign(this.payment, { pool: 0, main: 0, poolMain: 0, uncles: 0 });
    for (let waiting = 0; waiting < SETS; waiting++) {
      this.fromStart(waiting);
      this.fromOne(waiting);
      this.fromTie(waiting);
      for (let lead = 2; lead <= MOST_LEAD; lead++) {
        for (const rival of [0, 1]) this.fromLead(lead, rival, waiting);
      }
    }
    let moved = 0;
    for (let state = 0; state < this.next.length; state++) moved += Math.abs(this.next[state]! - this.chances[state]!);
    [this.chances, this.next] = [this.next, this.chances];
    return moved;
  }

  /** A main-chain block that names the waiting uncles, all of them honest. */
  private book(chance: number, byPool: boolean, waiting: number): void {
    const uncles = countOf(NAMED[waiting]!);
    this.payment.main += chance;
    this.payment.uncles += chance * uncles;
    if (!byPool) return;
    this.payment.poolMain += chance;
    this.payment.pool += chance * (1 + uncles * NEPHEW_REWARD);
  }

  private fromStart(waiting: number): void {
    const chance = this.chances[waiting]!;
    if (chance === 0) return;
    this.next[this.one(waiting)]! += chance * this.alpha;
    this.book(chance * (1 - this.alpha), false, waiting);
    this.next[after(waiting)]! += chance * (1 - this.alpha);
  }

  private fromOne(waiting: number): void {
    const chance = this.chances[this.one(waiting)]!;
    if (chance === 0) return;
    this.next[this.tie(waiting)]! += chance * (1 - this.alpha);
    const second = after(waiting);
    this.book(chance * this.alpha, true, waiting);
    this.book(chance * this.alpha, true, second);
    this.next[this.lead(2, 0, after(second))]! += chance * this.alpha;
  }

  private fromTie(waiting: number): void {
    const chance = this.chances[this.tie(waiting)]!;
    if (chance === 0) return;
    // Both blocks of the tie name the same uncles; the next block names the one that lost, at distance 1.
    const second = after(waiting) | 1;
    const [pool, onPool] = [chance * this.alpha, chance * (1 - this.alpha) * this.gamma];
    const onHonest = chance * (1 - this.alpha) * (1 - this.gamma);
    this.book(pool + onPool, true, waiting);
    this.book(pool, true, second);
    this.book(onPool, false, second);
    this.book(onHonest, false, waiting);
    this.book(onHonest, false, second);
    this.payment.pool += onHonest * this.reward(1);
    this.next[after(second)]! += chance;
  }

  /** The lead has gone above the longest that matters, and comes down again. */
  private above(chance: number, waiting: number): void {
    const { exactly, atLeast, beyond } = this.up;
    const down = (set: number) => this.lead(MOST_LEAD, 1, set);
    let set = waiting;
    for (let u = 0; u <= MOST_DISTANCE; u++) {
      if (u > 0) {
        this.book(chance * atLeast[u]!, true, set);
        set = after(set);
      }
      this.next[down(set)]! += chance * exactly[u]!;
    }
    // By now no uncle waits that is near enough.
    this.book(chance * beyond, true, 0);
    this.next[down(0)]! += chance * atLeast[MOST_DISTANCE + 1]!;
  }

  private fromLead(lead: number, rival: number, waiting: number): void {
    const chance = this.chances[this.lead(lead, rival, waiting)]!;
    if (chance === 0) return;
    this.book(chance * this.alpha, true, waiting);
    if (lead < MOST_LEAD) this.next[this.lead(lead + 1, rival, after(waiting))]! += chance * this.alpha;
    else this.above(chance * this.alpha, after(waiting));
    // An honest block is an uncle only if its parent is on the pool's branch or below it.
    const honest = chance * (1 - this.alpha);
    const candidate = rival === 0 ? honest : honest * this.gamma;
    const withIt = waiting | (1 << (lead - 1));
    const to = (set: number) => (lead === 2 ? set : this.lead(lead - 1, 1, set));
    this.next[to(withIt)]! += candidate;
    this.next[to(waiting)]! += honest - candidate;
  }
}

/**
 * What the pool earns.
 * @throws RangeError outside 0 < α < 1/2, 0 ≤ γ ≤ 1
 */
export function uncleRevenue(alpha: number, gamma: number, reward: UncleReward = byzantiumReward): UncleRevenue {
  requireIn('alpha', alpha, 0, 0.5, '()');
  requireShare('gamma', gamma);
  const chain = new UncleChain(alpha, gamma, reward);
  chain.settle();
  const { pool, main, poolMain, uncles } = chain.payment;
  return {
    perMainBlock: pool / main,
    perCountedBlock: pool / (main + uncles),
    mainChainShare: poolMain / main,
    uncles: uncles / main,
  };
}

/**
 * Least share from which the pool earns more than its share of power, per block that the difficulty counts: main-chain
 * blocks only, as before Byzantium, or uncles too. To 1e-5.
 */
export function uncleThreshold(gamma: number, counted: 'main' | 'main-and-uncles', reward?: UncleReward): number {
  let [low, high] = [0.001, 0.499];
  while (high - low > 1e-5) {
    const alpha = (low + high) / 2;
    const { perMainBlock, perCountedBlock } = uncleRevenue(alpha, gamma, reward);
    if ((counted === 'main' ? perMainBlock : perCountedBlock) > alpha) high = alpha;
    else low = alpha;
  }
  return (low + high) / 2;
}
