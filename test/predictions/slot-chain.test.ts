import { praos } from '../../src/protocols/praos.js';
import type { World } from '../../src/scenario/world.js';
import { slotChain } from '../../src/theory/slot-chains.js';
import { fault } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const many = (n: number) => new Array<number>(n).fill(1);

describe('the chain of a slot lottery under a delay', () => {
  test('of many small stakes grows by a block in D − 1 + 1/f slots; of one alone in 1/f, and nothing is stale', () => {
    expect(slotChain(0.05, many(100_000), 7).gap).toBeCloseTo(6 + 20, 3);
    const alone = slotChain(0.2, [3, 0], 9);
    expect(alone.gap).toBeCloseTo(5, 12);
    expect(alone.deviation).toBeCloseTo(Math.sqrt(0.8) / 0.2, 12);
    expect(alone.stale).toBeCloseTo(0, 12);
  });

  test('of two in the next slot but one: neither leads twice in two slots', () => {
    const [f, phi] = [0.36, 0.2];
    // P(nobody twice in slots 0 and 1 | somebody in slot 0), by all cases.
    const twice = (2 * phi * phi * (1 - phi * phi) + phi * phi * phi * phi) / f;
    const later = 1 - twice;
    expect(slotChain(f, [1, 1], 2).gap).toBeCloseTo(1 + later + (later * (1 - f)) / f, 12);
  });
});

const zipf = [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6, 1 / 7, 1 / 8];
const runOf = (params: object, values: readonly number[], delayMs: number, seed = 'test/0', parts: object = {}) =>
  run(
    praos,
    worldWith(values.length, {
      nodes: { weights: { kind: 'list', values } },
      network: { latency: { kind: 'constant', delay: delayMs * 1000 } },
      stop: { blocks: 300, events: 2_000_000 },
      ...parts,
    } as object as Partial<World>),
    { params: { confirmations: 10, ...params }, seed },
  );

test.each([
  [{ f: 0.05 }, many(20), 300],
  [{ f: 0.05 }, many(10), 9_400],
  [{ f: 0.1, slot: '2 s', ties: 'lower-output' }, zipf, 11_000],
  [{ f: 0.3 }, [5, 1, 1, 1, 1, 1], 2_500],
  [{ f: 0.02, randomness: 'block' }, [1, 1, 1], 39_500],
] as const)('%p with stakes %p and %p ms: growth and stale rate come out as expected', (params, values, delayMs) => {
  const runs = Array.from({ length: 20 }, (_, seed) => runOf(params, values, delayMs, `slots/${seed}`).predictions!);
  for (const name of ['slots_per_block', 'slot_stale_rate']) {
    const forecasts = runs.map((predictions) => predictions[name]!);
    let [off, variance, error] = [0, 0, 0];
    for (const forecast of forecasts) {
      if (!('expected' in forecast)) throw new Error(forecast.why);
      off += (forecast.measured - forecast.expected) / runs.length;
      variance += (forecast.standardError / runs.length) * (forecast.standardError / runs.length);
      error = forecast.modelError!;
    }
    expect(Math.abs(off)).toBeLessThan(4 * Math.sqrt(variance) + error);
  }
});

test('nothing is said where the closed form does not hold', () => {
  const why = (params: object, delayMs: number, parts: object = {}) =>
    runOf(params, many(6), delayMs, 'test/0', parts).predictions!['slots_per_block'];
  expect(why({ f: 0.05 }, 2_000)).toEqual({ why: 'blocks arrive at the very moment when a slot begins' });
  expect(why({ f: 0.2 }, 5_500)).toEqual({ why: 'a delay has more than 1 slots with leaders' });
  expect(why({}, 100, { faults: [fault('silent', { ids: [0] })] })).toEqual({ why: 'there are faults' });
  expect(why({}, 100, { economy: { reward: 1, compound: true } })).toMatchObject({ why: expect.any(String) });
});
