import { OVER_SEEDS } from '../../src/metrics/over-seeds.js';
import { columnOf, groupRuns, reasonOf, SUMMARY_COLUMNS, summarise } from '../../src/report/aggregate.js';
import type { RunRecord } from '../../src/runner/record.js';
import { FOUR, plausibleRecord } from './plausible.js';

const SMALL = { producers: 5, blocks: 20, weightless: 0 };

function recordWith(columns: RunRecord['columns'], more: Partial<RunRecord> = {}): RunRecord {
  return { ...plausibleRecord(FOUR[0]!, '', 0, SMALL), columns, ...more };
}

const rowOf = (records: readonly RunRecord[], metric: string) => {
  const [row] = summarise(records).filter((one) => one.metric === metric);
  return row;
};

describe('summary rows', () => {
  test('hold mean, median and the Student t interval over seeds', () => {
    const row = rowOf(
      [1, 2, 3, 6].map((gini) => recordWith({ gini })),
      'gini',
    )!;
    expect(row).toMatchObject({ n: 4, mean: 3, median: 2.5 });
    // t(0.975, 3) = 3.182446, standard error = sqrt(14/3)/2.
    const half = (3.182446 * Math.sqrt(14 / 3)) / 2;
    expect(row.ciLow).toBeCloseTo(3 - half, 5);
    expect(row.ciHigh).toBeCloseTo(3 + half, 5);
  });

  test('count out the runs in which the metric is undefined', () => {
    const row = rowOf([recordWith({ gini: 0.2 }), recordWith({ gini: null }), recordWith({ gini: 0.4 })], 'gini')!;
    expect(row.n).toBe(2);
    expect(row.mean).toBeCloseTo(0.3, 12);
  });

  test('have no interval below two values and no mean without any', () => {
    expect(rowOf([recordWith({ gini: 0.2 })], 'gini')).toMatchObject({ n: 1, mean: 0.2, ciLow: null, ciHigh: null });
    expect(rowOf([recordWith({ gini: null })], 'gini')).toMatchObject({ n: 0, mean: null, median: null, ciLow: null });
  });

  test('leave out columns of text and keep columns that are null everywhere', () => {
    const metrics = summarise([recordWith({ agreement: 'holds', gini: null, nodes: 4 })]).map((row) => row.metric);
    expect(metrics.filter((metric) => !Object.hasOwn(OVER_SEEDS, metric))).toEqual(['gini', 'nodes']);
  });

  test('average baseline and weights over the runs that have them', () => {
    const records = [
      recordWith({ gini: 0.2 }, { baseline: { gini: 0.1 }, weights: { gini: 0.05 } }),
      recordWith({ gini: 0.4 }, { baseline: { gini: 0.3 }, weights: {} }),
      recordWith({ gini: 0.4 }, { baseline: { gini: null }, weights: {} }),
    ];
    expect(rowOf(records, 'gini')).toMatchObject({ baseline: 0.2, weights: 0.05 });
  });

  test('stand in plan order: by variant and protocol as first met, then by column', () => {
    const record = (variant: string, protocol: string) => recordWith({ b: 1, a: 1 }, { variant, protocol });
    const records = [record('x=2', 'z'), record('x=2', 'y'), record('x=1', 'z'), record('x=2', 'z')];
    const rows = summarise(records).filter(({ metric }) => !Object.hasOwn(OVER_SEEDS, metric));
    expect(rows.map(({ variant, protocol, metric }) => `${variant} ${protocol} ${metric}`)).toEqual([
      'x=2 z b',
      'x=2 z a',
      'x=2 y b',
      'x=2 y a',
      'x=1 z b',
      'x=1 z a',
    ]);
    expect(groupRuns(records).map((group) => group.records.length)).toEqual([2, 1, 1]);
  });

  test('do not confuse a variant that ends like a protocol begins', () => {
    const records = [
      recordWith({}, { variant: 'a', protocol: 'bc' }),
      recordWith({}, { variant: 'ab', protocol: 'c' }),
    ];
    expect(groupRuns(records)).toHaveLength(2);
  });

  test('are written under the headers of summary.csv', () => {
    expect(SUMMARY_COLUMNS.map(({ header }) => header).join(',')).toBe(
      'variant,protocol,metric,n,mean,median,ci_low,ci_high,baseline,weights',
    );
    expect(Object.keys(rowOf([recordWith({ gini: 1 })], 'gini')!).toSorted()).toEqual(
      SUMMARY_COLUMNS.map(({ key }) => key as string).toSorted(),
    );
  });
});

describe('costs per block', () => {
  test('are messages and bytes over canonical blocks, or over decisions where no chain is kept', () => {
    expect(columnOf(recordWith({ messages: 90, blocks_canonical: 30, decisions: 10 }), 'messages_per_block')).toBe(3);
    expect(columnOf(recordWith({ bytes: 90, blocks_canonical: 0, decisions: 10 }), 'bytes_per_block')).toBe(9);
  });

  test('are undefined with a reason when nothing was produced', () => {
    const idle = recordWith({ messages: 90, blocks_canonical: 0, decisions: 0 }, { undefinedBecause: {} });
    expect(columnOf(idle, 'messages_per_block')).toBeNull();
    expect(reasonOf(idle, 'messages_per_block')).toBe('no block became canonical');
  });

  test('give way to a column that the record has itself', () => {
    expect(
      columnOf(recordWith({ messages: 90, blocks_canonical: 30, messages_per_block: 7 }), 'messages_per_block'),
    ).toBe(7);
  });
});
