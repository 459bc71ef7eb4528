import { parseHTML } from 'linkedom';
import { summarise } from '../../src/report/aggregate.js';
import { renderReport } from '../../src/report/html.js';
import type { Finding } from '../../src/report/html.js';
import { namesOf } from '../../src/report/point-names.js';
import { placesOf } from '../../src/report/pictures/end-labels.js';
import type { RunRecord } from '../../src/runner/record.js';
import { FOUR, plausibleRecords, reportOf } from './plausible.js';

const SMALL = { producers: 12, blocks: 250, weightless: 2 };

describe('points of a sweep are called', () => {
  const names = (...variants: string[]) => [...namesOf(variants).values()];

  test('by what tells them apart, in words', () => {
    expect(
      names('faults.0.nodes.count=6;faults.0.gamma.explicit=0', 'faults.0.nodes.count=8;faults.0.gamma.explicit=0'),
    ).toEqual(['faulty nodes count 6', 'faulty nodes count 8']);
    expect(names('as=a tenth', 'as="half; or more"')).toEqual(['a tenth', 'half; or more']);
  });

  test('by words that stand alone, where the last word of a path would not', () => {
    expect(names('nodes.weights.shares.attacker=1', 'nodes.weights.shares.attacker=2')).toEqual([
      'weight of attacker 1',
      'weight of attacker 2',
    ]);
    const split = (count: number) => `economy={"splits":[{"owner":3,"identities":${count}}]}`;
    expect(names(split(2), split(40))).toEqual(['stake split in 2', 'stake split in 40']);
  });

  test('without keys that only go along, and without what stands in a mapping at every point', () => {
    expect(names('power=1;rest=9', 'power=2;rest=8')).toEqual(['power 1', 'power 2']);
    expect(
      names('economy={"compound":true,"reward":0.1}', 'economy={"compound":true,"geometric":{"total":5}}'),
    ).toEqual(['reward 0.1', 'total 5']);
  });

  test('by ranges where nodes are listed', () => {
    expect(names('ids=[0]', 'ids=[0,1,2,3]', 'ids=[0,2,4,6,8,9]')).toEqual(['ids 0', 'ids 0–3', 'ids 6 of them']);
  });

  test('by their variants where words would call two alike', () => {
    const alike = ['a.b.kind=x', 'a.kind=x', 'b.kind=x'];
    expect(names(...alike)).toEqual(alike);
  });
});

describe('the lines of the answer', () => {
  const bound = (metric: string): Finding => ({
    holds: true,
    what: `mean ${metric} of pbft`,
    found: '1',
    allowed: '1',
    metric,
  });
  const linesOf = (records: readonly RunRecord[], findings: readonly Finding[] = []) => {
    const input = reportOf(records, { findings, summary: summarise(records) });
    const { document } = parseHTML(renderReport(input));
    return Object.fromEntries(
      [...document.querySelectorAll('dl.glance > div')].map((line) => [
        line.querySelector('dt')!.textContent,
        line.querySelector('dd')!.textContent!.replaceAll(/\s+/g, ' ').trim(),
      ]),
    );
  };
  const few = plausibleRecords(FOUR, { repeat: 3, size: SMALL });

  test('say who makes the blocks, whether it was safe and live, at what cost, and as expected', () => {
    const lines = linesOf(few, [bound('gini')]);
    expect(Object.keys(lines)).toEqual(['Who makes the blocks', 'Safe and live', 'At what cost', 'As expected']);
    expect(lines['Who makes the blocks']).toMatch(
      /^Effective producers: from .* \(.*\) to 10 \(pbft\)\. Beside what luck/,
    );
    expect(lines['Safe and live']).toMatch(/^✓ Safe and live in all 12 runs\.$/);
    expect(lines['At what cost']).toMatch(/final \(median\): from 410 ms \(pbft\) to 60\.8 min \(bitcoin\)/);
    expect(lines['As expected']).toBe('✓ The expectation holds.');
  });

  test('begin with what the scenario expects something of', () => {
    const bought = few.map((record, i) => ({ ...record, columns: { ...record.columns, sybil_share: 0.1 + 0.01 * i } }));
    expect(Object.entries(linesOf(bought, [bound('sybil_share')]))[0]).toEqual([
      'Share of owners of several identities',
      expect.stringMatching(/^from 11 % \(bitcoin\) to 20 % \(pbft\)\.$/),
    ]);
  });

  test('name what was violated, and what nobody judged with the reason', () => {
    const broken = few.map((record) => ({
      ...record,
      verdicts: {
        ...record.verdicts,
        liveness: { is: 'unknown', why: 'there are no messages' } as const,
        ...(record.protocol === 'ghost' && { agreement: { is: 'violated', witness: 'w', at: 1 } as const }),
      },
    }));
    expect(linesOf(broken)['Safe and live']).toBe(
      '✕ agreement violated in 3 of 3 runs of ghost, as the scenario expects. ? liveness unknown: there are no messages.',
    );
  });
});

describe('names at the ends of curves', () => {
  const frame = { range: { type: 'linear', domain: [0, 1] }, height: 200, marginTop: 10, marginBottom: 40 } as const;
  const at = (...values: number[]) =>
    placesOf(
      values.map((value) => ({ text: '', colour: '', value })),
      frame,
    );

  test('stand beside them, and apart where curves end together', () => {
    expect(at(1, 0)).toEqual([10, 160]);
    const crowd = at(0.5, 0.5, 0.49, 0.02, 0.01);
    const sorted = crowd.toSorted((a, b) => a - b);
    sorted.slice(1).forEach((y, i) => expect(y - sorted[i]!).toBeGreaterThanOrEqual(13));
    expect(Math.max(...crowd)).toBeLessThanOrEqual(160);
  });
});

describe('fairness along schemes of rewards', () => {
  const points = ['as=constant', 'as=geometric'];
  const moved = (stays: boolean) =>
    plausibleRecords(FOUR.slice(2, 3), { repeat: 4, size: SMALL, variants: points }).map((record, i) => ({
      ...record,
      columns: { ...record.columns, ...(!stays && { stake_js_distance: 0.1 + 0.01 * i }) },
    }));
  const figureOf = (records: readonly RunRecord[]) =>
    parseHTML(renderReport(reportOf(records, { summary: summarise(records) }))).document.querySelector(
      'figure#fairness',
    );

  test('has a picture with equitability and robust fairness, a row for each scheme, where stakes move', () => {
    const figure = figureOf(moved(false))!;
    const titles = [...figure.querySelectorAll('h4')].map((title) => title.textContent);
    expect(titles).toContain('Equitability: spread of the largest share');
    expect(titles).toContain('Runs fair to the largest');
    const labels = [...figure.querySelectorAll('svg.plot')[0]!.querySelectorAll('text')].map(
      (text) => text.textContent,
    );
    expect(labels).toEqual(expect.arrayContaining(['constant', 'geometric']));
    expect(figure.innerHTML).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('has none where they stay', () => {
    expect(figureOf(moved(true))).toBeNull();
  });
});
