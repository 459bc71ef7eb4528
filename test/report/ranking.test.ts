import { parseHTML } from 'linkedom';
import { drawnHhi } from '../../src/metrics/rarefied.js';
import { renderReport } from '../../src/report/html.js';
import { halfOf } from '../../src/report/luck-words.js';
import { slicesOf } from '../../src/report/pictures/shares.js';
import type { RunRecord } from '../../src/runner/record.js';
import { FOUR, plausibleRecords, reportOf } from './plausible.js';

const size = { producers: 30, blocks: 400, weightless: 0 };
const even = { ...FOUR[2]!, protocol: 'even', favour: 0.2 };
const monopoly = { ...FOUR[2]!, protocol: 'monopoly', favour: 4 };
const characters = [FOUR[0]!, monopoly, even];
const variants = ['as=one world', 'as=another'];
const { document } = parseHTML(renderReport(reportOf(plausibleRecords(characters, { repeat: 6, size, variants }))));

const textOf = (records: readonly RunRecord[]) =>
  parseHTML(renderReport(reportOf(records)))
    .document.querySelector('#ranking')!
    .textContent!.replaceAll(/\s+/g, ' ');

describe('the ranking', () => {
  const rows = [...document.querySelectorAll('table.ranking')[0]!.querySelectorAll('tbody tr')];

  test('puts what spreads power most first, with the ranks that the runs allow', () => {
    expect(rows.map((row) => row.querySelector('th')!.textContent!.trim())).toEqual(['even', 'bitcoin', 'monopoly']);
    expect(rows.map((row) => row.querySelector('td')!.textContent!.trim())).toEqual(['1', '2', '3']);
  });

  test('says how it was tested, and how the order agrees elsewhere', () => {
    const text = document.querySelector('#ranking')!.textContent!.replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/all 3 pairs are tested together/);
    expect(text).toMatch(/Rank correlation \(Spearman\) with the order above: another: 1/);
  });

  const unmovedIn = (records: readonly RunRecord[]) =>
    /Every producer made as many blocks[^:]*: ([^.]*)\./.exec(textOf(records))?.[1];

  test('says which protocols a point left as they were, so that nobody takes it for resistance', () => {
    const records = plausibleRecords(characters, { repeat: 6, size, variants });
    expect(unmovedIn(records)).toBeUndefined();
    const first = new Map(records.map((record) => [`${record.protocol} ${record.variant} ${record.seed}`, record]));
    const twin = (record: RunRecord, seed = record.seed) =>
      first.get(`${record.protocol} ${variants[0]!} ${seed}`)!.producers;
    const still = (record: RunRecord) => record.protocol !== 'even' && record.variant === variants[1];
    expect(unmovedIn(records.map((r) => (still(r) ? { ...r, producers: twin(r) } : r)))).toBe('bitcoin, monopoly');
    // The blocks of another seed are not the same blocks.
    const [seed] = records.map((record) => record.seed);
    expect(unmovedIn(records.map((r) => (still(r) ? { ...r, producers: twin(r, seed) } : r)))).toBeUndefined();
  });

  test('says so where the runs are not of one length', () => {
    const records = plausibleRecords(characters, { repeat: 2, size });
    expect(textOf(records)).toMatch(/made the same number of canonical blocks\./);
    const longer = records.map((r) =>
      r.protocol === 'even' ? { ...r, columns: { ...r.columns, blocks_canonical: 900 } } : r,
    );
    expect(textOf(longer)).toMatch(/made from 400 to 900 canonical blocks\./);
  });

  test('says under which protocols parts of blocks are counted, which leave less to luck', () => {
    const records = plausibleRecords(characters, { repeat: 2, size });
    expect(textOf(records)).not.toMatch(/Not blocks but what they are made of/);
    const parts = records.map((r) =>
      r.protocol === 'even'
        ? { ...r, producers: r.producers.map((each) => ({ ...each, canonical: 10 * each.canonical })) }
        : r,
    );
    expect(textOf(parts)).toMatch(/under even \(4,000 a run\): more draws leave less to luck, .* brought to 400 units/);
  });

  test('says where no seed changes who produces, which is no certainty', () => {
    const records = plausibleRecords(characters, { repeat: 4, size });
    expect(textOf(records)).not.toMatch(/Every seed gave/);
    const once = records.find(({ protocol }) => protocol === 'even')!.producers;
    const fixed = records.map((r) => (r.protocol === 'even' ? { ...r, producers: once } : r));
    expect(textOf(fixed)).toMatch(/Every seed gave every producer as many blocks under even: all runs are one/);
  });

  test('takes the rounding of equal values for no interval', () => {
    expect(halfOf(14.073, 14.073 + 3.6e-15)).toBe(0);
    expect(halfOf(14, 14.5)).toBe(0.25);
    expect(halfOf(0, 0)).toBe(0);
  });

  test('maps every protocol at every point, bluer where more is spread', () => {
    const heat = document.querySelector('table.heat')!;
    expect([...heat.querySelectorAll('thead th')].map((cell) => cell.textContent)).toEqual([
      'protocol',
      'one world',
      'another',
    ]);
    const styles = [...heat.querySelectorAll('tbody tr')].map((row) => row.querySelector('td')!.getAttribute('style')!);
    expect(styles[1]).toMatch(/var\(--p1\)/);
    expect(styles[2]).toMatch(/var\(--p0\)/);
  });

  test('colours no cell that lies just outside its interval, as some of many do by chance', () => {
    const excesses = [0.4, 1.6, 1.4, 0.2, 1.9, 0.5];
    const cell = (shift: number) => {
      const records = plausibleRecords(characters, { repeat: 6, size }).map((r, i) => {
        if (r.protocol !== 'even') return r;
        const luck = 1 / drawnHhi(r.weights['hhi']!, size.blocks);
        return { ...r, columns: { ...r.columns, hhi: 1 / (luck + excesses[i % 6]! + shift) } };
      });
      const rows = [...parseHTML(renderReport(reportOf(records))).document.querySelectorAll('table.heat tbody tr')];
      return rows.find((row) => row.querySelector('th')!.textContent!.trim() === 'even')!.querySelector('td')!;
    };
    // 1.0 ± 0.74, and 3.0 ± 0.74.
    expect(cell(0).className).toMatch(/muted/);
    expect(cell(2).className).not.toMatch(/muted/);
  });

  test('is left out where two protocols stand beside each other', () => {
    const page = renderReport(reportOf(plausibleRecords(FOUR.slice(0, 2), { repeat: 2, size })));
    expect(parseHTML(page).document.querySelector('#ranking')).toBeNull();
  });
});

