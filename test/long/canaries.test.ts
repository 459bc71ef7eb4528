import { decidesForEver } from '../../src/contract.js';
import { createRegistry } from '../../src/scenario/registry.js';
import { CaseBook } from '../../src/search/case.js';
import { runBatch } from '../../src/search/swarm.js';

/** Runs of the swarm within which a broken rule must be found. */
const BUDGET = 20_000;
const SOUND_RUNS = 300;

const book = new CaseBook(createRegistry());
const deciding = book.registry.protocols.all.filter(decidesForEver);
/** What shows only with more faulty nodes than the protocol tolerates; the swarm keeps to these. */
const BEYOND_BOUND = new Set(['gasper-surround']);
const namesOf = (broken: boolean) =>
  deciding
    .filter(({ name, canaryOf }) => (canaryOf !== undefined) === broken && !BEYOND_BOUND.has(name))
    .map(({ name }) => name);

test.each(namesOf(true))(`the swarm finds %s within ${BUDGET} runs, and shrinks it`, (kind) => {
  const { found } = runBatch({ kind, seed: 'canary', from: 0, count: BUDGET }, book);
  expect(found).not.toBeNull();
  const { document, violation } = found!.shrunk;
  expect(violation.invariant).not.toBe('exception');
  expect(document.nodes.count).toBeLessThanOrEqual(found!.original.nodes.count);
  expect(document.faults.length).toBeLessThanOrEqual(found!.original.faults.length);
});

test.each(namesOf(false))(`the swarm finds nothing wrong with %s in ${SOUND_RUNS} runs`, (kind) => {
  const { found, decided } = runBatch({ kind, seed: 'sound', from: 0, count: SOUND_RUNS }, book);
  expect(found).toBeNull();
  expect(decided).toBeGreaterThan(0.85 * SOUND_RUNS);
});
