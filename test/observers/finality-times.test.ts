import { FinalityTimes } from '../../src/observers/finality-times.js';

const ALL_CORRECT = [true, true, true, true];

/** First, quorum-th and last. */
const means = ({ first, quorum, last }: FinalityTimes) => [first.value, quorum.value, last.value];

describe('times to finality', () => {
  test('are unknown as long as nobody, too few, or not all came so far', () => {
    const times = new FinalityTimes(ALL_CORRECT, 3);
    expect(means(times)).toEqual([null, null, null]);
    times.add(10, 7, 1, 4);
    times.add(11, 7, 1, 4);
    expect(means(times)).toEqual([6, null, null]);
    times.add(15, 7, 1, 4);
    expect(means(times)).toEqual([6, 11, null]);
    times.add(24, 7, 1, 4);
    expect(means(times)).toEqual([6, 11, 20]);
  });

  test('are means over what so many nodes took as final', () => {
    const times = new FinalityTimes(ALL_CORRECT, 2);
    for (const [at, id] of [
      [10, 1],
      [20, 2],
      [30, 1],
      [50, 3],
    ] as const)
      times.add(at, id, id, 0);
    expect(means(times)).toEqual([(10 + 20 + 50) / 3, 30, null]);
  });

  test('count correct nodes only', () => {
    const times = new FinalityTimes([true, true, false, false], 2);
    for (const at of [10, 30]) times.add(at, 1, 1, 0);
    expect(means(times)).toEqual([10, 30, 30]);
  });

  test('wait no longer for a node that is taken over, and keep what it took before', () => {
    const times = new FinalityTimes(ALL_CORRECT, 3);
    for (const at of [10, 20, 30]) times.add(at, 1, 1, 0);
    times.add(40, 2, 2, 0);
    times.withdraw(0);
    expect(means(times)).toEqual([25, 30, 30]);
    for (const at of [50, 60]) times.add(at, 2, 2, 0);
    expect(means(times)).toEqual([25, 45, 45]);
    times.withdraw(2);
    times.add(70, 3, 3, 0);
    times.add(90, 3, 3, 0);
    expect(times.last.value).toBe((30 + 60 + 90) / 3);
  });
});
