import seedrandom from 'seedrandom';
import { blockSize, BLOCK_SIZE_LAWS, drawBlockSize } from '../../src/ledger/block-sizes.js';

/** Mean of the source in bytes, and how well the merged histogram is to hold it. */
const SOURCE = {
  'bitcoin-2015': [531_500, 0.001],
  'litecoin-2015': [5_560, 0.016],
  'dogecoin-2015': [7_140, 0.012],
} as const;
/** Median and 90 % quantile of the source, in bytes. */
const QUANTILES = {
  'bitcoin-2015': [520_200, 989_700],
  'litecoin-2015': [1_540, 16_050],
  'dogecoin-2015': [2_920, 17_930],
} as const;

describe('block sizes', () => {
  test.each(BLOCK_SIZE_LAWS)(
    'sampled as %s have the mean of the source within 4 standard errors, and its quantiles',
    (law) => {
      const n = 200_000;
      const random = seedrandom.alea('sizes');
      const drawn = Float64Array.from({ length: n }, () => drawBlockSize({ sampled: law, scale: 1 }, random)).sort();
      const mean = drawn.reduce((sum, bytes) => sum + bytes, 0) / n;
      const variance = drawn.reduce((sum, bytes) => sum + (bytes - mean) * (bytes - mean), 0) / n;
      const [expected, merged] = SOURCE[law];
      expect(Math.abs(mean - expected)).toBeLessThan(merged * expected + 4 * Math.sqrt(variance / n));
      // The quantiles lie in bins that were merged, so that they are known to a tenth.
      QUANTILES[law].forEach((quantile, i) => {
        const found = drawn[Math.floor(n * [0.5, 0.9][i]!)]!;
        expect(Math.abs(found - quantile)).toBeLessThan(0.1 * quantile);
      });
    },
  );

  test('scale, or are the same for all', () => {
    const half = drawBlockSize({ sampled: 'bitcoin-2015', scale: 0.5 }, seedrandom.alea('a'));
    const whole = drawBlockSize({ sampled: 'bitcoin-2015', scale: 1 }, seedrandom.alea('a'));
    expect(Math.abs(half - whole / 2)).toBeLessThanOrEqual(1);
    expect(drawBlockSize(535_000, () => NaN)).toBe(535_000);
  });

  test('are written as a size or as a law', () => {
    expect(blockSize().parse('535 kB')).toBe(535_000);
    expect(blockSize().parse({ sampled: 'litecoin-2015' })).toEqual({ sampled: 'litecoin-2015', scale: 1 });
    expect(blockSize().safeParse({ sampled: 'ether' }).success).toBe(false);
  });
});
