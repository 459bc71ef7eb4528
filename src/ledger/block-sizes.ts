/**
 * How large blocks are. Histograms of Bitcoin, Litecoin and Dogecoin around 2015, as Bitcoin-Simulator carries them
 * (Gervais et al., CCS 2016; github.com/arthurgervais/Bitcoin-Simulator), merged to 29 to 38 bins that keep the spikes: the
 * means are those of the source within 0.1 % (Bitcoin), 1.6 % and 1.2 %.
 */
import { z } from 'zod';
import { size } from '../quantities.js';

export const BLOCK_SIZE_LAWS = ['bitcoin-2015', 'litecoin-2015', 'dogecoin-2015'] as const;
type BlockSizeLaw = (typeof BLOCK_SIZE_LAWS)[number];

interface Histogram {
  /** Bytes; bin i lies between edges i and i + 1. */
  readonly edges: readonly number[];
  /** Relative, one per bin. */
  readonly weights: readonly number[];
}

const HISTOGRAMS: Readonly<Record<BlockSizeLaw, Histogram>> = {
  'bitcoin-2015': {
    edges: [
      0, 5000, 55000, 85000, 110000, 135000, 160000, 185000, 215000, 245000, 250000, 280000, 310000, 345000, 375000,
      410000, 450000, 495000, 535000, 585000, 640000, 675000, 680000, 740000, 745000, 750000, 825000, 885000, 925000,
      930000, 935000, 945000, 950000, 970000, 975000, 985000, 990000, 995000, 1000000,
    ],
    weights: [
      4.96, 2.74, 2.68, 2.7, 2.6, 2.55, 2.62, 2.93, 3.1, 2.38, 2.84, 2.6, 2.92, 2.52, 2.5, 2.83, 2.75, 2.73, 2.52, 2.77,
      1.58, 0.48, 2.62, 0.46, 8.32, 2.59, 2.56, 3.0, 3.13, 2.94, 0.5, 3.88, 0.4, 0.26, 0.25, 0.88, 5.84, 4.11,
    ],
  },
  'litecoin-2015': {
    edges: [
      0, 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, 5500, 6000, 6500, 7500, 8500, 9500, 10500, 12000,
      13500, 15000, 17000, 19500, 22000, 24000, 24500, 32500, 53500, 99500, 100000,
    ],
    weights: [
      38.91, 5.76, 4.97, 4.11, 3.4, 3.13, 2.77, 2.36, 2.24, 2.04, 1.85, 1.74, 1.55, 2.79, 2.29, 1.89, 1.69, 2.11, 1.75,
      1.6, 1.79, 1.8, 1.57, 1.16, 0.89, 1.53, 1.5, 0.51, 0.24,
    ],
  },
  'dogecoin-2015': {
    edges: [
      0, 500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, 5500, 6000, 6500, 7000, 7500, 8500, 9500, 10500,
      11500, 13000, 14500, 16000, 18000, 20000, 22500, 26000, 31500, 43500, 84500, 99500, 100000,
    ],
    weights: [
      16.38, 9.75, 7.9, 6.45, 5.51, 4.78, 4.13, 3.52, 3.12, 2.76, 2.48, 2.2, 1.88, 1.77, 1.59, 2.78, 2.33, 1.94, 1.62,
      2.02, 1.69, 1.53, 1.87, 1.55, 1.53, 1.58, 1.52, 1.53, 1.5, 0.31, 0.41,
    ],
  },
};

/** The size of every block, or a law from which each block's is drawn. */
export type BlockSize =
  | number
  | { readonly sampled: BlockSizeLaw; readonly scale: number }
  | { readonly histogram: Histogram; readonly scale: number };

const scale = () => z.number().positive().prefault(1).describe('Factor on every size, such as interval / 10 min.');

const histogram = () =>
  z
    .strictObject({
      edges: z.array(size()).min(2).describe('Sizes between which the bins lie, ascending.'),
      weights: z.array(z.number().min(0)).min(1).describe('Relative numbers of blocks, one for each bin.'),
    })
    .refine(({ edges, weights }) => edges.length === weights.length + 1, {
      error: 'expected one edge more than weights',
    })
    .refine(({ edges }) => edges.every((edge, at) => at === 0 || edge > edges[at - 1]!), {
      error: 'expected edges in ascending order',
    })
    .refine(({ weights }) => weights.some((weight) => weight > 0), { error: 'expected a weight above 0' })
    .describe('Your own sizes: uniform within a bin.');

/** One size for every block, or sizes drawn from a histogram, published or your own. */
export const blockSize = () =>
  z.union([
    size(),
    z.strictObject({ histogram: histogram(), scale: scale() }),
    z.strictObject({
      sampled: z.enum(BLOCK_SIZE_LAWS).describe('Whose sizes: uniform within a bin of the published histogram.'),
      scale: scale(),
    }),
  ]);

/** The size of one block in whole bytes. @param random draws in [0, 1); asked twice where sizes are sampled */
export function drawBlockSize(law: BlockSize, random: () => number): number {
  if (typeof law === 'number') return law;
  const { edges, weights } = 'sampled' in law ? HISTOGRAMS[law.sampled] : law.histogram;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = random() * total;
  let bin = 0;
  while (bin < weights.length - 1 && left >= weights[bin]!) left -= weights[bin++]!;
  const within = edges[bin]! + random() * (edges[bin + 1]! - edges[bin]!);
  return Math.round(law.scale * within);
}
