import type { Verdict } from '../../src/contract.js';
import liveness from '../../src/invariants/liveness.js';
import { ALL, burying, buryingRequests, deciding, SECOND, Stage } from './stage.js';

/** What the judge says of a story, and after how many seconds the run ended. */
interface Story {
  readonly why: string;
  readonly healedAt?: number;
  readonly correct?: readonly boolean[];
  readonly tell: (stage: Stage) => void;
  readonly end: number;
  readonly is: Verdict['is'];
  /** The second from which on it was late. */
  readonly at?: number;
  readonly says?: RegExp;
}

function judge(protocol: typeof deciding, story: Story): void {
  const stage = new Stage(liveness, {
    protocol,
    healedAt: (story.healedAt ?? 0) * SECOND,
    ...(story.correct ? { correct: story.correct } : {}),
  });
  story.tell(stage);
  const verdict = stage.verdict(story.end);
  expect(verdict.is).toBe(story.is);
  if (verdict.is === 'violated') expect(verdict.at).toBe(story.at! * SECOND);
  const words = verdict.is === 'violated' ? verdict.witness : verdict.is === 'unknown' ? verdict.why : '';
  expect(words).toMatch(story.says ?? /^$/);
}

const decisions: readonly Story[] = [
  {
    why: 'all decide in time',
    tell: (stage) => stage.decideAll(9, 1, stage.propose(0, stage.request(0))),
    end: 9,
    is: 'holds',
  },
  {
    why: 'the bound itself is still in time',
    tell: (stage) => stage.decideAll(10, 1, stage.propose(0, stage.request(0))),
    end: 30,
    is: 'holds',
  },
  {
    why: 'one node decides late',
    tell(stage) {
      const value = stage.propose(0, stage.request(0));
      for (const node of [0, 1, 2]) stage.decide(1, node, 1, value);
      stage.decide(11, 3, 1, value);
    },
    end: 12,
    is: 'violated',
    at: 10,
    says: /^node 3 decided request 1 \(height 1\) only at 11 s, owed since 0 s: more than 10 s \(the bound\)$/,
  },
  {
    why: 'one node never decides',
    tell(stage) {
      const value = stage.propose(0, stage.request(2));
      for (const node of [0, 1, 3]) stage.decide(3, node, 1, value);
    },
    end: 13,
    is: 'violated',
    at: 12,
    says: /^node 2 has not decided request 1, which others decided at height 1, owed since 2 s/,
  },
  {
    why: 'one node never decides, but the run ended before it was late',
    tell(stage) {
      const value = stage.propose(0, stage.request(2));
      for (const node of [0, 1, 3]) stage.decide(3, node, 1, value);
    },
    end: 11,
    is: 'unknown',
    says: /^the run ended at 11 s: node 2 has not decided request 1.* which has time until 12 s$/,
  },
  {
    why: 'a request is never decided by anybody',
    tell(stage) {
      stage.decideAll(1, 1, stage.propose(0, stage.request(0)));
      stage.request(4);
    },
    end: 15,
    is: 'violated',
    at: 14,
    says: /^node 0 has not decided request 3, owed since 4 s/,
  },
  {
    why: 'the last request is younger than those before it ever were',
    tell(stage) {
      stage.decideAll(3, 1, stage.propose(0, stage.request(0)));
      stage.request(4);
    },
    end: 6,
    is: 'holds',
  },
  {
    why: 'decisions stopped, but not long enough ago to be late',
    tell(stage) {
      stage.decideAll(3, 1, stage.propose(0, stage.request(0)));
      stage.request(4);
    },
    end: 11,
    is: 'unknown',
    says: /request 3, which has time until 14 s$/,
  },
  {
    why: 'nothing was decided and nothing asked for',
    tell: () => undefined,
    end: 100,
    is: 'unknown',
    says: /^nothing was decided, nor was anything owed$/,
  },
  {
    why: 'nothing was decided and the bound has passed',
    tell: (stage) => stage.request(0),
    end: 11,
    is: 'violated',
    at: 10,
    says: /^node 0 has not decided request 1/,
  },
  {
    why: 'only null values were decided',
    tell: (stage) => stage.decideAll(1, 1, 0),
    end: 100,
    is: 'unknown',
    says: /^nothing was decided/,
  },
  {
    why: 'the bound is counted from healing on',
    healedAt: 20,
    tell: (stage) => stage.decideAll(29, 1, stage.propose(0, stage.request(0))),
    end: 29,
    is: 'holds',
  },
  {
    why: 'it is late even from healing on',
    healedAt: 20,
    tell: (stage) => stage.decideAll(31, 1, stage.propose(0, stage.request(0))),
    end: 31,
    is: 'violated',
    at: 30,
    says: /^node 0 decided request 1 \(height 1\) only at 31 s, owed since 20 s/,
  },
  {
    why: 'the run ended before healing',
    healedAt: 20,
    tell: (stage) => stage.decideAll(1, 1, stage.propose(0, stage.request(0))),
    end: 19,
    is: 'unknown',
    says: /^the network becomes whole only at 20 s; the run ended at 19 s$/,
  },
  {
    why: 'the network never heals',
    healedAt: Infinity,
    tell: (stage) => stage.request(0),
    end: 100,
    is: 'unknown',
    says: /^the network never becomes whole/,
  },
  {
    why: 'all was decided before healing and nothing asked for since',
    healedAt: 20,
    tell: (stage) => stage.decideAll(1, 1, stage.propose(0, stage.request(0))),
    end: 40,
    is: 'unknown',
    says: /^nothing was decided after the network became whole at 20 s/,
  },
  {
    why: 'a faulty node owes nothing',
    correct: [true, true, true, false],
    tell(stage) {
      const value = stage.propose(0, stage.request(0));
      for (const node of [0, 1, 2]) stage.decide(1, node, 1, value);
    },
    end: 50,
    is: 'holds',
  },
  {
    why: 'a decision of a faulty node pays nothing',
    correct: [true, true, true, false],
    tell: (stage) => stage.decide(1, 3, 1, stage.propose(0, stage.request(0))),
    end: 50,
    is: 'violated',
    at: 10,
    says: /^node 0 has not decided request 1, owed/,
  },
  {
    why: 'heights may be decided out of order',
    tell(stage) {
      const [first, second] = [stage.propose(0, stage.request(0)), stage.propose(0, stage.request(0))];
      stage.decideAll(1, 2, second);
      stage.decideAll(2, 1, first);
    },
    end: 50,
    is: 'holds',
  },
  {
    why: 'the first to be late is the witness',
    tell(stage) {
      const [first, second] = [stage.request(0), stage.request(1)];
      stage.decideAll(12, 1, stage.propose(0, second));
      stage.decideAll(13, 2, stage.propose(0, first));
    },
    end: 14,
    is: 'violated',
    at: 10,
    says: /decided request 1 \(height 2\) only at 13 s/,
  },
  {
    why: 'the oldest request of a batch counts',
    tell(stage) {
      const [young, old] = [stage.request(8), stage.request(0)];
      stage.decideAll(11, 1, stage.propose(0, young, old));
    },
    end: 12,
    is: 'violated',
    at: 10,
    says: /decided request 2 \(height 1\) only at 11 s/,
  },
  {
    why: 'nobody is correct',
    correct: [false, false, false, false],
    tell: (stage) => stage.request(0),
    end: 50,
    is: 'unknown',
    says: /^no node is correct throughout$/,
  },
  {
    why: 'a world in which nothing is left to happen leaves every debt unpaid',
    tell: (stage) => stage.request(0),
    end: Infinity,
    is: 'violated',
    at: 10,
    says: /^node 0 has not decided request 1/,
  },
];

