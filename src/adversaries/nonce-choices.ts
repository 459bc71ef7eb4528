import { randaoBest } from '../theory/committees.js';

/** What a coalition may do with a nonce, whose turns it can each use or leave. */
export interface NonceChoice<T> {
  readonly turns: readonly T[];
  /** Most turns that it chooses among; of more the first are used in any case. */
  readonly most: number;
  /** Slots drawn by the nonce. */
  readonly slots: number;
  /** Probability that the coalition leads one of them. */
  readonly chance: number;
  /** How many of them it leads when it uses these turns. */
  readonly ledWith: (used: readonly T[]) => number;
}

/** What a coalition has gained by choosing nonces: as it came, and by the law of the best of 2^k. */
export class NonceChoices {
  /** Nonces that it chose, turns that it could use or leave then, and those that it left. */
  count = 0;
  tails = 0;
  left = 0;
  /** Slots led, less turns left, over what honest play brings: as it came, and by theory. */
  gained = 0;
  expected = 0;
  variance = 0;

  /** The turns to use: those after which it leads most often, less what it leaves. One step of greed. */
  best<T>({ turns, most, slots, chance, ledWith }: NonceChoice<T>): readonly T[] {
    const fixed = turns.slice(0, Math.max(0, turns.length - most));
    const free = turns.slice(fixed.length);
    let best: readonly T[] = turns;
    let value = -Infinity;
    for (let set = (1 << free.length) - 1; set >= 0; set--) {
      const used = [...fixed, ...free.filter((_, index) => (set >> index) & 1)];
      const worth = ledWith(used) - (turns.length - used.length);
      if (worth > value) [best, value] = [used, worth];
    }
    const honest = slots * chance;
    const law = randaoBest(chance, free.length, slots);
    this.count++;
    this.tails += free.length;
    this.left += turns.length - best.length;
    this.gained += value - honest;
    this.expected += law.mean - honest;
    this.variance += law.variance;
    return best;
  }
}
