import { undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import { distributionOf } from './weights.js';
import type { Weights } from './weights.js';
import type { WindowSeries } from './windows.js';

/** What luck holds for one producer: the variance that drives small ones into pools. */
export interface Participation {
  readonly producer: string;
  readonly share: number;
  /** Chance of no block at all among `blocks` independent draws: (1 - q)^N. */
  readonly probabilityOfNone: number;
  /** Mean number of blocks up to and with the first own one: 1/q; `unreachable` without weight. */
  readonly expectedWaitBlocks: number | Undefined;
  /** Standard deviation over mean of the blocks won: sqrt((1 - q) / (qN)); `unreachable` without weight. */
  readonly incomeVariation: number | Undefined;
}

/** Prospects of every producer over `blocks` blocks drawn by weight, in the order of ids. */
export function participation(weights: Weights, blocks: number): readonly Participation[] | Undefined {
  if (!Number.isSafeInteger(blocks) || blocks < 1)
    throw new RangeError(`blocks is ${blocks}: expected a positive integer`);
  const distribution = distributionOf(weights);
  if (distribution.active === 0) return undefinedBecause('empty');
  const { ids, shares } = distribution.byId;
  return ids.map((producer, i) => {
    const share = shares[i]!;
    return {
      producer,
      share,
      probabilityOfNone: Math.exp(blocks * Math.log1p(-share)),
      expectedWaitBlocks: share > 0 ? 1 / share : undefinedBecause('unreachable'),
      incomeVariation: share > 0 ? Math.sqrt((1 - share) / (share * blocks)) : undefinedBecause('unreachable'),
    };
  });
}

/** Fraction of the windows in which a producer had no block: the realised counterpart of `probabilityOfNone`. */
export function realisedAbsence({ windows }: WindowSeries, producer: string): number | Undefined {
  if (windows.length === 0) return undefinedBecause('empty');
  return windows.filter(({ counts }) => Number(counts.get(producer) ?? 0) === 0).length / windows.length;
}
