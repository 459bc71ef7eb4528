/** What published simulators say of the worlds that a scenario can name, to stand beside what came out here. */

export interface Published {
  /** Who ran what. */
  readonly source: string;
  /** Share of the pooled delays, and seconds within which they lie. */
  readonly points: readonly (readonly [share: number, seconds: number])[];
  /** Stale blocks of all blocks, with its 95 % interval where the source allows one. */
  readonly stale: { readonly rate: number; readonly low?: number; readonly high?: number };
}

/**
 * By preset. SimBlock: our own runs of it (state of June 2024; 1,000 and 500 blocks). Bitcoin-Simulator: the results page of
 * Gervais et al., CCS 2016, standard relaying and a block every ten minutes.
 */
const PUBLISHED: Readonly<Record<string, Published>> = {
  'bitcoin-2015': {
    source: 'SimBlock, 6,000 nodes, 535 kB every 10 min',
    points: [
      [0.1, 6.1],
      [0.25, 7.03],
      [0.5, 9.3],
      [0.75, 11.86],
      [0.9, 14.96],
      [0.99, 22.98],
    ],
    stale: { rate: 0.0206, low: 0.0135, high: 0.0312 },
  },
  'bitcoin-2019': {
    source: 'SimBlock, 6,000 nodes, 535 kB every 10 min, compact blocks',
    points: [
      [0.1, 0.475],
      [0.25, 0.737],
      [0.5, 1.109],
      [0.75, 1.692],
      [0.9, 2.315],
      [0.99, 3.847],
    ],
    stale: { rate: 0.004, low: 0.0011, high: 0.0144 },
  },
  'gervais-bitcoin': {
    source: 'Bitcoin-Simulator, 6,000 nodes, standard relaying, a block every 10 min',
    points: [
      [0.1, 7.87],
      [0.25, 10.14],
      [0.5, 14.7],
      [0.75, 21.29],
      [0.9, 35.47],
    ],
    stale: { rate: 0.0151 },
  },
};

/** What is published of a world; undefined where nothing is, or it is no preset. */
export function publishedOf(world: string | undefined): Published | undefined {
  return world === undefined || !Object.hasOwn(PUBLISHED, world) ? undefined : PUBLISHED[world];
}
