/**
 * Slots that are drawn for each staker by itself, as a verifiable random function draws them: whether a staker leads a slot
 * depends on the randomness, the staker and the slot alone, with a chance that never changes within a stretch of slots.
 *
 * The slots that one staker wins are independent trials, so the slots between one win and the next are geometric. They are
 * drawn as such, one number for a win instead of one for a slot: the i-th gap is ⌊ln u_i / ln(1 − φ)⌋ with u_i the i-th draw of
 * (randomness, staker). Everybody can check a win by the same draws.
 */
import type { NodeId } from '../contract.js';
import { oracle, oracleUnit } from './oracle.js';

/** One staker's wins in a stretch of slots, in order; worked out as far as anybody has asked. */
export class SlotWins {
  private readonly seed: number;
  private readonly logMiss: number;
  private readonly end: number;
  private readonly slots: number[] = [];
  /** Where the next win is looked for. */
  private from: number;

  /**
   * @param randomness what all draws of the stretch come from
   * @param from the first slot of the stretch, `end` the first after it
   * @param logMiss ln(1 − φ), at most 0: of the chance to miss one slot
   */
  constructor(randomness: number, staker: NodeId, from: number, end: number, logMiss: number) {
    this.seed = oracle(randomness, staker);
    this.from = from;
    this.end = end;
    this.logMiss = logMiss;
  }

  /** The first win in slot `least` or later; `end` when there is none. */
  first(least: number): number {
    const { slots } = this;
    while (this.from < this.end && (slots.length === 0 || slots.at(-1)! < least)) this.draw();
    if (slots.length === 0 || slots.at(-1)! < least) return this.end;
    let [low, high] = [0, slots.length - 1];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (slots[middle]! < least) low = middle + 1;
      else high = middle;
    }
    return slots[low]!;
  }

  private draw(): void {
    const missed = Math.floor(Math.log(oracleUnit(this.seed, this.slots.length)) / this.logMiss);
    const slot = this.from + missed;
    if (!(slot < this.end)) {
      this.from = this.end;
      return;
    }
    this.slots.push(slot);
    this.from = slot + 1;
  }
}
