import fc from 'fast-check';
import { ReferenceHeap } from '../../bench/reference-heap.js';
import { EventQueue } from '../../src/kernel/event-queue.js';
import { Model } from './queue-model.js';

const MAX = Number.MAX_SAFE_INTEGER;

/** Delays of all scales: ties, the same wheel slot, each level, the next eras, far beyond. */
const delay = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 1023, 1024, 1025) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 3000 }) },
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 3_000_000 }) },
  { weight: 2, arbitrary: fc.constantFrom(2 ** 20 - 1, 2 ** 20, 2 ** 20 + 1, 2 ** 30 - 1, 2 ** 30, 2 ** 30 + 1) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 2 ** 31 - 1 }) },
  { weight: 1, arbitrary: fc.constantFrom(2 ** 31, 2 ** 32 + 5, 3 * 2 ** 32, 2 ** 40 + 12345) },
);
type Step = { kind: 'push' | 'burst' | 'pop' | 'peek'; delays: number[]; count: number };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('push', 'push', 'push', 'burst', 'pop', 'pop', 'peek'),
  delays: fc.array(delay, { minLength: 1, maxLength: 8 }),
  count: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 150 })),
});

/** Plays the steps on the queue and the model, from time `start`; the two must agree at each pop and each peek. */
function play(queue: EventQueue, steps: Step[], start: number): void {
  const model = new Model();
  let serial = 0;
  const push = (time: number): void => {
    const a = serial++;
    model.push(Math.min(time, MAX), a, ~a);
    queue.push(Math.min(time, MAX), a, ~a);
  };
  const popBoth = (): boolean => {
    const expected = model.pop() ?? { time: queue.time, a: queue.a, b: queue.b };
    const popped = queue.pop();
    // Plain comparisons, since expect takes microseconds.
    if (queue.time !== expected.time || queue.a !== expected.a || queue.b !== expected.b || queue.size !== model.size) {
      throw new Error(
        `${queue.size}: ${queue.time}, ${queue.a} instead of ${model.size}: ${expected.time}, ${expected.a}`,
      );
    }
    return popped;
  };
  push(start);
  popBoth();
  for (const { kind, delays, count } of steps) {
    if (kind === 'push') for (const each of delays) push(queue.time + each);
    else if (kind === 'burst') for (let i = 0; i < count; i++) push(queue.time + delays[i % delays.length]);
    else if (kind === 'pop') for (let i = 0; i < count; i++) popBoth();
    else expect(queue.peekTime()).toBe(model.peekTime());
  }
  while (model.size > 0) popBoth();
  expect(popBoth()).toBe(false);
}

