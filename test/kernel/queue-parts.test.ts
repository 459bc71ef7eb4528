import fc from 'fast-check';
import { CHUNK_RECORDS, ChunkArena } from '../../src/kernel/chunk-arena.js';
import { FourAryHeap } from '../../src/kernel/four-ary-heap.js';
import { RadixWheel } from '../../src/kernel/radix-wheel.js';
import { SortedList } from '../../src/kernel/sorted-list.js';
import { Model } from './queue-model.js';

describe('the parts of the event queue', () => {
  test('a 4-ary heap takes equal times in the order of insertion, however pushes and takes are mixed', () => {
    // Few distinct times, in no order: a heap need not be monotone.
    const operations = fc.array(fc.option(fc.integer({ min: 0, max: 6 }), { freq: 4 }), { maxLength: 400 });
    fc.assert(
      fc.property(operations, (list) => {
        const heap = new FourAryHeap();
        const model = new Model();
        const take = (): void => {
          const expected = model.pop();
          if (expected === undefined) return;
          expect(heap.times[0]).toBe(expected.time);
          const slot = heap.take();
          expect([heap.payloads[2 * slot], heap.payloads[2 * slot + 1]]).toEqual([expected.a, expected.b]);
        };
        list.forEach((time, i) => {
          if (time === null) return take();
          heap.push(time, i, ~i);
          model.push(time, i, ~i);
        });
        while (model.size > 0) take();
        expect(heap.size).toBe(0);
      }),
      { seed: 20260105, numRuns: 200 },
    );
  });

  test('a sorted list takes equal times in the order of insertion', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 48 }), (times) => {
        const list = new SortedList(48);
        const model = new Model();
        times.forEach((time, i) => {
          list.push(time, i, ~i);
          model.push(time, i, ~i);
        });
        while (model.size > 0) {
          const expected = model.pop();
          expect(list.firstTime()).toBe(expected?.time);
          expect(list.payloads[2 * list.take()]).toBe(expected?.a);
        }
      }),
      { seed: 20260106, numRuns: 100 },
    );
  });

  test('a radix wheel keeps the order with any number of records pending, also very few', () => {
    const delay = fc.oneof(
      fc.nat({ max: 3 }),
      fc.nat({ max: 3000 }),
      fc.nat({ max: 2 ** 22 }),
      fc.nat({ max: 2 ** 31 - 1 }),
    );
    const operations = fc.array(fc.oneof(fc.array(delay, { maxLength: 80 }), fc.nat({ max: 120 })), { maxLength: 30 });
    fc.assert(
      fc.property(operations, (list) => {
        const wheel = new RadixWheel();
        const model = new Model();
        let now = 0;
        let serial = 0;
        const take = (): void => {
          const expected = model.pop();
          const index = wheel.take();
          if (index >= 0 !== (expected !== undefined)) throw new Error(`index ${index} with ${model.size} left`);
          if (expected === undefined) return;
          const { words } = wheel.arena;
          now = wheel.eraStart + words[index];
          if (now !== expected.time || words[index + 1] !== expected.a || words[index + 2] !== expected.b) {
            throw new Error(`${now}, ${words[index + 1]} instead of ${expected.time}, ${expected.a}`);
          }
        };
        for (const operation of list) {
          if (typeof operation === 'number') for (let i = 0; i < operation; i++) take();
          else {
            for (const each of operation) {
              wheel.push(now + each, serial, ~serial);
              model.push(now + each, serial, ~serial);
              serial++;
            }
          }
          expect(wheel.peekTime()).toBe(model.peekTime());
        }
        while (model.size > 0) take();
        expect(wheel.size).toBe(0);
      }),
      { seed: 20260107, numRuns: 200 },
    );
  });

  test('what a peek has learnt of a slot is forgotten when the slot is opened', () => {
    const wheel = new RadixWheel();
    const block = 2 ** 20;
    for (const start of [0, block, 2 * block]) {
      wheel.push(start + 1, 0, 0);
      wheel.take();
      // The same slot of level 1 in each round, at other ticks.
      const ticks = [5000, 5003].map((tick) => start + tick + start / block);
      for (const tick of ticks) wheel.push(tick, 0, 0);
      expect(wheel.peekTime()).toBe(ticks[0]);
      while (wheel.take() >= 0);
    }
  });

  test('memory once used is used again', () => {
    const wheel = new RadixWheel();
    const fillAndEmpty = (): void => {
      for (let i = 0; i < 20_000; i++) wheel.push(wheel.eraStart + 2 ** 29 + ((i * 7919) % 100_000), i, 0);
      while (wheel.take() >= 0);
      wheel.startAt(0);
    };
    fillAndEmpty();
    const { words } = wheel.arena;
    for (let i = 0; i < 20; i++) fillAndEmpty();
    expect(wheel.arena.words).toBe(words);
    wheel.clear();
    fillAndEmpty();
    expect(wheel.arena.words).toBe(words);
  });

  test('an arena hands out each chunk once, keeps contents when it grows, and says when it is full', () => {
    const arena = new ChunkArena(200);
    const chunks = new Set<number>();
    for (let i = 1; i < 200; i++) {
      const chunk = arena.allocate();
      arena.words[chunk * CHUNK_RECORDS * 3] = i;
      chunks.add(chunk);
    }
    expect(chunks.size).toBe(199);
    expect(chunks.has(0)).toBe(false);
    expect([...chunks].map((chunk) => arena.words[chunk * CHUNK_RECORDS * 3])).toEqual(
      Array.from({ length: 199 }, (_, i) => i + 1),
    );
    expect(() => arena.allocate()).toThrow(RangeError);
    arena.free(17);
    expect(arena.allocate()).toBe(17);
  });
});
