import { differenceTable, pairedDifferences } from '../../src/cli/comparison.js';
import { formatFigure, formatMean } from '../../src/cli/figures.js';
import { sweepTable, tablesByVariant } from '../../src/cli/main-table.js';
import { formatTable } from '../../src/cli/text-table.js';
import { summarise } from '../../src/report/aggregate.js';
import type { RunRecord } from '../../src/runner/record.js';
import { madeRecord } from '../runner/made-records.js';

function runOf(protocol: string, seed: number, gini: number | null, variant = ''): RunRecord {
  const made = madeRecord(`${variant}${protocol}${seed}`);
  return { ...made, protocol, variant, seed: `demo/${seed}`, columns: { ...made.columns, gini } };
}

describe('figures', () => {
  test.each([
    [12.3456, 0.4321, '12.3 ±0.4'],
    [12.3456, 0.1321, '12.35 ±0.13'],
    [1234.5, 56.7, '1235 ±57'],
    [0.00123, 0.00046, '0.0012 ±0.0005'],
    [3, 0, '3 ±0'],
    [0.1, 1.4e-17, '0.1 ±0'],
    [-0.001, 0.3, '0.0 ±0.3'],
    [2.5, null, '2.5'],
    [null, null, '-'],
  ])('the mean %p with half an interval of %p is written %p', (mean, half, text) => {
    expect(formatMean(mean, half)).toBe(text);
  });

  test.each([
    [0, '0'],
    [0.333333, '0.3333'],
    [12345.6, '12346'],
    [0.00001234, '1.2e-5'],
    [123456789012, '1.235e+11'],
  ])('%p is written %p', (value, text) => {
    expect(formatFigure(value)).toBe(text);
  });
});

describe('a text table', () => {
  const table = {
    columns: [
      { title: ['name'], align: 'left' as const },
      { title: ['wide', 'title'], align: 'right' as const },
    ],
    rows: [
      ['a', '1'],
      ['bcd', '22'],
    ],
  };

  test('lines up its columns, titles at the bottom of the header', () => {
    expect(formatTable(table).split('\n')).toEqual([
      '       wide',
      'name  title',
      '----  -----',
      'a         1',
      'bcd      22',
    ]);
  });

  test('is turned when it is too wide and is narrower so', () => {
    const wide = {
      columns: ['p', 'first measure', 'second measure'].map((title) => ({ title: [title], align: 'left' as const })),
      rows: [['x', '1', '2']],
    };
    expect(formatTable(wide, 20).split('\n')).toEqual([
      'p               x',
      '--------------  -',
      'first measure   1',
      'second measure  2',
    ]);
  });
});

test('a table that fits neither way is cut into parts, each with the first column', () => {
  const names = ['p', 'first', 'second', 'third'];
  const table = {
    columns: names.map((title) => ({ title: [title], align: 'left' as const })),
    rows: ['a', 'b', 'c', 'd', 'e'].map((name) => [name, '1', '2', '3']),
  };
  expect(
    formatTable(table, 16)
      .split('\n\n')
      .map((part) => part.split('\n')[0]),
  ).toEqual(['p  first  second', 'p  third']);
  expect(
    formatTable(table, 11)
      .split('\n\n')
      .map((part) => part.split('\n')[0]),
  ).toEqual(['p  first', 'p  second', 'p  third']);
});

