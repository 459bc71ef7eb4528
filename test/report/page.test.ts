import { parseHTML } from 'linkedom';
import { summarise } from '../../src/report/aggregate.js';
import { renderReport } from '../../src/report/html.js';
import type { RunRecord } from '../../src/runner/record.js';
import { FOUR, plausibleRecord, plausibleRecords, reportOf } from './plausible.js';

const SMALL = { producers: 12, blocks: 250, weightless: 2 };
const FEW = plausibleRecords(FOUR, { repeat: 3, size: SMALL });
const page = renderReport(reportOf(FEW));
const { document } = parseHTML(page);

/** Text of the page as a reader sees it, in one line. */
const textOf = (html: string, selector: string): string =>
  String(parseHTML(html).document.querySelector(selector)?.textContent).replace(/\s+/g, ' ').trim();

const PICTURES = [
  'share-against-weight',
  'lorenz',
  'metrics',
  'over-time-effective-producers',
  'over-time-gini',
  'latency',
  'tree',
];

describe('the page', () => {
  test('says what was asked, then answers, shows, and tells how to get the same', () => {
    const headings = [...document.querySelectorAll('h1, h2')].map((heading) => heading.textContent);
    expect(headings).toEqual([
      'compare-families',
      'The answer at a glance',
      'Who keeps power spread',
      'The pictures',
      'What each protocol takes for granted',
      'What was said on the network',
      'How to get the same again',
    ]);
    expect(page.indexOf('Who ends up producing')).toBeLessThan(page.indexOf('The answer at a glance'));
    expect(page.indexOf('Who makes the blocks')).toBeLessThan(page.indexOf('The numbers'));
  });

  test.each(PICTURES)('has the picture %s with a caption and a described chart', (id) => {
    const figure = document.querySelector(`figure#${id}`)!;
    expect(figure.querySelector('figcaption')!.textContent!.length).toBeGreaterThan(40);
    const charts = [...figure.querySelectorAll('svg.plot')];
    expect(charts.length).toBeGreaterThan(0);
    for (const chart of charts) {
      expect(chart.getAttribute('role')).toBe('img');
      expect(chart.querySelector('title')!.textContent!.length).toBeGreaterThan(5);
      expect(chart.querySelector('desc')!.textContent!.length).toBeGreaterThan(10);
    }
  });

  test('draws no value that is not a number', () => {
    expect(page).not.toMatch(/NaN|undefined|Infinity|\[object/);
  });

  test('gives each protocol one colour throughout', () => {
    for (const [i, { protocol }] of FOUR.entries()) {
      const spots = [...document.querySelectorAll('.name')].filter((name) => name.textContent!.trim() === protocol);
      expect(spots.length).toBeGreaterThan(5);
      for (const spot of spots) expect(spot.querySelector('line')!.getAttribute('stroke')).toBe(`var(--p${i})`);
    }
  });

  test('loads nothing, runs nothing and holds no date', () => {
    expect(page).not.toMatch(/<script|javascript:|\son\w+=|<link|<img|<iframe|\bsrc=|\bhref=|url\(|@import/i);
    expect(page).not.toMatch(/\b20\d\d-\d\d-\d\d\b/);
    expect(document.querySelector('meta[http-equiv]')!.getAttribute('content')).toContain("default-src 'none'");
  });

  test('is the same bytes for the same input, whatever was drawn before', () => {
    renderReport(reportOf(FEW.slice(0, 3)));
    expect(renderReport(reportOf(FEW))).toBe(page);
  });

  test('stays below a megabyte for four protocols, twenty seeds and sixty producers', () => {
    expect(Buffer.byteLength(renderReport(reportOf(plausibleRecords())))).toBeLessThan(1_000_000);
  });

  test('says how to reproduce the results: command, version, hash, seed and digests', () => {
    const text = textOf(page, '#reproduce');
    for (const part of [
      'consensim compare scenarios/compare-families.yaml',
      '0.1.0',
      '3f1c9a0d5be28874',
      'demo, 3',
      ...FEW.filter((r) => r.seed === 'demo/0').map((r) => r.digest),
    ]) {
      expect(text).toContain(part);
    }
    expect(parseHTML(page).document.querySelector('details pre')!.textContent).toBe(reportOf(FEW).scenarioText);
  });

  test('lists messages by kind, most frequent first', () => {
    const kinds = [...document.querySelectorAll('#messages code')].map((code) => code.textContent);
    expect(kinds).toEqual([
      'block',
      'request',
      'block',
      'request',
      'block',
      'request',
      'commit',
      'prepare',
      'pre-prepare',
    ]);
  });

  test('is readable before any run has finished', () => {
    const empty = renderReport(reportOf([]));
    expect(textOf(empty, '#answer')).toContain('No run has finished yet');
    expect(empty).not.toMatch(/NaN|undefined/);
  });
});

describe('the answer', () => {
  const broken: RunRecord = {
    ...FEW[0]!,
    verdicts: {
      agreement: { is: 'violated', witness: 'nodes 3 and 5 decided differently at height 12', at: 12_300_000 },
      validity: { is: 'holds' },
      liveness: { is: 'unknown', why: 'the network never healed' },
    },
  };

  test('names the verdict of every invariant with witness, seed and time of a violation', () => {
    const text = textOf(renderReport(reportOf([broken, ...FEW.slice(1)])), '#answer');
    expect(text).toContain('✕ violated violated in 1, holds in 2 of 3 runs');
    expect(text).toMatch(
      /agreement violated at 12\.3\ss, seed demo\/0\. First witness: nodes 3 and 5 decided differently/,
    );
    expect(text).toContain('Unknown because the network never healed');
    expect(text).toContain('✓ holds in all 3 runs');
  });

  test('gives other invariants a column only when one is violated, and says where the others held', () => {
    const judged = FEW.map((record) => ({
      ...record,
      verdicts: {
        ...record.verdicts,
        order: { is: 'holds' } as const,
        locks: record.protocol === 'pbft' ? ({ is: 'holds' } as const) : ({ is: 'unknown', why: 'none' } as const),
        certificates: { is: 'unknown', why: 'none' } as const,
      },
    }));
    const columns = (html: string) =>
      [...parseHTML(html).document.querySelectorAll('table.verdicts thead th')].map((cell) => cell.textContent);
    const calm = renderReport(reportOf(judged));
    expect(columns(calm)).toEqual(['protocol', 'agreement', 'validity', 'liveness', 'runs']);
    expect(textOf(calm, '#answer')).toContain(
      'Held too, in every run that had something to judge: order (bitcoin, ghost, lots, pbft); locks (pbft).',
    );
    const cry = { is: 'violated', witness: 'node 2 locks on less', at: 1_000_000 } as const;
    const [first, ...others] = judged;
    const alarm = renderReport(reportOf([{ ...first!, verdicts: { ...first!.verdicts, locks: cry } }, ...others]));
    expect(columns(alarm)).toEqual(['protocol', 'agreement', 'validity', 'liveness', 'locks', 'runs']);
    expect(textOf(alarm, '#answer')).toMatch(/locks violated at 1\ss, seed demo\/0\. First witness: node 2 locks/);
  });

  test.each([
    [5.46, 5.73, 5.44, 'not clearly apart from chance'],
    [5.46, 5.73, 5.6, 'in line with chance'],
    [5.46, 5.73, 5.2, 'more than chance would leave'],
    [5.46, 5.73, 6, 'fewer than chance explains'],
    [5.46, 5.73, 5.8, 'not clearly apart from chance'],
    [1, 1, 5.44, 'fewer than chance explains'],
    [1, 1, 1, 'in line with chance'],
  ])('sets the interval from %p to %p against a baseline of %p: %s', (ciLow, ciHigh, baseline, words) => {
    const records = FEW.filter(({ protocol }) => protocol === 'lots');
    const mean = (ciLow + ciHigh) / 2;
    const summary = summarise(records).map((row) =>
      row.metric === 'effective_producers' ? { ...row, mean, ciLow, ciHigh, baseline } : row,
    );
    expect(textOf(renderReport(reportOf(records, { summary })), '#answer')).toContain(
      `${words}: luck gives ${baseline}`,
    );
  });

  test('puts failed expectations first and counts them', () => {
    expect(textOf(page, 'dl.glance .bad')).toBe('✕ 1 of 2 expectations failed.');
    expect(textOf(page, '#answer li')).toContain('gini of lots: found 0.642, expected at most 0.6');
    expect(textOf(renderReport(reportOf(FEW, { findings: [] })), '#answer')).toContain('states no expectations');
  });

  test('folds away expectations that hold, and none that failed', () => {
    const finding = (what: string, holds: boolean) => ({ holds, what, found: 'x', allowed: 'y' });
    const held = [finding('held one', true), finding('held another', true)];
    const mixed = parseHTML(
      renderReport(reportOf(FEW, { findings: [...held, finding('broken', false)] })),
    ).document.querySelector('#answer')!;
    expect(mixed.querySelector('details summary')!.textContent!.trim()).toBe(
      'The 2\u00a0expectations that hold, one by one',
    );
    expect(mixed.querySelectorAll('details li')).toHaveLength(2);
    expect(mixed.querySelector('details')!.textContent).not.toContain('broken');
    expect(mixed.querySelector('li')!.textContent).toContain('broken');
  });

  test('shows value, interval, luck and weights in the headline table', () => {
    const row = summarise(FEW).find(({ protocol, metric }) => protocol === 'bitcoin' && metric === 'gini')!;
    const cell = textOf(page, 'table.headline td[data-label="Gini"]');
    for (const value of [row.mean, row.ciLow, row.ciHigh]) expect(cell).toContain(value!.toPrecision(3));
    expect(cell).toContain(`luck ${row.baseline!.toPrecision(3)}`);
    expect(cell).toContain(`weights ${row.weights!.toPrecision(3)}`);
  });

  test("shows each protocol's coefficient at its own threshold", () => {
    const cells = [...document.querySelectorAll('table.headline td[data-label="At its own threshold"]')];
    expect(cells.map((cell) => /[>≥] ./.exec(cell.textContent!)![0])).toEqual(['> ½', '> ½', '> ½', '≥ ⅓']);
  });

  test('shows an undefined metric as a dash with its reason', () => {
    const without = FEW.map((record) =>
      record.protocol === 'pbft'
        ? {
            ...record,
            columns: { ...record.columns, js_distance: null, latency_p50_s: null },
            undefinedBecause: { js_distance: 'too-few-samples', latency_p50_s: 'nothing became final' },
            latencyQuantilesS: [],
          }
        : record,
    );
    const html = renderReport(reportOf(without));
    const rows = [...parseHTML(html).document.querySelectorAll('table.headline tbody tr')];
    const cell = (label: string) =>
      rows[3]!.querySelector(`td[data-label="${label}"]`)!.textContent!.replace(/\s+/g, ' ').trim();
    expect(cell('Distance to weights')).toBe('– too few samples');
    expect(cell('Latency, median')).toBe('– nothing became final');
    expect(textOf(html, '#latency')).toContain('– nothing became final');
    expect(textOf(html, '#metrics')).toContain('– too few samples');
  });

  test('says of how many runs a mean is when some are undefined', () => {
    const some = FEW.map((record, i) =>
      i === 0 ? { ...record, columns: { ...record.columns, gini: null }, undefinedBecause: { gini: 'empty' } } : record,
    );
    expect(textOf(renderReport(reportOf(some)), 'table.headline td[data-label="Gini"]')).toMatch(
      /1\srun without: nothing to count/,
    );
  });
});

describe('hostile text', () => {
  const HOSTILE = `</title></td></pre><script>alert("x")</script><img src=x onerror='alert(1)'>&amp;\u202e\u0000`;

  test('is shown as text wherever it comes from', () => {
    const records = FEW.map((record) => ({
      ...record,
      protocol: record.protocol === 'ghost' ? HOSTILE : record.protocol,
      kind: HOSTILE,
      seed: HOSTILE,
      digest: HOSTILE,
      headline: HOSTILE,
      assumes: { identity: 'stake' as const, network: HOSTILE, honesty: HOSTILE },
      verdicts: { ...record.verdicts, [HOSTILE]: { is: 'violated' as const, witness: HOSTILE, at: 1 } },
      producers: record.producers.map((row) => ({ ...row, producer: HOSTILE })),
      messagesByKind: { [HOSTILE]: 3 },
      undefinedBecause: { gini: HOSTILE },
      columns: { ...record.columns, gini: null },
      variant: `${HOSTILE}=${HOSTILE}`,
    }));
    const doubled = [...records, ...records.map((record) => ({ ...record, variant: `${HOSTILE}=2${HOSTILE}` }))];
    const finding = { holds: false, what: HOSTILE, found: HOSTILE, allowed: HOSTILE };
    const more = {
      name: HOSTILE,
      asks: HOSTILE,
      command: HOSTILE,
      version: HOSTILE,
      scenarioSha256: HOSTILE,
      scenarioText: HOSTILE,
      seed: HOSTILE,
    };
    const html = renderReport(reportOf(doubled, { ...more, findings: [finding] }));
    for (const bad of ['<script', '<img', '\u0000', '\u202e']) expect(html.includes(bad)).toBe(false);
    const dom = parseHTML(html).document;
    expect(dom.querySelectorAll('script, img')).toHaveLength(0);
    expect(dom.querySelector('h1')!.textContent).toContain('<script>alert("x")</script>');
    expect([...dom.querySelectorAll('h2')]).toHaveLength(6);
  });
});

describe('a sweep', () => {
  const points = ['nodes.count=4', 'nodes.count=7', 'nodes.count=10'];
  const swept = renderReport(reportOf(plausibleRecords(FOUR.slice(2), { repeat: 2, size: SMALL, variants: points })));

  test('is drawn along the swept value, one panel a metric', () => {
    const figure = parseHTML(swept).document.querySelector('figure#sweep')!;
    expect(figure.querySelector('h3')!.textContent).toBe('Along nodes.count');
    expect(figure.querySelectorAll('svg.plot')).toHaveLength(7);
    expect(textOf(swept, 'figure#sweep svg.plot')).toMatch(/nodes count →/);
  });

  test('tells which point the other pictures show and tabulates the verdicts of all', () => {
    expect(textOf(swept, '#pictures')).toContain('show the first point of the sweep, nodes count 4');
    expect(textOf(swept, '#pictures')).toContain('Everything holds in every run, at every point.');
    expect(page).not.toContain('id="sweep"');
  });

  test('survives a point at which a protocol has no value', () => {
    const holes = [plausibleRecord(FOUR[0]!, 'x=1', 0, SMALL), plausibleRecord(FOUR[1]!, 'x=2', 0, SMALL)];
    expect(renderReport(reportOf(holes))).not.toMatch(/NaN|undefined/);
  });
});
