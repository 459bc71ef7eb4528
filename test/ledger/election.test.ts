import fc from 'fast-check';
import seedrandom from 'seedrandom';
import type { NodeId } from '../../src/contract.js';
import { Ballot, isElected, stillIn, type ElectionRule } from '../../src/ledger/election.js';

const byNumber = (candidate: NodeId): number => candidate;
const elected = (votes: readonly NodeId[], rule: ElectionRule, complexity: number, lot = byNumber): NodeId[] =>
  [...votes.keys()].filter((candidate) => isElected(candidate, votes, rule, complexity, lot));

/** Within four standard errors of some share that is tabulated so: the table is rounded to 0.01. */
function expectNear(count: number, trials: number, tabulated: number): void {
  const farthest = Math.min(0.5, tabulated + 0.005);
  const standardError = Math.sqrt(Math.max(tabulated * (1 - tabulated), farthest * (1 - farthest)) / trials);
  expect(Math.abs(count / trials - tabulated)).toBeLessThan(0.005 + 4 * standardError);
}

describe('the vote rules', () => {
  test.each([
    [3, 4, 0.5, 0.5, 0],
    [5, 4, 0.06, 0.68, 0.26],
    [10, 4, 0, 0.05, 0.95],
    [10, 8, 0.52, 0.46, 0.02],
    [10, 16, 1, 0, 0],
    [50, 4, 0, 0, 1],
    [50, 16, 0.42, 0.44, 0.14],
    [10, 1, 0, 1, 0],
  ])('published as it was, n = %i and C = %i: no leader %d, one %d, more %d', (n, complexity, none, one, more) => {
    const random = seedrandom.alea(`published ${n} ${complexity}`);
    const draw = (below: number) => Math.floor(random() * below);
    const trials = 4000;
    const leaders = [0, 0, 0];
    for (let trial = 0; trial < trials; trial++) {
      const senders = Array.from({ length: complexity }, () => draw(n));
      // A vote for oneself was lost.
      const votes = Array.from({ length: n }, (_, voter) => {
        const choice = senders[draw(complexity)]!;
        return choice === voter ? -1 : choice;
      });
      leaders[Math.min(2, elected(votes, 'published', complexity).length)]!++;
    }
    [none, one, more].forEach((share, i) => expectNear(leaders[i]!, trials, share));
  });

  test.each([
    [10, 2, 0.75],
    [10, 3, 0.23],
    [10, 4, 0.08],
    [20, 4, 0.02],
  ])('strict with %i independent votes over %i senders succeeds with probability %d', (n, k, expected) => {
    const random = seedrandom.alea(`strict ${n} ${k}`);
    const trials = 4000;
    let successes = 0;
    for (let trial = 0; trial < trials; trial++) {
      const votes = Array.from({ length: n }, () => Math.floor(random() * k));
      successes += elected(votes, 'strict', 1).length;
    }
    expectNear(successes, trials, expected);
  });

  test('published: who sends half of the pool of 4 among 10 nodes takes 39 % of the leaders', () => {
    const random = seedrandom.alea('spam');
    const draw = (below: number) => Math.floor(random() * below);
    let slots = 0;
    let spam = 0;
    for (let trial = 0; trial < 8000; trial++) {
      const senders = Array.from({ length: 4 }, () => (random() < 0.5 ? 0 : 1 + draw(9)));
      const votes = Array.from({ length: 10 }, (_, voter) => {
        const choice = senders[draw(4)]!;
        return choice === voter ? -1 : choice;
      });
      const leaders = elected(votes, 'published', 4);
      slots += leaders.length;
      spam += leaders.includes(0) ? 1 : 0;
    }
    expectNear(spam, slots, 0.39);
  });

  test('plurality elects exactly one once a majority has voted and nobody before; strict never two', () => {
    const ballots = fc
      .integer({ min: 1, max: 12 })
      .chain((n) => fc.array(fc.integer({ min: -1, max: n - 1 }), { minLength: n, maxLength: n }));
    fc.assert(
      fc.property(ballots, fc.integer(), (votes, salt) => {
        const lot = (candidate: NodeId) => (candidate * 7919 + salt) % 104_729;
        const cast = votes.filter((choice) => choice >= 0).length;
        expect(elected(votes, 'plurality', 1, lot)).toHaveLength(2 * cast > votes.length ? 1 : 0);
        expect(elected(votes, 'strict', 1, lot).length).toBeLessThanOrEqual(1);
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  test('later rounds halve the candidates, down to one that another round draws anew', () => {
    const lotIn = (round: number) => (candidate: NodeId) => (candidate * 7919 * (round + 1) + 31 * round) % 101;
    const senders = Array.from({ length: 20 }, (_, i) => i);
    expect([0, 1, 2, 3, 4, 5, 40].map((round) => stillIn(senders, round, lotIn(round)).size)).toEqual([
      20, 10, 5, 3, 2, 1, 1,
    ]);
    const last = [5, 6, 7, 8, 9, 10].map((round) => [...stillIn(senders, round, lotIn(round))][0]);
    expect(new Set(last).size).toBeGreaterThan(2);
    expect([...stillIn(senders.toReversed(), 5, lotIn(5))]).toEqual([...stillIn(senders, 5, lotIn(5))]);
  });
});

test('a ballot takes one vote of each voter, the first', () => {
  const ballot = new Ballot(0, 0, 3);
  expect([ballot.add(1, 2), ballot.add(1, 2), ballot.add(1, 0), ballot.add(0, 2)]).toEqual([true, false, false, true]);
  expect(ballot.votes).toEqual([2, 2, -1]);
  expect(ballot.cast).toBe(2);
});
