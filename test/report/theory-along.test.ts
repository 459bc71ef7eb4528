import { parseHTML } from 'linkedom';
import { summarise } from '../../src/report/aggregate.js';
import { renderReport } from '../../src/report/html.js';
import { FOUR, plausibleRecords, reportOf } from './plausible.js';

const SMALL = { producers: 6, blocks: 60, weightless: 0 };

/** Runs at each point, with a rate, and what theory says of it; without an entry there is neither. */
function pageOf(
  points: Readonly<Record<string, readonly [rate: number, theory?: number] | undefined>>,
  column = 'double_spend_rate',
): ReturnType<typeof parseHTML>['document'] {
  const records = Object.entries(points).flatMap(([variant, rates]) =>
    plausibleRecords(FOUR.slice(0, 1), { repeat: 3, size: SMALL }).map((record, i) => ({
      ...record,
      variant,
      columns: {
        ...record.columns,
        ...(rates && { [column]: rates[0] * (0.9 + 0.1 * i) }),
        ...(rates?.[1] !== undefined && { [`theory_${column}`]: rates[1] }),
      },
    })),
  );
  const input = reportOf(records);
  return parseHTML(renderReport({ ...input, summary: summarise(records) })).document;
}

const SWEEP = {
  'z=1;q=.1': [0.2, 0.2],
  'z=2;q=.1': [0.05, 0.056],
  'z=1;q=.3': [0.6, 0.6],
  'z=6;q=.1': [0, 0.0006],
} as const;

test('a column with a prediction is drawn along the sweep with the line of theory, a curve for each other key', () => {
  const figure = pageOf(SWEEP).querySelector('figure#theory-along')!;
  expect(figure.querySelector('h4')!.textContent).toBe('Double spends that succeed');
  const texts = [...figure.querySelectorAll('svg.plot text')].map((item) => item.textContent!.trim());
  expect(texts.filter((text) => text.startsWith('q '))).toEqual(['q .1', 'q .3']);
  const chart = figure.querySelector('svg.plot')!;
  // Of four points one was never seen and is left out where the axis is logarithmic; theory has its line all the same.
  expect(chart.querySelectorAll('circle')).toHaveLength(3);
  expect(figure.querySelector('.note')!.textContent).toContain('nothing was seen at 1\u00a0point');
  expect(chart.querySelector('desc')!.textContent).toContain('theory');
  expect(figure.innerHTML).not.toMatch(/NaN|undefined|Infinity/);
});

test.each([
  ['without a sweep', { '': [0.2, 0.2] }],
  ['without a prediction', { 'z=1': undefined, 'z=2': undefined }],
  ['along words', { 'z=one': [0.2, 0.2], 'z=two': [0.1, 0.1] }],
] as const)('nothing is drawn %s', (_when, points) => {
  expect(pageOf(points).querySelector('figure#theory-along')).toBeNull();
});

test('what theory speaks of throughout is not drawn once more without it, and what it speaks of in part is', () => {
  const titles = (points: Parameters<typeof pageOf>[0]) =>
    [...pageOf(points, 'stale_rate').querySelectorAll('figure#sweep h4')].map((title) => title.textContent);
  expect(titles({ 'z=1': [0.2, 0.2], 'z=2': [0.1, 0.1] })).not.toContain('Stale rate');
  expect(titles({ 'z=1': [0.2, 0.2], 'z=2': [0.1] })).toContain('Stale rate');
});
