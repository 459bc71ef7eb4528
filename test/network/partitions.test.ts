import { Partitions, type PartitionRule } from '../../src/network/partitions.js';

const SPLIT: PartitionRule = { partition: [[0, 1], [2, 3]], oneWay: false, at: 10, until: 20 }; // prettier-ignore
const ONE_WAY: PartitionRule = { partition: [[0], [1], [2]], oneWay: true, at: 15, until: 30 };
const FOR_EVER: PartitionRule = { partition: [[4], [0]], oneWay: false, at: 40, until: null };

/** Every ordered pair of five nodes that is blocked now, as `from>to`. */
function blockedPairs(partitions: Partitions, now: number): string[] {
  const pairs = [0, 1, 2, 3, 4].flatMap((from) => [0, 1, 2, 3, 4].map((to) => [from, to] as const));
  return pairs.filter(([from, to]) => partitions.blocked(from, to, now)).map(([from, to]) => `${from}>${to}`);
}

const BY_SPLIT = ['0>2', '0>3', '1>2', '1>3', '2>0', '2>1', '3>0', '3>1'];
const BY_ONE_WAY = ['0>1', '0>2'];
const BY_BOTH = ['0>1', '0>2', '0>3', '1>2', '1>3', '2>0', '2>1', '3>0', '3>1'];

describe('partitions', () => {
  test.each([
    ['before any rule', 0, []],
    ['just before the first begins', 9, []],
    ['from the moment it begins, both ways, node 4 being in no group', 10, BY_SPLIT],
    ['while two overlap, what either blocks', 15, BY_BOTH],
    ['up to just before the first ends', 19, BY_BOTH],
    ['from the moment it ends, only what the first group of the other sends', 20, BY_ONE_WAY],
    ['just before the second ends', 29, BY_ONE_WAY],
    ['between rules', 30, []],
    ['under a rule without end', 40, ['0>4', '4>0']],
    ['under a rule without end, much later', 1e15, ['0>4', '4>0']],
  ])('block %s', (_when, now, expected) => {
    const partitions = new Partitions([SPLIT, ONE_WAY, FOR_EVER], 5);
    expect(blockedPairs(partitions, now)).toEqual(expected);
    expect(partitions.anyActive(now)).toBe(expected.length > 0);
  });

  test('answer alike when asked about times in any order', () => {
    const partitions = new Partitions([SPLIT, ONE_WAY, FOR_EVER], 5);
    for (const [now, expected] of [
      [25, BY_ONE_WAY],
      [5, []],
      [50, ['0>4', '4>0']],
      [17, BY_BOTH],
      [12, BY_SPLIT],
    ] as const) {
      expect(blockedPairs(partitions, now)).toEqual(expected);
    }
  });

  test('know when something changes next, and when all is over', () => {
    const partitions = new Partitions([SPLIT, ONE_WAY], 5);
    expect([0, 9, 10, 14, 15, 20, 29, 30].map((now) => partitions.nextChange(now))).toEqual([
      10,
      10,
      15,
      15,
      20,
      30,
      30,
      Infinity,
    ]);
    expect(partitions.lastEnd).toBe(30);
    expect(new Partitions([SPLIT, FOR_EVER], 5).lastEnd).toBe(Infinity);
  });

  test('without rules never block and are over at 0', () => {
    const partitions = new Partitions([], 3);
    expect([partitions.anyActive(7), partitions.blocked(0, 1, 7), partitions.lastEnd]).toEqual([false, false, 0]);
    expect(partitions.nextChange(0)).toBe(Infinity);
  });

  test.each([
    [{ partition: [[0, 1]] }, 'two groups or more'],
    [{ partition: [[0], []] }, 'group 1 is empty'],
    [{ partition: [[0], [1, 0]] }, 'node 0 is named twice'],
    [{ partition: [[0], [5]] }, 'node 5 does not exist; ids go from 0 to 4'],
    [{ partition: [[0], [-1]] }, 'node -1 does not exist'],
    [{ at: 20 }, 'begins at 20 us and ends at 20 us'],
  ])('refuse %j', (change, message) => {
    expect(() => new Partitions([{ ...SPLIT, ...change }], 5)).toThrow(message);
  });
});
