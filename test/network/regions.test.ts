import fc from 'fast-check';
import seedrandom from 'seedrandom';
import { BANDWIDTH_PRESETS, bandwidths } from '../../src/network/bandwidth.js';
import { deal, quotas } from '../../src/network/quotas.js';
import { REGION_PRESETS, REGION_SHARES, regionRow, SIX_REGIONS } from '../../src/network/region-data.js';
import { placeRegions } from '../../src/network/regions.js';
import type { World } from '../../src/scenario/world.js';

function counts(of: Int32Array, kinds: number): number[] {
  const found = new Array<number>(kinds).fill(0);
  for (const kind of of) found[kind]! += 1;
  return found;
}

describe('quotas', () => {
  test('sum to n, and each is its exact share rounded down or up', () => {
    const share = fc.double({ min: 0, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(share, { minLength: 1, maxLength: 9 }), fc.integer({ min: 0, max: 2_000 }), (shares, n) => {
        const total = shares.reduce((sum, x) => sum + x, 0);
        fc.pre(total > 1e-6);
        const parts = quotas(shares, n);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(n);
        parts.forEach((part, i) => expect(Math.abs(part - (shares[i]! / total) * n)).toBeLessThan(1));
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test('go by largest remainder, and to the lower index among equals', () => {
    expect([...quotas([1, 1, 1], 4)]).toEqual([2, 1, 1]);
    expect([...quotas([0.5, 0.3, 0.2], 6)]).toEqual([3, 2, 1]);
    expect([...quotas([47, 16, 15.8, 12, 6.1, 3.1], 10)]).toEqual([5, 2, 1, 1, 1, 0]);
  });

  test('are dealt in every order equally often: 6 orders over 6,000 deals, chi-square with 5 degrees', () => {
    const random = seedrandom.alea('deal');
    const found = new Map<string, number>();
    for (let i = 0; i < 6_000; i++) {
      const key = deal(Int32Array.of(1, 1, 1), random).join();
      found.set(key, (found.get(key) ?? 0) + 1);
    }
    const chiSquare = [...found.values()].reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0);
    expect(found.size).toBe(6);
    expect(chiSquare).toBeLessThan(25.7); // 99.99 % quantile
  });
});

describe('placing nodes in regions', () => {
  test('gives each region of the 2019 preset its exact quota of 6,000 nodes', () => {
    const regions = placeRegions({ preset: 'bitcoin-2019' }, 6_000, seedrandom.alea('a'));
    expect(regions.names).toEqual(SIX_REGIONS);
    // 1989.6, 2998.8, 54, 706.2, 134.4, 117
    expect(counts(regions.of, 6)).toEqual([1_990, 2_999, 54, 706, 134, 117]);
  });

  test('normalises own shares and keeps their order', () => {
    const choice: World['nodes']['regions'] = { shares: { eu: 3, na: 1, nowhere: 0 } };
    const regions = placeRegions(choice, 8, seedrandom.alea('a'));
    expect(regions.names).toEqual(['eu', 'na', 'nowhere']);
    expect(counts(regions.of, 3)).toEqual([6, 2, 0]);
  });

  test('depends on the draws alone', () => {
    const place = (seed: string) => placeRegions({ preset: 'litecoin' }, 50, seedrandom.alea(seed)).of.join();
    expect(place('x')).toBe(place('x'));
    expect(place('x')).not.toBe(place('y'));
  });

  test('refuses what is no share and presets that it does not know', () => {
    const place = (shares: Record<string, number>) => () => placeRegions({ shares }, 4, seedrandom.alea('a'));
    expect(place({ eu: 1, na: -1 })).toThrow('the share of "na" is -1');
    expect(place({ eu: NaN })).toThrow('the share of "eu" is NaN');
    expect(place({ eu: 0, na: 0 })).toThrow('must sum to more than 0');
    expect(place({})).toThrow('must sum to more than 0');
    expect(() => placeRegions({ preset: 'bitcoin-2020' }, 4, seedrandom.alea('a'))).toThrow(
      'unknown preset "bitcoin-2020"; allowed: bitcoin-2015, bitcoin-2019, litecoin',
    );
  });
});

describe('the published shares', () => {
  test.each(REGION_PRESETS)('of %s are six and sum to 1', (preset) => {
    expect(REGION_SHARES[preset].length).toBe(6);
    expect(REGION_SHARES[preset].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  });

  test('are found by full and by short name, and by no other', () => {
    expect(SIX_REGIONS.map(regionRow)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(['na', 'eu', 'sa', 'ap', 'jp', 'au'].map(regionRow)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(regionRow('NA')).toBe(-1);
  });
});

describe('access rates', () => {
  const six = { names: SIX_REGIONS, of: Int32Array.of(0, 1, 2, 3, 4, 5) };

  test('of one figure are the same for all', () => {
    const choice: NonNullable<World['network']['bandwidth']> = { up: 20e6, down: 50e6 };
    const { up, down } = bandwidths(choice, six, 6);
    expect([...up]).toEqual(new Array(6).fill(20e6));
    expect([...down]).toEqual(new Array(6).fill(50e6));
  });

  /** SimBlock's serialisation time in whole ms, with its 2 ms of processing. */
  function serialisationMs(preset: string, bytes: number, from: number, to: number): number {
    const { up, down } = bandwidths({ preset }, six, 6);
    return Math.floor((bytes * 8) / Math.floor(Math.min(up[from]!, down[to]!) / 1_000)) + 2;
  }

  test.each([
    ['bitcoin-2015', 535_000, [912, 530, 2_379, 809, 1_260, 825], 660],
    ['bitcoin-2019', 535_000, [224, 208, 739, 274, 421, 380], 239],
    ['bitcoin-2019', 18_000, [9, 8, 26, 11, 16, 14], 10],
  ])('of %s send %p bytes in the times that SimBlock takes', (preset, bytes, toEurope, europeToSouthAmerica) => {
    expect(toEurope.map((_, from) => serialisationMs(preset, bytes, from, 1))).toEqual(toEurope);
    expect(serialisationMs(preset, bytes, 1, 2)).toBe(europeToSouthAmerica);
  });

  test('follow the regions of the world by name, whatever their order', () => {
    const { up } = bandwidths({ preset: 'bitcoin-2019' }, { names: ['jp', 'europe'], of: Int32Array.of(1, 0, 0) }, 3);
    expect([...up]).toEqual([20.7e6, 10.2e6, 10.2e6]);
  });

  test('say which region or preset they do not know', () => {
    const mars = { names: ['mars'], of: Int32Array.of(0) };
    expect(() => bandwidths({ preset: 'bitcoin-2019' }, mars, 1)).toThrow('no figure for region "mars"; name your');
    expect(() => bandwidths({ preset: 'dsl' }, six, 6)).toThrow(`allowed: ${BANDWIDTH_PRESETS.join(', ')}`);
    expect(() => bandwidths({ up: 0, down: 1 }, six, 6)).toThrow('must be above 0');
  });
});
