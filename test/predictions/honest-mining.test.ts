import { predictions } from '../../src/predictions/index.js';
import { isForecast, type FinishedRun, type Forecast } from '../../src/predictions/prediction.js';
import { posLots } from '../../src/protocols/pos-lots.js';
import { pow } from '../../src/protocols/pow.js';
import { pbft } from '../../src/protocols/pbft.js';
import { contradicts, pooledPredictions } from '../../src/report/pooled.js';
import type { RunRecord } from '../../src/runner/record.js';
import type { World } from '../../src/scenario/world.js';
import { SECOND } from '../fixtures/run-words.js';
import { run, specOf, weighted, worldWith } from '../fixtures/world.js';

const SEEDS = 20;

function seeds(world: World, params: object): RunRecord[] {
  return Array.from({ length: SEEDS }, (_, seed) => run(pow, world, { params, seed: `theory/${seed}` }));
}

function forecastsOf(records: readonly RunRecord[], name: string): Forecast[] {
  return records.map(({ predictions: all }) => all?.[name] ?? { why: 'absent' }).filter(isForecast);
}

/** Mean square of the deviations in standard errors: near 1 if the errors are what they claim to be. */
function meanSquare(forecasts: readonly Forecast[]): number {
  const squares = forecasts.map(({ measured, expected, standardError }) => {
    const z = (measured - expected) / standardError;
    return z * z;
  });
  return squares.reduce((sum, square) => sum + square, 0) / squares.length;
}

const delay = (seconds: number) => ({ latency: { kind: 'constant', delay: seconds * SECOND } });

const WORLDS: readonly (readonly [string, World, object])[] = [
  [
    'ten unequal miners at x = 0.1',
    worldWith(10, { ...weighted(1, 2, 3, 4, 5, 6, 7, 8, 9, 10), network: delay(3), stop: { blocks: 800 } }),
    { interval: '30 s' },
  ],
  [
    'two miners at x = 0.5',
    worldWith(2, { ...weighted(7, 3), network: delay(15), stop: { blocks: 800 } }),
    { interval: '30 s' },
  ],
  [
    'sparse links and long-tailed delays',
    worldWith(30, {
      network: {
        topology: { kind: 'random-out', degree: 4, distribution: 'fixed' },
        latency: { kind: 'lognormal', median: 300_000, sigma: 0.8 },
      },
      stop: { blocks: 300 },
    }),
    { interval: '20 s' },
  ],
  [
    'retargets every 30 blocks',
    worldWith(5, { network: delay(0.1), stop: { blocks: 800 } }),
    { interval: '60 s', retarget: 'bitcoin', epoch: 30 },
  ],
  [
    'a moving average of 20 blocks',
    worldWith(5, { network: delay(0.1), stop: { blocks: 500 } }),
    { interval: '60 s', retarget: 'ema', smoothing: 20 },
  ],
  [
    'a schedule with a half-life of 30 intervals',
    worldWith(5, { network: delay(0.1), stop: { blocks: 400 } }),
    { interval: '60 s', retarget: 'asert', halfLife: '30 min' },
  ],
];

describe.each(WORLDS)('theory beside %s', (_, world, params) => {
  const records = seeds(world, params);

  test('no result contradicts it, over 20 seeds together', () => {
    const pooled = pooledPredictions(records);
    expect(pooled.length).toBeGreaterThan(0);
    expect(pooled.filter(contradicts)).toEqual([]);
  });

  test('standard errors are what they claim to be', () => {
    for (const { name } of pooledPredictions(records)) {
      const forecasts = forecastsOf(records, name);
      // The mean square of 20 standard normal numbers is 1 with standard error sqrt(2/20) = 0.32. An approximation's own
      // error may add to it; and own stale blocks of one miner come a little more evenly than by independent trials.
      const loose = forecasts.some(({ modelError = 0, standardError }) => modelError > standardError / 2);
      expect([name, meanSquare(forecasts) > 1 - 3 * 0.32]).toEqual([name, true]);
      if (!loose) expect([name, meanSquare(forecasts) < 1 + 3 * 0.32]).toEqual([name, true]);
    }
  });
});

