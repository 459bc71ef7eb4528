import { decidesForEver } from '../../src/contract.js';
import { createRegistry } from '../../src/scenario/registry.js';
import { findBounds } from '../../src/search/bounds.js';
import { CaseBook } from '../../src/search/case.js';

/** Runs with each number of faulty nodes: every attack at every placement under every network, and more. */
const RUNS = 150;

const book = new CaseBook(createRegistry());
const deciding = book.registry.protocols.all.filter(
  (protocol) => decidesForEver(protocol) && protocol.canaryOf === undefined,
);

/**
 * What each paper promises: 3f + 1 nodes for f liars, 2f + 1 for f crashes, f + 1 rounds for f liars among a majority in
 * synchrony; Algorand by its committees. Some shipped adversary breaks safety or liveness with one faulty node more.
 */
describe.each(deciding.map(({ name }) => name))('%s', (kind) => {
  test.each([4, 5, 6, 7])('keeps its word with f of %i nodes faulty, and breaks it with one more', (n) => {
    const { tolerated, safety, liveness } = findBounds({ kind, n, seed: 'bounds', runs: RUNS }, book);
    const broken = Math.min(safety?.faulty ?? Infinity, liveness?.faulty ?? Infinity);
    expect({ n, broken }).toEqual({ n, broken: tolerated + 1 });
  });
});
