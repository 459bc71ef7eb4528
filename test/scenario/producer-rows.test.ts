import { groupedRows, MOST_ROWS, placesOf } from '../../src/scenario/producer-rows.js';
import { meanLorenz } from '../../src/report/pictures/lorenz.js';

const rowsOf = (n: number) =>
  Array.from({ length: n }, (_, node) => {
    const weight = 1 / (node + 1);
    const canonical = Math.round(weight * 1000);
    return { producer: `node-${node}`, weight, scheduled: canonical, produced: canonical, canonical, reward: weight };
  });

describe('the rows of very many producers', () => {
  test('stay as they are up to a number', () => {
    const rows = rowsOf(MOST_ROWS);
    expect(groupedRows(rows)).toBe(rows);
    expect(placesOf(rows)).toBeUndefined();
  });

  test('are grouped by weight below the largest, and lose nothing', () => {
    const rows = rowsOf(123_456);
    const grouped = groupedRows(rows.toReversed());
    expect(grouped).toHaveLength(MOST_ROWS);
    expect(grouped.slice(0, 5000)).toEqual(rows.slice(0, 5000));
    expect(grouped[5000]).toMatchObject({ producer: 'node-5000 … node-5022', nodes: 23 });
    for (const key of ['weight', 'canonical', 'reward'] as const) {
      const sum = (all: readonly Record<typeof key, number>[]) => all.reduce((total, row) => total + row[key], 0);
      expect(sum(grouped)).toBeCloseTo(sum(rows), 8);
    }
    expect(grouped.reduce((total, { nodes = 1 }) => total + nodes, 0)).toBe(rows.length);
    const whole = meanLorenz([rows.map(({ weight }) => weight)]);
    const means = meanLorenz([
      grouped.flatMap(({ nodes = 1, weight }) => new Array<number>(nodes).fill(weight / nodes)),
    ]);
    means.forEach(({ share }, i) => expect(share).toBeCloseTo(whole[i]!.share, 4));
  });

  test('say in which row each node stands', () => {
    const rows = rowsOf(54_321).toReversed();
    const grouped = groupedRows(rows);
    const sums = new Float64Array(grouped.length);
    placesOf(rows)!.forEach((place, node) => (sums[place]! += rows[node]!.canonical));
    expect([...sums]).toEqual(grouped.map(({ canonical }) => canonical));
  });
});