test.each(decisions)('liveness of decisions: $why', (story) => judge(deciding, story));

const growth: readonly Story[] = [
  { why: 'the chain grows every second', tell: (stage) => stage.grow(1, 0, 0, 15, ALL), end: 16, is: 'holds' },
  {
    why: 'one node stands still',
    tell(stage) {
      const tip = stage.grow(1, 0, 0, 2, ALL);
      stage.grow(3, 0, tip, 12, [0, 1, 2]);
    },
    end: 14,
    is: 'violated',
    at: 12,
    says: /^the chain of node 3 has not grown beyond height 2, owed since 2 s: more than 10 s \(the bound\)$/,
  },
  {
    why: 'the chain grows late',
    tell: (stage) => stage.adopt(11, 0, stage.grow(1, 0, 0, 1, [1, 2, 3])),
    end: 11,
    is: 'violated',
    at: 10,
    says: /^the chain of node 0 reached height 1 only at 11 s, owed since 0 s/,
  },
  {
    why: 'to go over to another chain of the same height is not growth',
    tell(stage) {
      const tip = stage.grow(1, 0, 0, 1, ALL);
      const other = stage.mint(1, 3, 0);
      for (let second = 2; second < 12; second++)
        for (const node of ALL) stage.adopt(second, node, second % 2 ? tip : other);
    },
    end: 12,
    is: 'violated',
    at: 11,
    says: /^the chain of node 0 has not grown beyond height 1/,
  },
  { why: 'no block at all, too early to tell', tell: () => undefined, end: 5, is: 'unknown', says: /time until 10 s$/ },
  { why: 'no block at all', tell: () => undefined, end: 11, is: 'violated', at: 10, says: /beyond height 0/ },
  {
    why: 'growth is owed from healing on',
    healedAt: 20,
    tell: (stage) => stage.grow(25, 0, 0, 1, ALL),
    end: 27,
    is: 'holds',
  },
  {
    why: 'growth stopped, but not long enough ago to be late',
    tell: (stage) => stage.grow(1, 0, 0, 3, ALL),
    end: 9,
    is: 'unknown',
    says: /^the run ended at 9 s: the chain of node 0 has not grown beyond height 3, which has time until 13 s$/,
  },
  {
    why: 'a faulty node owes nothing',
    correct: [true, true, true, false],
    tell: (stage) => stage.grow(1, 0, 0, 15, [0, 1, 2]),
    end: 16,
    is: 'holds',
  },
];