describe('the event queue', () => {
  test('orders any interleaving of pushes, pops and peeks as a stable sort by time does', () => {
    const steps = fc.array(step, { maxLength: 40 });
    const start = fc.oneof(fc.constantFrom(0, 2 ** 30 - 3, 2 ** 32 - 700, MAX - 2 ** 31), fc.nat({ max: 2 ** 31 - 1 }));
    fc.assert(
      fc.property(steps, start, (list, time) => play(new EventQueue(), list, time)),
      { seed: 20260101, numRuns: 300 },
    );
  });

  test('gives a cleared queue the behaviour of a new one, whatever it held', () => {
    const steps = fc.array(step, { maxLength: 12 });
    fc.assert(
      fc.property(steps, steps, fc.nat({ max: 2 ** 31 - 1 }), (before, after, time) => {
        const queue = new EventQueue();
        for (const { delays, count } of before) {
          for (let i = 0; i < count; i++) queue.push(queue.time + delays[i % delays.length], i, i);
          queue.pop();
          queue.peekTime();
        }
        queue.clear();
        expect([queue.size, queue.time, queue.peekTime(), queue.pop()]).toEqual([0, 0, Infinity, false]);
        play(queue, after, time);
      }),
      { seed: 20260102, numRuns: 150 },
    );
  });

  test('never lets a peek change what happens next, even for a push between the peek and the event peeked', () => {
    const delays = fc.array(delay, { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(delays, delays, (first, second) => {
        const peeked = new EventQueue();
        const plain = new EventQueue();
        const model = new Model();
        const both = (time: number, a: number): void => {
          for (const queue of [peeked, plain, model]) queue.push(time, a, 0);
          expect(peeked.peekTime()).toBe(model.peekTime());
          expect(peeked.peekTime()).toBe(model.peekTime());
        };
        first.forEach((each, i) => both(each, i));
        second.forEach((each, i) => {
          both(plain.time + (each % 5000), 1000 + i);
          if (i % 3 === 0) {
            model.pop();
            expect(peeked.pop()).toBe(plain.pop());
          }
          expect([peeked.time, peeked.a]).toEqual([plain.time, plain.a]);
        });
        while (plain.pop()) {
          expect(peeked.peekTime()).toBe(plain.time);
          peeked.pop();
          expect([peeked.time, peeked.a]).toEqual([plain.time, plain.a]);
        }
      }),
      { seed: 20260103, numRuns: 200 },
    );
  });

  test('schedules a broadcast as so many single pushes', () => {
    fc.assert(
      fc.property(fc.array(fc.array(delay, { maxLength: 90 }), { maxLength: 6 }), (broadcasts) => {
        const [many, single] = [new EventQueue(), new EventQueue()];
        broadcasts.forEach((delays, b) => {
          const times = Float64Array.from(delays, (each) => single.time + each);
          const destinations = Int32Array.from(delays, (_, i) => 7 * i);
          many.pushMany(times.length, times, destinations, b);
          times.forEach((time, i) => single.push(time, destinations[i], b));
          expect(many.size).toBe(single.size);
          expect(many.pop()).toBe(single.pop());
        });
        do expect([many.time, many.a, many.b]).toEqual([single.time, single.a, single.b]);
        while ([many.pop(), single.pop()].every(Boolean));
        expect([many.size, single.size]).toEqual([0, 0]);
      }),
      { seed: 20260104, numRuns: 150 },
    );
  });

  test.each([0, 5000])(
    'lets what is pushed at the current time leave after what was there, with %i others pending',
    (others) => {
      const queue = new EventQueue();
      for (let i = 0; i < others; i++) queue.push(1_000_000 + i, -1, 0);
      for (let i = 0; i < 100; i++) queue.push(500_000, i, 0);
      for (let i = 0; i < 100; i++) {
        expect(queue.pop()).toBe(true);
        expect([queue.time, queue.a]).toEqual([500_000, i]);
        queue.push(500_000, 100 + i, 0);
      }
      for (let i = 100; i < 200; i++) {
        queue.pop();
        expect([queue.time, queue.a]).toEqual([500_000, i]);
      }
      expect(queue.size).toBe(others);
    },
  );

  test.each([0, 1000])('refuses the past, fractions, and times beyond 2^53, with %i others pending', (others) => {
    const queue = new EventQueue();
    for (let i = 0; i < others; i++) queue.push(10_000_000_000, 0, 0);
    queue.push(5_000_000_000, 1, 2);
    queue.pop();
    for (const time of [4_999_999_999, -1, 5_000_000_000.5, NaN, Infinity, -Infinity, 2 ** 53]) {
      expect(() => queue.push(time, 0, 0)).toThrow(RangeError);
      expect(() => queue.pushMany(1, Float64Array.of(time), Int32Array.of(0), 0)).toThrow(RangeError);
    }
    expect([queue.size, queue.time, queue.a, queue.b]).toEqual([others, 5_000_000_000, 1, 2]);
    queue.push(5_000_000_000, 3, 4);
    expect(queue.peekTime()).toBe(5_000_000_000);
  });

  test('refuses the past also when it has grown large since the last pop', () => {
    const queue = new EventQueue();
    queue.push(3000, 0, 0);
    queue.pop();
    for (let i = 0; i < 500; i++) queue.push(4000, i, 0);
    expect(() => queue.push(2999, 0, 0)).toThrow(RangeError);
    queue.push(3000, 7, 0);
    queue.pop();
    expect([queue.time, queue.a]).toEqual([3000, 7]);
  });

  test('keeps the part of a broadcast before a faulty time', () => {
    const queue = new EventQueue();
    const times = new Float64Array(100).fill(NaN);
    expect(() => queue.pushMany(100, times, new Int32Array(100), 0)).toThrow(RangeError);
    expect([queue.size, queue.peekTime(), queue.pop(), queue.time]).toEqual([0, Infinity, false, 0]);
    times.fill(50, 0, 10);
    expect(() => queue.pushMany(100, times, new Int32Array(100), 7)).toThrow(RangeError);
    expect([queue.size, queue.pop(), queue.time, queue.b, queue.size]).toEqual([10, true, 50, 7, 9]);
  });

  test('gives the order of a plain heap through 160,000 operations with delays of several distributions', () => {
    const queue = new EventQueue();
    const reference = new ReferenceHeap();
    let state = 1;
    const uniform = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state + 0.5) / 2 ** 32;
    };
    const distributions = [
      () => Math.round(-1e5 * Math.log(uniform())),
      () => (uniform() < 0.9 ? Math.round(1e3 + 9e3 * uniform()) : Math.round(5e6 + 1e7 * uniform())),
      () => Math.floor(4 * uniform()),
      () => Math.round(Math.exp(24 * uniform())),
      () => 100_000,
    ];
    for (let operation = 0; operation < 160_000; operation++) {
      // Grows to some thousands and falls back to nothing, eight times over, each distribution in several of the phases.
      const growing = operation % 20_000 < 10_000;
      if (uniform() < (growing ? 0.8 : 0.18)) {
        const time = queue.time + distributions[(operation >> 12) % distributions.length]();
        queue.push(time, operation, ~operation);
        reference.push(time, operation, ~operation);
      } else {
        const popped = queue.pop();
        if (popped !== reference.pop() || queue.time !== reference.time || queue.a !== reference.a) {
          throw new Error(
            `operation ${operation}: ${queue.time}, ${queue.a} instead of ${reference.time}, ${reference.a}`,
          );
        }
      }
      if (operation % 7 === 0 && queue.peekTime() !== reference.peekTime()) throw new Error(`peek ${operation}`);
    }
    expect(queue.b).toBe(reference.b);
    expect(queue.size).toBe(reference.size);
  });
});