describe('theory beside a run that is not what it says', () => {
  const world = worldWith(10, { network: delay(3), stop: { blocks: 800 } });
  const records = seeds(world, { interval: '30 s' });

  /** The same runs, read as if the network had another delay or the protocol another interval. */
  function reread(change: (spec: FinishedRun['spec']) => FinishedRun['spec']): RunRecord[] {
    return records.map((record) => {
      const spec = change(specOf(pow, world, { interval: '30 s' }));
      const mined = record.predictions!['mining_interval_s'] as Forecast;
      const intervals = Math.round((30 / mined.standardError) * (30 / mined.standardError));
      const finished: FinishedRun = {
        spec,
        columns: record.columns,
        producers: record.producers,
        faulty: [],
        mining: { intervals, intervalSumS: mined.measured * intervals, intervalSquaresS: 0, behindS: 2.7 },
      };
      const all = predictions.flatMap((each) => {
        const found = each.predict(finished);
        return found ? [[each.name, found] as const] : [];
      });
      return { ...record, predictions: Object.fromEntries(all) };
    });
  }
  const contradicted = (runs: readonly RunRecord[]) =>
    pooledPredictions(runs)
      .filter(contradicts)
      .map(({ name }) => name);

  test('a delay a fifth shorter than stated is noticed in the stale rate', () => {
    const read = reread((spec) => ({ ...spec, world: { ...world, network: { ...world.network, ...delay(3.75) } } }));
    expect(contradicted(read)).toContain('stale_rate');
  });

  test('an interval a tenth longer than stated is noticed in the interval and in the stale rate by delay', () => {
    const read = reread((spec) => ({ ...spec, params: { ...spec.params, interval: 27 * SECOND } }));
    expect(contradicted(read)).toEqual(expect.arrayContaining(['mining_interval_s', 'delay_stale_rate']));
  });
});

test('a lottery by stake is held to Pólya’s urn: 20 seeds, rewards staked again or not', () => {
  for (const reward of [0, 0.2]) {
    const world = worldWith(4, {
      ...weighted(4, 3, 2, 1),
      economy: { reward, compound: true },
      stop: { blocks: 200 },
    });
    const records = Array.from({ length: SEEDS }, (_, seed) => run(posLots, world, { seed: `lots/${seed}` }));
    const [pooled] = pooledPredictions(records);
    expect(pooled).toMatchObject({ name: 'largest_share', runs: SEEDS, expected: expect.closeTo(0.4, 12) });
    expect(contradicts(pooled!)).toBe(false);
    const square = meanSquare(forecastsOf(records, 'largest_share'));
    expect([square > 1 - 3 * 0.32, square < 1 + 4 * 0.32]).toEqual([true, true]);
  }
});

describe('where theory says nothing', () => {
  const whyOf = (record: RunRecord, name: string) => {
    const prediction = record.predictions?.[name];
    return prediction && 'why' in prediction ? prediction.why : prediction;
  };

  test.each([
    [
      { faults: [{ behaviour: 'crash', params: { memory: 'kept' }, nodes: { ids: [0] }, at: 1, until: 2 }] },
      'there are faults',
    ],
    [{ economy: { reward: 1, compound: true } }, 'rewards change the hash power'],
    [{ network: { latency: { kind: 'uniform', min: 1, max: 5 } } }, 'delays are not constant'],
    [{ network: { topology: { kind: 'ring', neighbours: 1 } } }, 'not every node hears every other directly'],
    [{ stop: { blocks: 5 } }, 'fewer than 10 canonical blocks'],
  ])('%j: it says why', (parts, why) => {
    const record = run(pow, worldWith(4, parts as Partial<World>), { params: { interval: '10 s' } });
    expect(whyOf(record, 'stale_rate')).toBe(why);
    expect(record.columns).not.toHaveProperty('theory_stale_rate');
  });

  test.each([
    [{ spending: { rate: 0.05, by: [3] } }, {}, 'stakes do not grow by one constant reward a block'],
    [{ changes: [{ block: 10, node: 3, kind: 'leave' }] }, {}, 'stakes do not grow by one constant reward a block'],
    [{}, { lots: 'account' }, 'one lot an account makes the large larger'],
    [{}, { seed: 'constant' }, 'lots are drawn once'],
  ])('of the fairness of a lottery by stake with %j and %j', (economy, params, why) => {
    const world = worldWith(4, {
      ...weighted(1, 2, 3, 14),
      economy: economy as Partial<World['economy']>,
      stop: { blocks: 30 },
    });
    expect(whyOf(run(posLots, world, { params }), 'largest_fair')).toBe(why);
  });

  test('of a protocol that none is about there is nothing at all', () => {
    expect(run(pbft, worldWith(4))).not.toHaveProperty('predictions');
  });
});
