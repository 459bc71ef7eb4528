/**
 * Selfish mining (Eyal & Sirer 2014, "Majority is not Enough: Bitcoin Mining is Vulnerable", Algorithm 1) and its stubborn
 * relatives (Nayak, Kumar, Miller, Shi 2016, "Stubborn Mining", section 4), of which it is the one that is never stubborn.
 */
import type { Strategy } from './strategy.js';

export interface Stubbornness {
  /** L: when the lead falls to one, only match and keep the last block, where selfish mining would publish everything. */
  readonly lead: boolean;
  /** F: keep a block found during a tie, where selfish mining would win the tie with it. */
  readonly equalFork: boolean;
  /** T_j: having lost a tie, go on while at most so many blocks behind. 0: adopt at once. */
  readonly trail: number;
}

/**
 * The rules of the paper by the letters of the union: L, F, T_j. Where a trailing miner catches up, no tie is fought (honest
 * miners have seen their own branch first), and his next block is published at once, under F as well.
 */
export function stubborn({ lead, equalFork, trail }: Stubbornness): Strategy {
  const letters = `${lead ? 'L' : ''}${equalFork ? 'F' : ''}${trail > 0 ? `T${trail}` : ''}`;
  return {
    name: letters === '' ? 'sm1' : letters,
    decide(a, h, fork) {
      // A miner with no block of his own has lost no tie.
      if (a < h) return a > 0 && h - a <= trail ? 'wait' : 'adopt';
      if (h === 0) return 'wait';
      if (a === h) return fork === 'relevant' ? 'match' : 'wait';
      if (a > h + 1) return fork === 'relevant' ? 'match' : 'wait';
      if (fork === 'relevant') return lead ? 'match' : 'override';
      // One ahead by a block of his own: found during a tie, or after catching up.
      return fork === 'active' && equalFork ? 'wait' : 'override';
    },
  };
}

/** Eyal & Sirer's selfish mining. */
export const sm1: Strategy = stubborn({ lead: false, equalFork: false, trail: 0 });
