import { Digest } from '../../src/kernel/digest.js';
import { RandomStreams } from '../../src/kernel/random-streams.js';

type Fields = [time: number, node: number, from: number, kind: number];

function digestOf(...events: Fields[]): string {
  const digest = new Digest();
  for (const event of events) digest.update(...event);
  return digest.hex();
}

describe('the digest', () => {
  test('is the same on every engine', () => {
    expect(digestOf()).toBe('a91e460ff2653492');
    expect(digestOf([0, 0, 0, 0])).toBe('c2912c8cce0ce7e0');
    expect(digestOf([123_456, 7, 3, 1], [2 ** 53 - 1, -1, -(2 ** 31), 2 ** 31 - 1])).toBe('1bdfb5ec0f716ac1');
  });

  test('is 16 hexadecimal digits, and reading it changes nothing', () => {
    const digest = new Digest();
    digest.update(1, 2, 3, 4);
    expect(digest.hex()).toMatch(/^[0-9a-f]{16}$/);
    expect(digest.hex()).toBe(digest.hex());
    digest.update(5, 6, 7, 8);
    expect(digest.hex()).toBe(digestOf([1, 2, 3, 4], [5, 6, 7, 8]));
  });

  test('depends on the order of events and on their number', () => {
    const [first, second]: Fields[] = [
      [10, 1, 2, 3],
      [10, 2, 1, 3],
    ];
    const digests = [
      digestOf(),
      digestOf(first),
      digestOf(second),
      digestOf(first, second),
      digestOf(second, first),
      digestOf(first, first),
    ];
    expect(new Set(digests).size).toBe(digests.length);
    const zeros = Array.from({ length: 50 }, (_, count) =>
      digestOf(...Array.from({ length: count }, (): Fields => [0, 0, 0, 0])),
    );
    expect(new Set(zeros).size).toBe(50);
  });

  test('depends on every bit of every field', () => {
    const base: Fields = [0, 0, 0, 0];
    const tail: Fields = [1000, 5, 6, 7];
    const digests = new Set([digestOf(base, tail)]);
    for (let bit = 0; bit < 53; bit++) digests.add(digestOf([2 ** bit, 0, 0, 0], tail));
    for (let bit = 0; bit < 32; bit++) {
      for (const field of [1, 2, 3]) {
        const changed: Fields = [...base];
        changed[field] = 1 << bit;
        digests.add(digestOf(changed, tail));
      }
    }
    expect(digests.size).toBe(1 + 53 + 3 * 32);
  });

  test('changes half of its bits, on average, when one bit of an early event changes', () => {
    // 64 bits, 85 changes: the mean has standard error 4 / sqrt(85) = 0.43 bits; the limit is 4.5 of them.
    const tail: Fields[] = [
      [2000, 1, 2, 3],
      [3000, 3, 2, 1],
    ];
    const base = BigInt(`0x${digestOf([1000, 0, 0, 0], ...tail)}`);
    let changed = 0;
    for (let bit = 0; bit < 53; bit++) {
      changed += bitCount(base ^ BigInt(`0x${digestOf([1000 + 2 ** bit, 0, 0, 0], ...tail)}`));
    }
    for (let bit = 0; bit < 32; bit++) {
      changed += bitCount(base ^ BigInt(`0x${digestOf([1000, 0, 1 << bit, 0], ...tail)}`));
    }
    expect(Math.abs(changed / 85 - 32)).toBeLessThan(4.5 * 0.43);
  });

  test('does not collide on 100,000 random short runs, nor do its halves more often than chance', () => {
    // 64 bits: a collision has probability 3e-10. Either half: 1.16 expected; 10 or more has probability 6e-7.
    const draw = new RandomStreams('digest').stream('test');
    const below = (limit: number): number => Math.floor(draw() * limit);
    const runs = new Set<string>();
    const [digests, lefts, rights] = [new Set<string>(), new Set<string>(), new Set<string>()];
    while (runs.size < 100_000) {
      const events = Array.from({ length: 1 + below(4) }, (): Fields => [below(50), below(10), below(10), below(5)]);
      const name = events.join(';');
      if (runs.has(name)) continue;
      runs.add(name);
      const hex = digestOf(...events);
      digests.add(hex);
      lefts.add(hex.slice(0, 8));
      rights.add(hex.slice(8));
    }
    expect(digests.size).toBe(runs.size);
    expect(runs.size - lefts.size).toBeLessThan(10);
    expect(runs.size - rights.size).toBeLessThan(10);
  });

  test('does not collide on all single events of a dense grid', () => {
    const digests = new Set<string>();
    for (let time = 0; time < 40; time++) {
      for (let node = 0; node < 20; node++) {
        for (let from = 0; from < 20; from++)
          for (let kind = 0; kind < 5; kind++) digests.add(digestOf([time, node, from, kind]));
      }
    }
    expect(digests.size).toBe(40 * 20 * 20 * 5);
  });
});

function bitCount(word: bigint): number {
  let count = 0;
  for (let rest = word; rest > 0n; rest >>= 1n) if ((rest & 1n) === 1n) count++;
  return count;
}
