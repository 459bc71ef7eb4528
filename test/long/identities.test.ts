import type { Protocol } from '../../src/contract.js';
import { isForecast, type Forecast } from '../../src/predictions/prediction.js';
import { clique } from '../../src/protocols/clique.js';
import { fairRotation } from '../../src/protocols/fair-rotation.js';
import { poet } from '../../src/protocols/poet.js';
import type { World } from '../../src/scenario/world.js';
import { fault } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const SEEDS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** What theory says of a run, by every seed. */
function forecasts(name: string, protocol: Protocol, world: World, params: object): Forecast[] {
  return SEEDS.map((seed) => {
    const prediction = run(protocol, world, { params, seed }).predictions![name]!;
    if (!isForecast(prediction)) throw new Error(prediction.why);
    return prediction;
  });
}

/** All runs together lie within four standard errors of theory, and what its closed form may be off by. */
function expectInLine(all: readonly Forecast[]): void {
  const off = all.reduce((sum, { measured, expected }) => sum + measured - expected, 0) / all.length;
  const standardError =
    Math.sqrt(all.reduce((sum, each) => sum + each.standardError * each.standardError, 0)) / all.length;
  expect(Math.abs(off)).toBeLessThan(4 * standardError + (all[0]!.modelError ?? 0));
}

const after = (n: number, delay: number, blocks: number, more: object = {}) =>
  worldWith(n, { network: { latency: { kind: 'constant', delay } }, stop: { blocks }, ...more });

describe.each([
  [3, 200_000],
  [10, 200_000],
  [3, 1_000_000],
  [10, 1_000_000],
])('of %d enclaves, %d µs apart', (n, delay) => {
  const params = { zMax: 'none', initial: '200 s', keyClaims: 100_000 };

  test.each(['elapsed_interval_s', 'elapsed_stale_rate', 'win_dispersion'])('%s is what theory says', (name) => {
    expectInLine(forecasts(name, poet, after(n, delay, 1500), params));
  });
});

test('under the z-test wins of honest enclaves scatter less than draws, and nothing is predicted of how much', () => {
  const n = 20;
  const runs = Array.from({ length: 20 }, (_, i) => run(poet, after(n, 100_000, 1000), { seed: `z${i}` }));
  const scatter = runs.map(({ producers }) => {
    const mean = producers.reduce((sum, { canonical }) => sum + canonical, 0) / n;
    return producers.reduce((sum, { canonical }) => sum + (canonical - mean) * (canonical - mean), 0) / mean / (n - 1);
  });
  // That of a plain draw has the standard error √(2/19) a run.
  const standardError = Math.sqrt(2 / (n - 1) / runs.length);
  expect(scatter.reduce((sum, each) => sum + each, 0) / runs.length).toBeLessThan(1 - 2.5 * standardError);
  for (const { predictions } of runs)
    expect(predictions!['win_dispersion']).toMatchObject({ why: expect.stringContaining('z-test') as string });
});

describe.each(['half', 0, 12])('under a cool-down of %s among 24', (coolDown) => {
  test('wins scatter as the renewal process does', () => {
    expectInLine(forecasts('win_dispersion', fairRotation, after(24, 100_000, 1500), { coolDown }));
  });

  test('an owner of eight identities makes a third', () => {
    const faults = [fault('sybil', { ids: [0, 1, 2, 3, 4, 5, 6, 7] })];
    expectInLine(forecasts('sybil_share', fairRotation, after(24, 100_000, 1500, { faults }), { coolDown }));
  });
});

test('rivals of equal weight lock Clique’s signers out where the first seen stays, and EIP-3436 never lets them', () => {
  const locked = (ties: string) =>
    [4, 5, 6, 8, 9].map((n) => {
      const ids = Array.from({ length: Math.ceil(n / 2) - 1 }, (_, i) => 2 * i);
      const world = after(n, 1_000_000, 150, { faults: [fault('crash', { ids })] });
      const params = { ties, period: '5 s', wiggle: '200 ms', confirmations: 40 };
      return SEEDS.filter((seed) => run(clique, world, { params, seed }).verdicts['liveness']!.is !== 'holds').length;
    });
  expect(locked('eip-3436')).toEqual([0, 0, 0, 0, 0]);
  expect(locked('first-seen').reduce((sum, runs) => sum + runs, 0)).toBeGreaterThan(5);
});
