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
  const ballot = new Ballot(7, 40, false);
  for (const node of [3, 39]) ballot.commit(node);
  ballot.prepare(5);
  const { voters } = ballot.committedCertificate({ view: 2, seq: 1, value: 7 });
  ballot.commit(4);
  expect([...(voters as Voters)]).toEqual([3, 39]);
  expect(voters.size).toBe(2);
});

test('who has prepared is known with the primary, whose pre-prepare counts', () => {
  const ballot = new Ballot(7, 40, false);
  for (const node of [3, 39]) ballot.prepare(node);
  ballot.commit(5);
  const { voters, ...slot } = ballot.preparedCertificate({ view: 2, seq: 1, value: 7 }, 2);
  expect(slot).toEqual({ kind: 'prepare', height: 1, view: 2, value: 7 });
  expect([...(voters as Voters)]).toEqual([2, 3, 39]);
  expect(voters.size).toBe(3);
});