test('shares over time stack the top producers of each window, and no more than all blocks', () => {
  const window = (from: number, top: number[]) => ({ from, to: from + 9, endS: 1, metrics: {}, top, blocks: 10 });
  const record = { topProducers: ['a', 'b'], windows: [window(1, [5, 3]), window(11, [2, 8])] } as unknown as RunRecord;
  expect(slicesOf(record).map(({ from, to, low, high }) => [from, to, low, high])).toEqual([
    [0, 10, 0, 0.5],
    [0, 10, 0.5, 0.8],
    [10, 20, 0, 0.2],
    [10, 20, 0.2, 1],
  ]);
});

test('shares over time put neighbouring windows together where there are too many for a picture', () => {
  const windows = Array.from({ length: 100 }, (_, i) => ({
    from: 10 * i + 1,
    to: 10 * i + 10,
    endS: 1,
    metrics: {},
    top: [i % 2, 4],
    blocks: 10,
  }));
  const slices = slicesOf({ topProducers: ['a', 'b'], windows } as unknown as RunRecord);
  expect(slices).toHaveLength(2 * 34);
  expect(slices[1]).toMatchObject({ from: 0, to: 30, low: 1 / 30, high: 13 / 30 });
  expect(slices.at(-1)!.to).toBe(1000);
});
