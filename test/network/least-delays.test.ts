import { leastDelays } from '../../src/network/relay/least-delays.js';

/** A complete graph of n nodes as links. */
function complete(n: number) {
  const offsets = Int32Array.from({ length: n + 1 }, (_, node) => node * (n - 1));
  const all = Array.from({ length: n }, (_, node) => node);
  return { offsets, neighbours: Int32Array.from(all.flatMap((node) => all.filter((other) => other !== node))) };
}

function unpacked(n: number, least: (from: number, to: number) => number) {
  const { places, values } = leastDelays(complete(n), least);
  return Array.from(places, (place) => values[place]);
}

test('every link has its own least delay where there are few different ones', () => {
  const least = (from: number, to: number) => 1000 * ((from + to) % 7);
  const { offsets, neighbours } = complete(9);
  const expected = Array.from(neighbours, (to, i) =>
    least(
      offsets.findLastIndex((start) => start <= i),
      to,
    ),
  );
  expect(unpacked(9, least)).toEqual(expected);
});

test('there is no bound where more are different than a byte can tell', () => {
  const different = (count: number) => {
    let made = 0;
    return new Set(unpacked(17, () => Math.min(count, ++made)));
  };
  expect(different(256).size).toBe(256);
  expect(different(257)).toEqual(new Set([0]));
});

test('a longer one than a row counts is given as the longest that can be added to a time in a row', () => {
  expect(unpacked(2, () => 1e15)).toEqual([0x3fffffff, 0x3fffffff]);
});
