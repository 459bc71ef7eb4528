import fc from 'fast-check';
import { endOf, TermLog, type Entry } from '../../src/ledger/term-log.js';

/** What a log does, in the plainest way. */
class Model {
  entries: Entry[] = [];

  merge(prevIndex: number, entries: readonly Entry[]): void {
    entries.forEach((entry, i) => {
      const at = prevIndex + i;
      if (this.entries[at] && this.entries[at].term !== entry.term) this.entries.length = at;
      this.entries[at] ??= entry;
    });
  }
}

test('a log does what a plain list of entries does, under 300 random sequences of merges', () => {
  const merges = fc.array(
    fc.record({
      prev: fc.integer({ min: 0, max: 12 }),
      terms: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 6 }),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(merges, (steps) => {
      const log = new TermLog();
      const model = new Model();
      let value = 0;
      for (const { prev, terms } of steps) {
        const prevIndex = Math.min(prev, log.last);
        const entries = terms.map((term) => ({ term, value: ++value }));
        const piece = { prevIndex, prevTerm: log.term(prevIndex), entries };
        expect(log.matches(piece)).toBe(true);
        expect(log.merge(piece)).toBe(endOf(piece));
        model.merge(prevIndex, entries);
        expect(log.last).toBe(model.entries.length);
        expect(log.piece(1, 1000).entries).toEqual(model.entries);
        expect(log.lastTerm).toBe(model.entries.at(-1)?.term ?? 0);
      }
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('where two logs part, the leader resumes after its own entries of the conflicting term, or before all of them', () => {
  const log = (terms: readonly number[]) => {
    const made = new TermLog();
    terms.forEach((term, i) => made.append(term, i));
    return made;
  };
  const leader = log([1, 1, 1, 4, 4, 5, 5, 6, 6, 6]);
  // Figure 7 of the paper: follower logs that may be found when a leader comes to power; it probes before its index 11.
  const probe = leader.piece(11, 1);
  const resumed = (terms: readonly number[]) => {
    const follower = log(terms);
    return follower.matches(probe) ? 'matches' : leader.resume(follower.conflict(probe));
  };
  expect(resumed([1, 1, 1, 4, 4, 5, 5, 6, 6])).toBe(10);
  expect(resumed([1, 1, 1, 4])).toBe(5);
  expect(resumed([1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6])).toBe('matches');
  expect(resumed([1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7])).toBe('matches');
  expect(resumed([1, 1, 1, 4, 4, 4, 4])).toBe(8);
  expect(resumed([1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3])).toBe(7);
  // From there on one more answer is enough: term 4 is the leader's too, terms 2 and 3 are not.
  expect(leader.resume(log([1, 1, 1, 4, 4, 4, 4]).conflict(leader.piece(8, 1)))).toBe(6);
  expect(leader.resume(log([1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3]).conflict(leader.piece(7, 1)))).toBe(4);
});

test('100,000 entries are kept in four bytes each, and a number or two for each term', () => {
  const log = new TermLog();
  for (let index = 1; index <= 100_000; index++) log.append(1 + Math.floor(index / 50_000), index);
  const kept = Object.values(log) as unknown[];
  const bytes = kept.filter((part) => part instanceof Int32Array).map((part) => part.byteLength);
  const numbers = kept.filter((part) => Array.isArray(part)).map((part) => part.length);
  expect(bytes).toEqual([4 * 131_072]);
  expect(numbers).toEqual([4, 4]);
});
