import fc from 'fast-check';
import seedrandom from 'seedrandom';
import type { Regions } from '../../src/contract.js';
import { BANDWIDTH_PRESETS, bandwidths, type BandwidthChoice } from '../../src/network/bandwidth.js';
import { RATE_QUANTILES_MBIT } from '../../src/network/gervais-data.js';
import { quotas } from '../../src/ledger/apportionment.js';
import { allot, deal } from '../../src/network/quotas.js';
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

  test("of SimBlock have one too many in the first bin: one of Dogecoin's nodes opens 1 link, not 8", () => {
    const degrees = [0, 0, 0, 0, 0, 0, 0, 1];
    // 601 are dealt and one is left over, which may be the odd one: one draw in 601.
    expect(counts(allot(degrees, 600, 'simblock', seedrandom.alea('a')), 8)).toEqual([1, 0, 0, 0, 0, 0, 0, 599]);
    expect(counts(allot(degrees, 600, 'exact', seedrandom.alea('a')), 8)).toEqual([0, 0, 0, 0, 0, 0, 0, 600]);
    const shares = [0.25, 0.5, 0.25];
    const dealt = Array.from({ length: 200 }, (_, i) =>
      counts(allot(shares, 8, 'simblock', seedrandom.alea(`${i}`)), 3),
    );
    // 3, 4 and 2 are dealt, and any one of these nine is left over.
    expect([...new Set(dealt.map(String))].sort()).toEqual(['2,4,2', '3,3,2', '3,4,1']);
  });

  test('are met on average by independent draws: chi-square with 2 degrees over 9,000', () => {
    const drawn = counts(allot([2, 1, 3], 9_000, 'drawn', seedrandom.alea('a')), 3);
    const chiSquare = [3_000, 1_500, 4_500].reduce((sum, want, i) => sum + (drawn[i]! - want) ** 2 / want, 0);
    expect(chiSquare).toBeLessThan(18.4); // 99.99 % quantile
    expect(drawn).not.toEqual([3_000, 1_500, 4_500]);
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

  test('puts the first nodes where they are to stand, and the rest by its shares', () => {
    const choice = { preset: 'bitcoin-2015' };
    const regions = placeRegions(choice, 1_003, seedrandom.alea('a'), ['asia-pacific', 'jp', 'australia']);
    expect([...regions.of.subarray(0, 3)]).toEqual([3, 4, 5]);
    expect(counts(regions.of.subarray(3), 6)).toEqual([387, 516, 11, 57, 12, 17]);
    expect(() => placeRegions({ shares: { eu: 1 } }, 3, seedrandom.alea('a'), ['mars'])).toThrow(
      'a node is to stand in "mars", and there are only eu',
    );
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
  const rates = (choice: BandwidthChoice, regions: Regions, n: number) =>
    bandwidths(choice, { regions, weights: new Array<number>(n).fill(0) }, n, seedrandom.alea('rates'));

  test('of one figure are the same for all', () => {
    const choice: BandwidthChoice = { up: 20e6, down: 50e6 };
    const { up, down } = rates(choice, six, 6);
    expect([...up]).toEqual(new Array(6).fill(20e6));
    expect([...down]).toEqual(new Array(6).fill(50e6));
  });

  /** SimBlock's serialisation time in whole ms, with its 2 ms of processing. */
  function serialisationMs(preset: string, bytes: number, from: number, to: number): number {
    const { up, down } = rates({ preset }, six, 6);
    return Math.floor((bytes * 8) / Math.floor(Math.min(up[from]!, down[to]!) / 1_000)) + 2;
  }

  test.each([
    ['bitcoin-2015', 535_000, [912, 530, 2_379, 809, 1_260, 825], 660],
    ['bitcoin-2019', 535_000, [224, 208, 739, 274, 421, 380], 239],
    ['bitcoin-2019', 18_000, [9, 8, 26, 11, 16, 14], 10],
    ['bitcoin-2015', 6_110, [12, 8, 29, 11, 16, 11], 9],
    ['bitcoin-2015', 8_000, [15, 9, 37, 14, 20, 14], 11],
  ])('of %s send %p bytes in the times that SimBlock takes', (preset, bytes, toEurope, europeToSouthAmerica) => {
    expect(toEurope.map((_, from) => serialisationMs(preset, bytes, from, 1))).toEqual(toEurope);
    expect(serialisationMs(preset, bytes, 1, 2)).toBe(europeToSouthAmerica);
  });

  test('follow the regions of the world by name, whatever their order', () => {
    const { up } = rates({ preset: 'bitcoin-2019' }, { names: ['jp', 'europe'], of: Int32Array.of(1, 0, 0) }, 3);
    expect([...up]).toEqual([20.7e6, 10.2e6, 10.2e6]);
  });

  /** Means of the simulator's own histograms in Mbit/s: north-america, europe, south-america, asia-pacific, japan, australia. */
  const MEANS = { down: [24.7, 23.77, 6.59, 10.12, 17.53, 14.03], up: [4.63, 8.15, 1.79, 5.38, 3.47, 5.2] };

  test.each(SIX_REGIONS.map((name, row) => [name, row] as const))(
    'drawn for %s have the means of the measurements within 3 % and 4 standard errors, and their quantiles',
    (_name, row) => {
      const n = 60_000;
      const drawn = rates({ preset: 'gervais-2016' }, { names: SIX_REGIONS, of: new Int32Array(n).fill(row) }, n);
      for (const way of ['down', 'up'] as const) {
        const mbit = drawn[way].map((rate) => rate / 1e6).sort();
        const mean = mbit.reduce((sum, rate) => sum + rate, 0) / n;
        const variance = mbit.reduce((sum, rate) => sum + (rate - mean) * (rate - mean), 0) / n;
        const expected = MEANS[way][row]!;
        expect(Math.abs(mean - expected)).toBeLessThan(0.03 * expected + 4 * Math.sqrt(variance / n));
        // The median's density is about 1 over the distance between the 45 and 55 % quantiles.
        const [p45, median, p55] = RATE_QUANTILES_MBIT[way][row]!.slice(10, 13) as [number, number, number];
        const error = (0.5 / Math.sqrt(n)) * ((p55 - p45) / 0.1);
        expect(Math.abs(mbit[n / 2]! - median)).toBeLessThan(4 * error);
      }
    },
  );

  test('of miners are what is asked for, both ways; others keep theirs', () => {
    const subscribers = { regions: six, weights: [0, 1, 0, 2, 0, 0] };
    const choice = { preset: 'bitcoin-2015', miners: 100e6 };
    const { up, down } = bandwidths(choice, subscribers, 6, seedrandom.alea('a'));
    expect([...up]).toEqual([4.7e6, 100e6, 1.8e6, 100e6, 3.4e6, 5.2e6]);
    expect([...down]).toEqual([25e6, 100e6, 6.5e6, 100e6, 17.5e6, 14e6]);
  });

  test('say which region or preset they do not know', () => {
    const mars = { names: ['mars'], of: Int32Array.of(0) };
    expect(() => rates({ preset: 'bitcoin-2019' }, mars, 1)).toThrow('no figure for region "mars"; name your');
    expect(() => rates({ preset: 'dsl' }, six, 6)).toThrow(`allowed: ${BANDWIDTH_PRESETS.join(', ')}`);
    expect(() => rates({ up: 0, down: 1 }, six, 6)).toThrow('must be above 0');
  });
});
