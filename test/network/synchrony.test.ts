import fc from 'fast-check';
import seedrandom from 'seedrandom';
import { RushingScheduler, SidesScheduler, SplittingScheduler, type Scheduler } from '../../src/network/scheduler.js';
import { Synchrony } from '../../src/network/synchrony.js';

const GST = 10_000;
const DELTA = 1_000;
const terms = { gst: GST, delta: DELTA };
/** As `before` of a scenario says. */
const schedulerOf = (
  before: 'adversarial' | 'random',
  draw: (x: number, y: number) => number,
): Scheduler | undefined => (before === 'adversarial' ? new SidesScheduler(DELTA, draw) : undefined);
const synchronyUnder = (before: 'adversarial' | 'random', draw = sides) =>
  new Synchrony(terms, schedulerOf(before, draw));

/** Even epochs part odd from even nodes, odd epochs the first three from the others. */
const sides = (epoch: number, node: number) => (epoch % 2 === 0 ? (node % 2) * 0.6 : node < 3 ? 0.2 : 0.7);
/** A keyed draw for properties. */
const keyed = (x: number, y: number) => seedrandom.alea(`${x}/${y}`)();

describe('partial synchrony', () => {
  test('never lets a message arrive before it was sent or after the bound', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('adversarial' as const, 'random' as const),
        fc.integer({ min: 0, max: 2 * GST }),
        fc.oneof(fc.double({ min: 0, max: 1e12, noNaN: true }), fc.constant(Infinity)),
        fc.nat(9),
        fc.nat(9),
        fc.double({ min: 1e-9, max: 1, maxExcluded: true, noNaN: true }),
        (before, sentAt, delay, from, to, u) => {
          const arrival = synchronyUnder(before, keyed).arrival(sentAt, delay, from, to, u);
          expect(arrival).toBeGreaterThanOrEqual(sentAt);
          expect(arrival).toBeLessThanOrEqual(Math.max(sentAt, GST) + DELTA);
        },
      ),
      { seed: 7, numRuns: 1_000 },
    );
  });

  test.each(['adversarial', 'random'] as const)('leaves the law alone from gst on, up to delta (%s)', (before) => {
    const synchrony = synchronyUnder(before, sides);
    expect(synchrony.arrival(GST, 300.5, 0, 1, 0.9)).toBe(GST + 300.5);
    expect(synchrony.arrival(GST + 5, 1_000, 0, 1, 0.9)).toBe(GST + 1_005);
    expect(synchrony.arrival(GST + 5, 4_000, 0, 1, 0.9)).toBe(GST + 1_005);
  });

  test('at random spreads arrivals evenly between the law and gst + delta', () => {
    const synchrony = synchronyUnder('random', sides);
    expect(synchrony.arrival(4_000, 1_000, 0, 1, 0.25)).toBe(5_000 + 0.25 * 6_000);
    expect(synchrony.arrival(4_000, 50_000, 0, 1, 0.25)).toBe(11_000);
  });

  test('under the adversary takes the law within a side and holds the rest until gst + delta', () => {
    const synchrony = synchronyUnder('adversarial', sides);
    const early = (from: number, to: number, sentAt: number) => synchrony.arrival(sentAt, 70, from, to, 0.5);
    // Epoch 0: odd against even.
    expect([early(0, 2, 999), early(0, 1, 999), early(1, 3, 0)]).toEqual([1_069, 11_000, 70]);
    // Epoch 1: the first three against the others.
    expect([early(0, 2, 1_000), early(0, 1, 1_000), early(0, 4, 1_000)]).toEqual([1_070, 1_070, 11_000]);
    // The law may itself be slower than the promise.
    expect(synchrony.arrival(0, 99_999, 0, 2, 0.5)).toBe(11_000);
  });

  test('under the adversary is the same both ways, for as long as an epoch lasts', () => {
    const synchrony = synchronyUnder('adversarial', keyed);
    for (let a = 0; a < 6; a++) {
      for (let b = 0; b < 6; b++) {
        expect(synchrony.arrival(3_000, 5, a, b, 0.5)).toBe(synchrony.arrival(3_000, 5, b, a, 0.1));
        expect(synchrony.arrival(3_999, 5, a, b, 0.5) - 999 <= 3_005).toBe(
          synchrony.arrival(3_000, 5, a, b, 0.5) <= 3_005,
        );
      }
    }
  });

  test('under the adversary parts two nodes in half of the epochs: 4 standard errors of 1,000 coins', () => {
    const synchrony = new Synchrony({ gst: 1_000_000, delta: DELTA }, new SidesScheduler(DELTA, keyed));
    let held = 0;
    for (let epoch = 0; epoch < 1_000; epoch++) {
      if (synchrony.arrival(epoch * DELTA, 5, 0, 1, 0.5) === 1_001_000) held += 1;
    }
    expect(Math.abs(held - 500)).toBeLessThan(4 * Math.sqrt(250));
  });

  test('refuses a bound of 0, a negative gst, and delays that are none', () => {
    expect(() => new Synchrony({ gst: 0, delta: 0 })).toThrow('delta is 0 us');
    expect(() => new Synchrony({ gst: -1, delta: 1 })).toThrow('gst is -1 us');
    const synchrony = synchronyUnder('random', sides);
    expect(() => synchrony.arrival(GST, -1, 0, 1, 0.5)).toThrow('arrives at 9999 us');
    expect(() => synchrony.arrival(0, NaN, 0, 1, 0.5)).toThrow('arrives at NaN us');
  });

  test('a rushing adversary hears at once and lets correct nodes wait as long as is allowed, before and after gst', () => {
    const synchrony = new Synchrony(terms, new RushingScheduler([true, false, true]));
    expect(synchrony.arrival(500, 70, 1, 0, 0.5)).toBe(500);
    expect(synchrony.arrival(500, 70, 0, 1, 0.5)).toBe(GST + DELTA);
    expect(synchrony.arrival(GST + 7, 70, 1, 2, 0.5)).toBe(GST + 7);
    expect(synchrony.arrival(GST + 7, 70, 0, 2, 0.5)).toBe(GST + 7 + DELTA);
  });

  test('a splitting adversary lets one node a slot see a quorum, and all others one vote less in time', () => {
    const facts = { view: (m: { view: number }) => m.view, value: () => 1 };
    const enough = (votes: number) => votes >= 5;
    // Slot of view 0: node 3 is the favoured one of seven.
    const scheduler = new SplittingScheduler({ votes: [undefined, facts], enough, n: 7, draw: () => 0.5 });
    const synchrony = new Synchrony(terms, scheduler);
    const inTime = (to: number, kind: number, view: number) =>
      [0, 1, 2, 4, 5, 6]
        .filter((from) => from !== to)
        .filter((from) => synchrony.arrival(0, 70, from, to, 0.5, { kind, body: { view } }) === 70).length;
    expect(inTime(3, 1, 0)).toBe(6);
    // With its own vote, four.
    expect(inTime(4, 1, 0)).toBe(3);
    // The next slot is counted anew; what is no vote is left alone.
    expect(inTime(4, 1, 1)).toBe(3);
    expect(inTime(4, 0, 0)).toBe(5);
  });
});
