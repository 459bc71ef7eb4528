import { ValueBook } from '../../src/ledger/value-book.js';
import { Decisions } from '../../src/observers/decisions.js';
import algorand from '../../src/protocols/algorand.js';
import { run, worldWith } from '../fixtures/world.js';

function decisions(book: ValueBook, target: number): Decisions {
  const listeners = { settled: () => undefined, answered: () => undefined, reached: () => undefined };
  return new Decisions({ book, correct: [true], quorum: 1, target, listeners });
}

/** Proposals by the times at which they are made, and which of them are decided, when. */
function outcomeOf(made: readonly number[], decided: readonly (readonly [proposal: number, time: number])[]) {
  const book = new ValueBook();
  const outcome = decisions(book, decided.length);
  const values = made.map((time, node) => {
    const value = book.propose(node, [], time);
    outcome.onPropose(time, node, value);
    return value;
  });
  decided.forEach(([proposal, time], i) => outcome.onDecide(time, 0, i + 1, values[proposal] ?? 0));
  return outcome;
}

test('a proposal that was overtaken is stale', () => {
  expect(outcomeOf([0, 10, 20], [[0, 15], [2, 30]]).stale(2)).toEqual([1]); // prettier-ignore
});

test('proposals under way when the last one is decided are not: pipelines always have some', () => {
  expect(outcomeOf([0, 10, 20, 30], [[0, 25], [1, 35]]).stale(2)).toEqual([]); // prettier-ignore
});

test('a height that is decided without a proposal leaves none behind', () => {
  expect(outcomeOf([0, 10], [[0, 15], [9, 30]]).stale(2)).toEqual([]); // prettier-ignore
  expect(outcomeOf([5], [[9, 30]]).stale(1)).toEqual([]);
});

test('where several propose by the rules there is no stale rate, and the run says why', () => {
  const { columns, undefinedBecause } = run(algorand, worldWith(8, { stop: { blocks: 3 } }), { seed: 's' });
  expect(columns['blocks_stale']).toBeGreaterThan(0);
  expect(columns['stale_rate']).toBeNull();
  expect(columns['stale_rate_high']).toBeNull();
  expect(undefinedBecause['stale_rate']).toMatch(/several propose/);
});
