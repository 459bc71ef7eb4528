import type { Certificate } from '../../src/contract.js';
import { ByHeight } from '../../src/ledger/by-height.js';
import { answers, answersByWeight, FinalizedChain } from '../../src/ledger/finalized-chain.js';
import { RequestPool } from '../../src/ledger/request-pool.js';
import { RoundLog } from '../../src/ledger/round-log.js';
import { Tally } from '../../src/ledger/tally.js';
import { Voters } from '../../src/ledger/voters.js';
import { highestPrepared, isSoundChange } from '../../src/ledger/round-changes.js';

function votersOf(n: number, ...nodes: number[]): Voters {
  const voters = new Voters(n);
  for (const node of nodes) voters.add(node);
  return voters;
}

const certificate = (part: Partial<Certificate> = {}): Certificate => ({
  kind: 'commit',
  height: 2,
  view: 0,
  value: 8,
  voters: votersOf(4, 0, 1, 2),
  ...part,
});

describe('a tally', () => {
  const tally = () => new Tally({ kind: 'vote', n: 4, enough: (weight) => weight >= 3 });

  test('names the first certificate of a height in any view, and none for a vote for nothing', () => {
    const votes = tally();
    for (const node of [0, 1, 2]) votes.add(1, 0, -1, node);
    expect(votes.first(1)).toBeUndefined();
    for (const node of [0, 1, 2]) votes.add(1, 3, 7, node);
    for (const node of [0, 1, 2]) votes.add(1, 2, 9, node);
    expect(votes.first(1)).toMatchObject({ view: 3, value: 7 });
    votes.dropHeightsBelow(2);
    expect(votes.first(1)).toBeUndefined();
  });

  test('hands on what it has collected, which another counts once and only as votes of its own kind', () => {
    const [one, other, stranger] = [tally(), tally(), new Tally({ kind: 'other', n: 4, enough: () => true })];
    one.add(1, 0, 7, 0);
    one.add(1, 0, 7, 1);
    one.add(1, 0, -1, 3);
    other.add(1, 0, 7, 1);
    other.add(1, 0, 7, 2);
    for (const votes of one.collected(1, 0)) {
      other.merge(votes);
      stranger.merge(votes);
    }
    expect(other.certificate(1, 0, 7)!.voters.size).toBe(3);
    expect(other.hasEnoughVoters(1, 0)).toBe(true);
    expect(stranger.hasEnoughVoters(1, 0)).toBe(true);
    expect(stranger.collected(1, 0)).toEqual([]);
  });
});

test('a pool takes no request again that has been output, and finds a batch stale that repeats one', () => {
  const pool = new RequestPool();
  for (const request of [5, 3, 4]) pool.add(request);
  expect(pool.oldest(2)).toEqual([5, 3]);
  expect(pool.isFresh([5, 9])).toBe(true);
  expect(pool.isFresh([5, 5])).toBe(false);
  pool.settle([5, 9]);
  pool.add(9);
  expect([...pool.waiting]).toEqual([3, 4]);
  expect(pool.isFresh([3, 9])).toBe(false);
});

test('what a node keeps by height is made once and dropped', () => {
  const kept = new ByHeight(() => [] as number[]);
  kept.at(3).push(1);
  kept.at(4).push(2);
  kept.dropBelow(4);
  expect([kept.at(3), kept.at(4)]).toEqual([[], [2]]);
});

describe('a finalized chain', () => {
  test('takes up what joins on to it and is certified at its end', () => {
    const chain = new FinalizedChain();
    const enough = () => true;
    expect(chain.news({ first: 1, values: [7, 8], certificate: certificate() }, 'commit', enough)).toEqual([7, 8]);
    expect(chain.news({ first: 2, values: [8], certificate: certificate() }, 'commit', enough)).toEqual([]);
    expect(chain.news({ first: 1, values: [8, 7], certificate: certificate() }, 'commit', enough)).toEqual([]);
    expect(chain.news({ first: 1, values: [7, 8], certificate: certificate() }, 'prepare', enough)).toEqual([]);
    expect(chain.news({ first: 1, values: [7, 8], certificate: certificate({ height: 3 }) }, 'commit', enough)).toEqual(
      [],
    );
    expect(chain.news({ first: 1, values: [7, 8], certificate: certificate() }, 'commit', () => false)).toEqual([]);
    expect(() => chain.from(1)).toThrow('nothing is finalized from height 1 on');
  });

  test('f + 1 nodes answer one that lags, or those next to it with more than a third of the weight', () => {
    const who = (chosen: (node: number) => boolean) => [0, 1, 2, 3, 4, 5, 6].filter(chosen);
    expect(who((node) => answers(node, 5, 7, 2))).toEqual([0, 1, 6]);
    expect(who((node) => answersByWeight(node, 5, [1, 1, 1, 1, 1, 1, 1]))).toEqual([0, 1, 6]);
    expect(who((node) => answersByWeight(node, 5, [9, 1, 1, 1, 1, 1, 1]))).toEqual([0, 6]);
    expect(who((node) => answersByWeight(node, 0, [9, 1, 1, 1, 1, 1, 1]))).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('round changes', () => {
  const prepared = (view: number, value: number) =>
    certificate({ kind: 'prepare', height: 1, view, value, voters: votersOf(4, 0, 1, 2) });

  test('the highest prepared round counts, whoever speaks of it', () => {
    const change = (of: Certificate | null) => ({ height: 1, round: 5, prepared: of });
    const changes = new Map([
      [0, change(prepared(1, 11))],
      [1, change(prepared(3, 13))],
      [2, change(null)],
      [3, change(prepared(2, 12))],
    ]);
    expect(highestPrepared(changes)!.value).toBe(13);
    expect(highestPrepared(new Map([[2, change(null)]]))).toBeUndefined();
  });

  test('one claims only what earlier PREPAREs of its own height show', () => {
    const isSound = (of: Certificate | null) => isSoundChange({ height: 1, round: 2, prepared: of }, 3);
    expect(isSound(null)).toBe(true);
    expect(isSound(prepared(1, 7))).toBe(true);
    expect(isSound(prepared(2, 7))).toBe(false);
    expect(isSound({ ...prepared(1, 7), height: 2 })).toBe(false);
    expect(isSound({ ...prepared(1, 7), voters: votersOf(4, 0, 1) })).toBe(false);
  });
});

test('a round log counts whoever has spoken in a round once, over all kinds of message and what others relay', () => {
  const log = new RoundLog(4, { at: () => ({ weights: [1, 1, 1, 1], total: 4 }) });
  expect(log.hear(1, 3, 0)).toBe(false);
  expect(log.hear(1, 3, 0)).toBe(false);
  const votes = [{ kind: 'prevote', height: 1, view: 3, value: 7, voters: votersOf(4, 0, 2) }];
  const proposal = { height: 1, round: 3, value: 7, validRound: -1, proof: null };
  log.merge(1, { proposals: [proposal, { ...proposal }], votes }, 4);
  expect(log.reached(1)).toBe(3);
  expect(log.proposals(1, 3)).toEqual([proposal]);
  expect(log.collected(1, [3, 3]).votes.map(({ voters }) => voters.size)).toEqual([2]);
  log.dropBelow(2);
  expect([log.reached(1), log.proposals(1)]).toEqual([0, []]);
});
