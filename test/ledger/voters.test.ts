import { Voters } from '../../src/ledger/voters.js';
import { Ballot } from '../../src/ledger/vote-log.js';

function votersOf(n: number, nodes: readonly number[]): Voters {
  const voters = new Voters(n);
  for (const node of nodes) voters.add(node);
  return voters;
}

test('a set of voters lies within another when that has all of them, whatever the sizes of both', () => {
  const few = votersOf(40, [0, 31, 35]);
  expect(few.isWithin(votersOf(40, [0, 1, 31, 35]))).toBe(true);
  expect(few.isWithin(few.copy())).toBe(true);
  expect(few.isWithin(votersOf(40, [0, 31, 36]))).toBe(false);
  expect(few.isWithin(votersOf(32, [0, 31]))).toBe(false);
  expect(votersOf(32, [0]).isWithin(few)).toBe(true);
});

test('who has committed is known by node, and stays as it was when more commit', () => {
  const ballot = new Ballot(7, 40);
  for (const node of [3, 39]) ballot.commit(node);
  ballot.prepare(5);
  const committers = ballot.committers();
  ballot.commit(4);
  expect([...committers]).toEqual([3, 39]);
  expect(committers.size).toBe(2);
});
