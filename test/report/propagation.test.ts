import { parseHTML } from 'linkedom';
import { renderReport } from '../../src/report/html.js';
import type { PropagationRecord, RunRecord } from '../../src/runner/record.js';
import { FOUR, plausibleRecord, reportOf } from './plausible.js';

const SIZE = { producers: 12, blocks: 250, weightless: 2 };
const SIX = ['north-america', 'europe', 'south-america', 'asia-pacific', 'japan', 'australia'];

function propagationOf(medianS: number, more: Partial<PropagationRecord> = {}): PropagationRecord {
  return {
    blocks: 250,
    quantilesS: Array.from({ length: 101 }, (_, i) => medianS * Math.exp(0.4 * Math.log((i + 0.5) / (100.5 - i)))),
    regions: SIX.map((region, i) => ({
      region,
      nodes: [0.33, 0.5, 0.01, 0.12, 0.02, 0.02][i]!,
      weight: i === 3 ? 1 : 0,
      blocks: i === 3 ? 1 : 0,
      medianS: i === 2 ? null : medianS * (1 + i / 10),
    })),
    ...more,
  };
}

function recordOf(which: number, variant: string, run: number, propagation?: PropagationRecord): RunRecord {
  const record = plausibleRecord(FOUR[which]!, variant, run, SIZE);
  return {
    ...record,
    columns: { ...record.columns, propagation_p50_s: 2, propagation_p90_s: 5, propagation_block_p50_s: 1.5 },
    ...(propagation && { propagation }),
  };
}

function pageOf(records: readonly RunRecord[]) {
  const page = renderReport(reportOf(records));
  expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
  return parseHTML(page).document;
}

describe('the picture of propagation', () => {
  test('has a curve for each protocol whose blocks spread, and says its figures with the interval of the stale rate', () => {
    const records = [0, 1].flatMap((run) => [
      recordOf(0, '', run, propagationOf(9)),
      recordOf(1, '', run, propagationOf(1)),
      recordOf(3, '', run),
    ]);
    const figure = pageOf(records).querySelector('figure#propagation')!;
    expect(figure.querySelectorAll('g[aria-label="line"] path').length).toBe(2);
    expect(figure.querySelectorAll('g[aria-label="dot"] path').length).toBe(0);
    expect(figure.querySelectorAll('tbody tr').length).toBe(2);
    expect(figure.textContent).toMatch(
      /bitcoin\s+2\s+s\s+5\s+s\s+1\.50\s+s\s+2\.15\s+%1\.21\s+% to 3\.81\s+%, 511\s+blocks/,
    );
  });

  test('puts the published quantiles of a preset beside it, and none for other worlds', () => {
    const diamonds = (world: string) =>
      pageOf([recordOf(0, '', 0, propagationOf(9, { world }))]).querySelectorAll(
        'figure#propagation g[aria-label="dot"] path',
      ).length;
    expect([diamonds('bitcoin-2015'), diamonds('gervais-bitcoin'), diamonds('litecoin')]).toEqual([6, 5, 0]);
  });

  test('of one protocol along a sweep has a curve for each point, as long as they can be told apart', () => {
    const along = (count: number) =>
      pageOf(
        Array.from({ length: count }, (_, i) => recordOf(0, `nodes.count=${i + 4}`, 0, propagationOf(1 + i))),
      ).querySelectorAll('figure#propagation g[aria-label="line"] path').length;
    expect([along(3), along(6), along(7)]).toEqual([3, 6, 1]);
  });

  test('is left out where no block spread', () => {
    expect(pageOf([recordOf(0, '', 0)]).querySelector('figure#propagation')).toBeNull();
  });
});

describe('the picture of regions', () => {
  test('maps the six known regions with areas as shares, and tables them', () => {
    const document = pageOf([recordOf(0, '', 0, propagationOf(9)), recordOf(1, '', 0, propagationOf(1))]);
    const figure = document.querySelector('figure#regions')!;
    const [filled, rings] = [...figure.querySelectorAll('g[aria-label="dot"]')];
    const radii = [...filled!.querySelectorAll('circle')].map((circle) => Number(circle.getAttribute('r')));
    expect(radii).toHaveLength(6);
    expect((Math.max(...radii) / Math.min(...radii)) ** 2).toBeCloseTo(50, 0);
    expect([...rings!.querySelectorAll('circle')].length).toBeGreaterThan(0);
    expect([...figure.querySelectorAll('tbody th')].map((cell) => cell.textContent)).toEqual(SIX);
    expect(figure.querySelectorAll('thead th').length).toBe(3 + 2 * 2);
  });

  test('tables regions of ones own, which have no place on the map', () => {
    const own = propagationOf(1)
      .regions.slice(0, 2)
      .map((row, i) => ({ ...row, region: ['here', 'there'][i]! }));
    const figure = pageOf([recordOf(0, '', 0, propagationOf(1, { regions: own }))]).querySelector('figure#regions')!;
    expect(figure.querySelector('svg.plot')).toBeNull();
    expect(figure.querySelectorAll('tbody tr').length).toBe(2);
  });

  test('is left out where all stand in one', () => {
    const one = propagationOf(1).regions.slice(0, 1);
    expect(pageOf([recordOf(0, '', 0, propagationOf(1, { regions: one }))]).querySelector('figure#regions')).toBeNull();
  });
});
