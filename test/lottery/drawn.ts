import type { Economy } from '../../src/contract.js';
import { KeyedDraw } from '../../src/kernel/keyed-draw.js';
import { Lottery } from '../../src/lottery/lottery.js';

export interface DrawnOptions {
  readonly seed?: string;
}

/** A lottery that has made its blocks. */
export function drawn(
  weights: readonly number[],
  blocks: number,
  economy: Partial<Economy>,
  { seed = 'lottery' }: DrawnOptions = {},
): Lottery {
  const lottery = new Lottery({
    facts: { weights, economy: { reward: 0, compound: false, ...economy } },
    interval: 1_000_000,
    blocks,
    draw: new KeyedDraw(seed, 'lottery'),
    delegationDraw: new KeyedDraw(seed, 'delegation'),
    window: { blocks: 100, centralized: 1 },
  });
  lottery.run();
  return lottery;
}

export interface Moments {
  readonly mean: number;
  readonly variance: number;
  /** Of the two above, by the sample's own second and fourth moments. */
  readonly errors: { readonly mean: number; readonly variance: number };
}

/** Over seeds: the first owner's share of all coins at the end. */
export function shareMoments(runs: number, run: (seed: string) => ArrayLike<number>): Moments {
  const shares = Array.from({ length: runs }, (_, seed) => {
    const coins = Array.from(run(`urn/${seed}`));
    return coins[0]! / coins.reduce((sum, own) => sum + own, 0);
  });
  const mean = shares.reduce((sum, share) => sum + share, 0) / runs;
  const squares = shares.map((share) => (share - mean) * (share - mean));
  const variance = squares.reduce((sum, square) => sum + square, 0) / (runs - 1);
  const fourth = squares.reduce((sum, square) => sum + square * square, 0) / runs;
  return {
    mean,
    variance,
    errors: { mean: Math.sqrt(variance / runs), variance: Math.sqrt((fourth - variance * variance) / runs) },
  };
}