test.each(growth)('liveness of growth: $why', (story) => judge(burying, story));

const byRequest: readonly Story[] = [
  {
    why: 'nothing is owed without requests',
    tell: () => undefined,
    end: 100,
    is: 'unknown',
    says: /nor was anything owed/,
  },
  {
    why: 'nothing is owed once all requests are in the chain',
    tell(stage) {
      const block = stage.mint(1, 0, 0, { contents: [stage.request(0)] });
      for (const node of ALL) stage.adopt(2, node, block);
    },
    end: 100,
    is: 'holds',
  },
  {
    why: 'growth is owed while one request is open',
    tell(stage) {
      const block = stage.mint(1, 0, 0, { contents: [stage.request(0)] });
      stage.request(1);
      for (const node of ALL) stage.adopt(2, node, block);
    },
    end: 13,
    is: 'violated',
    at: 12,
    says: /^the chain of node 0 has not grown beyond height 1, owed since 2 s/,
  },
  {
    why: 'growth is owed from the next request on',
    tell(stage) {
      const block = stage.mint(1, 0, 0, { contents: [stage.request(0)] });
      for (const node of ALL) stage.adopt(2, node, block);
      const next = stage.mint(40, 0, block, { contents: [stage.request(30)] });
      for (const node of ALL) stage.adopt(40, node, next);
    },
    end: 100,
    is: 'holds',
  },
];

test.each(byRequest)('liveness of blocks made for requests: $why', (story) => judge(buryingRequests, story));
