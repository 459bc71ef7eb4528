import { fairByLuck } from '../metrics/returns.js';
import type { WindowCount } from './centralization.js';

/** What the lighter half of the holders of weight see of a run, window by window. */
export const SMALL_COLUMNS = ['small_absence', 'small_income_cv'] as const;

const NO_WINDOW = 'the run is shorter than a window';
const NO_HALF = 'nobody but one has a weight';
/** Holders beyond which no chance is worked out for each. */
const MOST_CHANCES = 10_000;
const EPSILON = 0.1;

interface SmallView {
  readonly metrics: Record<string, number | null>;
  readonly undefinedBecause: Record<string, string>;
  /** What independent draws by weight give: (1 − q)^N, and sqrt((1 − q)/(qN)). */
  readonly baseline: Record<string, number | null>;
}

/**
 * `small_absence`: share of windows in which a holder of the lighter half (rounded down) has no block, its mean over these
 * holders. `small_income_cv`: how its blocks vary from window to window, standard deviation in parts of its due, mean over
 * holders: what drives the small into pools.
 */
export function smallView(weights: readonly number[], windows: readonly WindowCount[]): SmallView {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const small = lighterHalf(weights);
  const why = small.length === 0 ? NO_HALF : windows.length === 0 ? NO_WINDOW : undefined;
  if (why !== undefined) {
    const none = { small_absence: null, small_income_cv: null };
    return { metrics: none, undefinedBecause: { small_absence: why, small_income_cv: why }, baseline: none };
  }
  const { absent, deviation } = overWindows(small, windows);
  // All are full, so that all have as many blocks.
  const blocks = windows[0]!.counts.reduce((sum, count) => sum + count, 0);
  let [absence, absenceDue, variation, variationDue] = [0, 0, 0, 0];
  for (const [place, node] of small.entries()) {
    const share = weights[node]! / total;
    absence += absent[place]! / windows.length;
    absenceDue += Math.exp(blocks * Math.log1p(-share));
    variation += deviation[place]! / (share * blocks);
    variationDue += Math.sqrt((1 - share) / (share * blocks));
  }
  const n = small.length;
  return {
    metrics: { small_absence: absence / n, small_income_cv: windows.length > 1 ? variation / n : null },
    undefinedBecause: windows.length > 1 ? {} : { small_income_cv: 'there is one window only' },
    baseline: { small_absence: absenceDue / n, small_income_cv: variationDue / n },
  };
}

/** Holders of weight, lightest first, without the heavier half. */
function lighterHalf(weights: readonly number[]): Int32Array {
  const holders = Int32Array.from(weights.keys()).filter((node) => weights[node]! > 0);
  holders.sort((a, b) => weights[a]! - weights[b]! || a - b);
  return holders.subarray(0, holders.length >> 1);
}

/** By holder: windows without a block, and the standard deviation of its blocks. There may be 500 windows of a million nodes. */
function overWindows(holders: ArrayLike<number>, windows: readonly WindowCount[]) {
  const [absent, sum, squares] = [0, 1, 2].map(() => new Float64Array(holders.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const { counts } of windows) {
    for (let place = 0; place < holders.length; place++) {
      const count = counts[holders[place]!]!;
      if (count === 0) absent[place]!++;
      sum[place]! += count;
      squares[place]! += count * count;
    }
  }
  const n = windows.length;
  const deviation = squares.map((square, place) =>
    Math.sqrt(Math.max(0, square - (sum[place]! * sum[place]!) / n) / Math.max(1, n - 1)),
  );
  return { absent, deviation };
}

/** What independent draws give of the returns on weight: everybody its due, and so many holders within a tenth of it. */
export function returnsByLuck(weights: readonly number[], blocks: number): Record<string, number | null> {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const holders = weights.filter((weight) => weight > 0);
  if (blocks === 0 || holders.length === 0) return {};
  const fair =
    holders.length > MOST_CHANCES
      ? null
      : holders.reduce((sum, weight) => sum + fairByLuck(weight / total, blocks, EPSILON), 0) / holders.length;
  return { fair_producers_10: fair, small_return: 1, largest_return: 1 };
}
