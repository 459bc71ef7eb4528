import { createRegistry } from '../../src/scenario/registry.js';
import { CaseBook } from '../../src/search/case.js';
import { runBatch } from '../../src/search/swarm.js';

/** Runs of the swarm within which a broken rule must be found. */
const BUDGET = 2_500;
/** What takes a world that no draw has come upon; `test/canaries` and a scenario hold each of them. */
const BY_HAND = [
  'jolteon-votes-after-timeout',
  'hotstuff-2-no-wait',
  'hotstuff-chained-any-views',
  'tendermint-hasty-unlock',
  'raft-old-term-commit',
];

const book = new CaseBook(createRegistry());
const canaries = book.registry.protocols.all.filter(
  ({ name, finality, canaryOf }) => canaryOf !== undefined && finality.by === 'decide' && !BY_HAND.includes(name),
);

test.each(canaries.map(({ name }) => name))(`the swarm finds %s within ${BUDGET} runs, and shrinks it`, (kind) => {
  const { found } = runBatch({ kind, seed: 'canary', from: 0, count: BUDGET }, book);
  expect(found).not.toBeNull();
  const { document, violation } = found!.shrunk;
  expect(violation.invariant).not.toBe('exception');
  expect(document.nodes.count).toBeLessThanOrEqual(found!.original.nodes.count);
  expect(document.faults.length).toBeLessThanOrEqual(found!.original.faults.length);
});

test.each(['pbft', 'tendermint', 'jolteon', 'raft'])('the swarm finds nothing wrong with %s in 500 runs', (kind) => {
  const { found, decided } = runBatch({ kind, seed: 'sound', from: 0, count: 500 }, book);
  expect(found).toBeNull();
  expect(decided).toBeGreaterThan(450);
});
