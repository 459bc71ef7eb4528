/**
 * Cryptographic sortition (Gilad, Hemo, Micali, Vlachos, Zeldovich, "Algorand: Scaling Byzantine Agreements for
 * Cryptocurrencies", SOSP 2017, section 5): every node draws for itself how many seats it has in a committee, and proves
 * it. A node with w of W units of stake has Binomial(w, size/W) seats, so that its seats have the same law however it
 * splits its stake. The verifiable random function is the oracle of a key that names the committee, and of the node: what
 * a credential would prove, anyone here recomputes.
 */
import { sum } from 'd3-array';
import type { NodeId } from '../contract.js';
import { oracleUnit } from './oracle.js';
import { Recent } from './recent.js';
import { binomialLaw, quantileOf, type SeatLaw } from './seat-law.js';

/** Committees kept: those of a few rounds. */
const KEPT = 128;

export interface Committee {
  /** Names the committee: a hash of seed, round, period and step. */
  readonly key: number;
  /** By node. */
  readonly seats: Int32Array;
}

/** Weights as whole units of stake, about `total` of them together. */
export function wholeStakes(weights: ArrayLike<number>, total: number): Float64Array {
  const all = sum(Array.from(weights));
  return Float64Array.from(weights, (weight) => Math.round((weight / all) * total));
}

/** The committees that one distribution of stake leads to. A pure function of the key, drawn once for all nodes. */
export class Sortition {
  private readonly stakes: Float64Array;
  private readonly total: number;
  /** By size: by node, the law of its seats. */
  private readonly laws = new Map<number, readonly SeatLaw[]>();
  private readonly drawn = new Recent<Committee>(KEPT);

  /** @param stakes whole units by node, not all 0 */
  constructor(stakes: Float64Array) {
    this.stakes = stakes;
    this.total = sum(stakes);
  }

  /** @param size seats on average; one key has one size. */
  committee(key: number, size: number): Committee {
    return this.drawn.get(key, () => {
      const laws = this.lawsOf(size);
      return { key, seats: Int32Array.from(laws, (law, node) => quantileOf(law, oracleUnit(key, node))) };
    });
  }

  private lawsOf(size: number): readonly SeatLaw[] {
    const { stakes, total } = this;
    let laws = this.laws.get(size);
    if (!laws) {
      const made: SeatLaw[] = [];
      for (const [node, stake] of stakes.entries()) {
        made.push(node > 0 && stake === stakes[node - 1] ? made[node - 1]! : binomialLaw(stake, size / total));
      }
      this.laws.set(size, (laws = made));
    }
    return laws;
  }
}

/**
 * A node's credential: the lowest of as many draws as it has seats (by its rank in an exponential law, which keeps the
 * order). Infinity: it has no seat. Each unit of stake is thus equally likely to hold the lowest of all.
 */
export function credential({ key, seats }: Committee, node: NodeId): number {
  // Numbers from n on: those below draw the seats.
  return seats[node] === 0 ? Infinity : -Math.log1p(-oracleUnit(key, seats.length + node)) / seats[node]!;
}
