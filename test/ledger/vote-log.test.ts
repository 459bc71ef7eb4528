import { VoteLog } from '../../src/ledger/vote-log.js';

describe('a log of votes', () => {
  test('has a slot for each sequence number in each view, whatever the order in which they are asked for', () => {
    const log = new VoteLog(4);
    const slots = [
      [0, 5],
      [0, 2],
      [1, 2],
      [0, 9],
    ].map(([view, seq]) => log.slot(view!, seq!));
    expect(slots.map(({ view, seq }) => [view, seq])).toEqual([
      [0, 5],
      [0, 2],
      [1, 2],
      [0, 9],
    ]);
    expect(
      [log.slot(0, 5), log.slot(0, 2), log.slot(1, 2), log.slot(0, 9)].map((slot, i) => slot === slots[i]),
    ).toEqual([true, true, true, true]);
    expect([log.find(0, 1), log.find(0, 3), log.find(0, 10), log.find(2, 2)]).toEqual(Array(4).fill(undefined));
  });

  test('keeps what lies above the sequence number up to which it drops, and refuses the rest', () => {
    const log = new VoteLog(4);
    const kept = log.slot(0, 7);
    log.slot(0, 3);
    log.slot(1, 6);
    log.notePrepared(kept, { view: 0, seq: 7, value: 1 });
    log.notePrepared(log.slot(0, 3), { view: 0, seq: 3, value: 2 });
    log.dropUpTo(6);
    expect([log.find(0, 3), log.find(1, 6), log.find(0, 7)]).toEqual([undefined, undefined, kept]);
    expect(log.slot(0, 7)).toBe(kept);
    expect(log.allPrepared()).toEqual([{ view: 0, seq: 7, value: 1 }]);
    log.dropUpTo(4);
    expect(log.slot(0, 7)).toBe(kept);
    expect(() => log.slot(1, 6)).toThrow(new RangeError('sequence number 6 is settled and was dropped'));
    expect(log.slot(1, 7).seq).toBe(7);
  });

  test('forgets views, and begins them anew', () => {
    const log = new VoteLog(4);
    const [old, kept] = [log.slot(0, 1), log.slot(2, 1)];
    log.dropViewsBelow(2);
    expect([log.find(0, 1), log.slot(2, 1)]).toEqual([undefined, kept]);
    expect(log.slot(0, 1)).not.toBe(old);
  });

  test('counts each voter once for each value, and no more once its phase is over', () => {
    const slot = new VoteLog(40).slot(0, 1);
    expect([3, 39, 39].map((node) => slot.prepare(7, node, 2))).toEqual([false, true, false]);
    expect(slot.prepare(8, 3, 2)).toBe(false);
    expect([slot.ballot(7).prepares, slot.ballot(8).prepares, slot.ballot(9).prepares]).toEqual([2, 1, 0]);
    expect(slot.commit(7, 3, 1)).toBe(true);
    slot.prepared = slot.committed = true;
    expect([slot.prepare(7, 5, 2), slot.commit(7, 5, 1)]).toEqual([false, false]);
    expect(slot.ballot(7).prepares).toBe(2);
  });
});