describe('the main table', () => {
  const records = [runOf('a', 0, 0.1), runOf('a', 1, 0.3), runOf('b', 0, 0.3), runOf('b', 1, null)];
  const rowsOf = (all: readonly RunRecord[]) => tablesByVariant(all, summarise(all)).get('')!.rows;

  test('has the weights as zero line and a row per protocol with interval and verdicts', () => {
    const [weights, a, b] = rowsOf(records);
    expect(weights!.slice(0, 3)).toEqual(['(weights)', '-', '0']);
    // Half width for 0.1 and 0.3: t(0.975, 1) · 0.1414 / √2 = 12.706 · 0.1 = 1.27.
    // No run has effective producers or a distance here.
    expect(a).toEqual(['a', '3 ±0', '0.2 ±1.3', '0 ±0', '0.25 ±0', '24 ±0', 'yes']);
    expect(b![2]).toBe('0.3');
  });

  test('counts the runs that violate an invariant, and those that cannot tell', () => {
    const violated = { is: 'violated', witness: 'two values at height 3', at: 2_500_000 } as const;
    const verdicts = (agreement: RunRecord['verdicts'][string]) => ({ agreement });
    const mixed = [
      { ...runOf('a', 0, 0), verdicts: verdicts(violated) },
      { ...runOf('a', 1, 0), verdicts: verdicts({ is: 'holds' }) },
      { ...runOf('b', 0, 0), verdicts: verdicts({ is: 'unknown', why: 'nothing decided' }) },
    ];
    expect(rowsOf(mixed).map((row) => row.at(-1))).toEqual(['', 'agreement VIOLATED 1/2', 'agreement unknown']);
  });

  test('begins with what the scenario expects something of, where runs have it and it is not there anyway', () => {
    const bought = records.map((run, i) => ({ ...run, columns: { ...run.columns, sybil_share: i / 10 } }));
    const columns = (asked: readonly string[]) =>
      tablesByVariant(bought, summarise(bought), asked)
        .get('')!
        .columns.slice(0, 3)
        .map(({ title }) => title.join('_'));
    expect(columns([])).toEqual(['protocol', 'Nakamoto_> 1/2', 'Gini']);
    // Every run has as many canonical blocks: they tell nothing apart.
    expect(columns(['blocks_canonical', 'gini', 'no_such_column', 'sybil_share'])).toEqual([
      'protocol',
      'sybil_share',
      'Nakamoto_> 1/2',
    ]);
  });

  test('of a sweep begins with the values of the swept keys', () => {
    const swept = [runOf('a', 0, 0.1, 'nodes.count=4;x=1'), runOf('a', 0, 0.2, 'nodes.count=7;x=1')];
    const { columns, rows } = sweepTable(swept, summarise(swept));
    expect(columns.slice(0, 3).map(({ title }) => title.join('.'))).toEqual(['nodes.count', 'x', 'protocol']);
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['4', '1', 'a'],
      ['7', '1', 'a'],
    ]);
  });
});

describe('paired differences', () => {
  const seeds = [0, 1, 2, 3];
  // Seeds vary by 0.1, the protocols differ by 0.01 give or take 0.001: only pairs can tell.
  const records = [
    ...seeds.map((seed) => runOf('a', seed, seed / 10)),
    ...seeds.map((seed) => runOf('b', seed, seed / 10 + 0.01 + (seed % 2) / 1000)),
  ];

  test('find a difference that the spread over seeds would hide', () => {
    const gini = pairedDifferences(records).find(({ metric }) => metric === 'gini')!;
    expect(gini).toMatchObject({ protocol: 'b', against: 'a', pairs: 4 });
    expect(gini.meanDifference).toBeCloseTo(0.0105, 12);
    // Standard deviation of 0, 1, 0, 1 thousandths is 0.57735e-3; t(0.975, 3) = 3.182446.
    expect(gini.ciHigh! - gini.meanDifference!).toBeCloseTo((3.182446 * 0.57735e-3) / 2, 8);
  });

  test('mark in the table what the interval tells apart from zero', () => {
    const { rows } = differenceTable(pairedDifferences(records), 'a');
    expect(rows[0]!.slice(0, 4)).toEqual(['b', '-', '0 ±0  ', '+0.0105 ±0.0009 *']);
  });

  test('leave out seeds that one side lacks', () => {
    const gini = pairedDifferences([...records.slice(1, 4), runOf('a', 9, 1), ...records.slice(4)]);
    expect(gini.find(({ metric }) => metric === 'gini')!.pairs).toBe(3);
  });

  test('can be taken against any protocol of the scenario', () => {
    const gini = pairedDifferences(records, 'b').find(({ metric }) => metric === 'gini')!;
    expect(gini.meanDifference).toBeCloseTo(-0.0105, 12);
    expect(() => pairedDifferences(records, 'bb')).toThrow('labelled "bb" (a, b); did you mean b?');
  });
});
