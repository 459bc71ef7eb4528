import { leaderOf, viewAfterFailure } from '../../src/ledger/leaders.js';
import { progressBound, ViewSynchroniser, viewSynchronisationOptions } from '../../src/ledger/view-synchroniser.js';
import type { NodeContext } from '../../src/contract.js';
import { z } from 'zod';

const optionsOf = (words: object) => z.object(viewSynchronisationOptions('2 s', 'rotating')).parse(words);

/** A node whose timers and views are written down. */
function node(n: number, words: object = {}) {
  const events: string[] = [];
  const me = {
    id: 0,
    n,
    f: Math.floor((n - 1) / 3),
    now: 0,
    setTimer: (name: string, delay: number) => void events.push(`${name} ${delay / 1e6} s`),
    enterView: (_height: number, view: number, leader: number, cause: string) =>
      void events.push(`view ${view} of ${leader}: ${cause}`),
  };
  const pace = new ViewSynchroniser(optionsOf(words), n - me.f, me as unknown as NodeContext);
  return { pace, me: me as unknown as NodeContext & { now: number }, events };
}

describe('leaders', () => {
  test('a stable leader has views of its own, of which the first failed one is the last', () => {
    expect([1, 2, 999_999, 1_000_000].map((view) => leaderOf('stable', view, 4))).toEqual([0, 0, 0, 0]);
    expect(viewAfterFailure('stable', 1)).toBe(1_000_001);
    expect(viewAfterFailure('stable', 1_000_000)).toBe(1_000_001);
    expect(leaderOf('stable', 1_000_001, 4)).toBe(1);
    expect(leaderOf('stable', 4_000_001, 4)).toBe(0);
  });

  test('in turn or as listed, the next view follows a failed one', () => {
    expect([1, 2, 4, 5].map((view) => leaderOf('rotating', view, 4))).toEqual([0, 1, 3, 0]);
    expect([1, 2, 3].map((view) => leaderOf([3, 3], view, 4))).toEqual([3, 3, 2]);
    expect(viewAfterFailure('rotating', 7)).toBe(8);
    expect(viewAfterFailure([3, 3], 1)).toBe(2);
  });
});

describe('the view timer', () => {
  test('grows with every failed view in a row up to its cap, and is as at first after a decision', () => {
    const { pace, me } = node(4, { timeoutCap: '10 s' });
    const patience = ['start', 'timeout', 'timeout', 'timeout', 'timeout'].map((cause, i) => {
      pace.enter(i + 1, cause as 'start' | 'timeout', me);
      return pace.patience / 1e6;
    });
    expect(patience).toEqual([2, 4, 8, 10, 10]);
    pace.succeed();
    expect(pace.patience / 1e6).toBe(2);
  });

  test('is set once and asks again when it rings, instead of being moved in every view', () => {
    const { pace, me, events } = node(4);
    pace.enter(1, 'start', me);
    me.now = 500_000;
    pace.enter(2, 'progress', me);
    me.now = 2_000_000;
    const genesis = { kind: 'vote', height: 0, view: 0, value: 0, voters: { size: 0, has: () => false } };
    expect(pace.expire(genesis, me)).toBeUndefined();
    me.now = 2_500_000;
    expect(pace.expire(genesis, me)).toBe(3);
    expect(events).toEqual(['view 1 of 0: start', 'view 2 s', 'view 2 of 1: progress', 'view 0.5 s']);
  });

  test('the bound on progress follows the longest timeout', () => {
    expect(progressBound(optionsOf({ timeoutCap: '1 min' }), 1, 0)).toBe(9 * 60e6);
    expect(progressBound(optionsOf({ growth: 1 }), 1, 100_000)).toBe(9 * 2e6 + 4e6);
  });
});

describe('catching up', () => {
  test('a node goes to the lowest view that more than f others have gone ahead to', () => {
    const { pace, me } = node(7);
    pace.enter(3, 'start', me);
    expect(pace.hear(1, 9)).toBeUndefined();
    expect(pace.hear(1, 9)).toBeUndefined();
    expect(pace.hear(2, 3)).toBeUndefined();
    expect(pace.hear(2, 6)).toBeUndefined();
    expect(pace.hear(3, 7)).toBe(6);
  });

  test('who has come back is not ahead any more, and who was ahead of a view that is reached is not either', () => {
    const { pace, me } = node(7);
    pace.enter(3, 'start', me);
    pace.hear(1, 9);
    pace.hear(2, 6);
    pace.hear(1, 3);
    expect(pace.hear(3, 7)).toBeUndefined();
    pace.enter(6, 'timeout', me);
    expect(pace.hear(4, 8)).toBeUndefined();
    expect(pace.hear(5, 8)).toBe(7);
  });

  test('its own timer may have taken it too far ahead, a certificate may not', () => {
    const [alone, certified] = ['timer', 'certificate'].map((pacemaker) => node(4, { pacemaker }));
    for (const { pace, me } of [alone!, certified!]) pace.enter(5, 'timeout', me);
    expect([4, 5, 6].map((view) => alone!.pace.follows(view))).toEqual([true, false, true]);
    expect([4, 5, 6].map((view) => certified!.pace.follows(view))).toEqual([false, false, true]);
  });
});
