import fc from 'fast-check';
import { sortedTimes } from '../../src/observers/sorted-times.js';

test('many times are put in order as by comparison, whatever their size, and the given array stays', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(2 ** 10, 2 ** 22, 2 ** 33, 2 ** 52),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { minLength: 1, maxLength: 20 }),
      fc.constantFrom(10, 5_000),
      (size, seeds, count) => {
        const times = Float64Array.from({ length: count }, (_, i) =>
          Math.floor(((seeds[i % seeds.length]! + i * 0.618) % 1) * size),
        );
        const before = times.slice();
        expect(sortedTimes(times)).toEqual(times.slice().sort());
        expect(times).toEqual(before);
      },
    ),
    { numRuns: 40, seed: 1 },
  );
});
