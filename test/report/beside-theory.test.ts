import { parseHTML } from 'linkedom';
import type { Predictions } from '../../src/predictions/prediction.js';
import { summarise } from '../../src/report/aggregate.js';
import { renderReport } from '../../src/report/html.js';
import { FOUR, plausibleRecords, reportOf } from './plausible.js';

const SIZE = { producers: 6, blocks: 100, weightless: 0 };

/** The page of four runs of one protocol with these predictions, and its summary. */
function pageWith(predictions: (run: number) => Predictions) {
  const records = plausibleRecords(FOUR.slice(0, 1), { repeat: 4, size: SIZE }).map((record, run) => ({
    ...record,
    predictions: predictions(run),
  }));
  const text = (selector: string) =>
    [...parseHTML(renderReport(reportOf(records))).document.querySelectorAll(selector)].map((element) =>
      String(element.textContent).replace(/\s+/g, ' ').trim(),
    );
  return { text, summary: summarise(records) };
}

test('theory stands beside the result, with the deviation of all runs together', () => {
  const { text, summary } = pageWith((run) => ({
    stale_rate: { expected: 0.03, measured: 0.03 + 0.001 * (run + 1), standardError: 0.005 },
  }));
  // Mean deviation 0.0025 over a standard error of 0.005/2.
  expect(text('#theory td')).toEqual(['Stale rate', expect.stringMatching(/^3\.25.% ±/), '3 %', 'exact', '1']);
  expect(text('#theory li')).toEqual([]);
  const row = summary.find(({ metric }) => metric === 'z_stale_rate_pooled')!;
  expect(row.n).toBe(4);
  expect(row.mean).toBeCloseTo(1, 12);
});

test('a result that contradicts theory is warned of, unless the closed form’s own error explains it', () => {
  const off = { expected: 0.03, measured: 0.05, standardError: 0.005 };
  const warned = pageWith(() => ({ stale_rate: off })).text('#theory li');
  expect(warned).toEqual([expect.stringMatching(/Stale rate is 8 standard errors away from theory, over 4.runs\.$/)]);
  expect(pageWith(() => ({ stale_rate: { ...off, modelError: 0.011 } })).text('#theory li')).toEqual([]);
});

test('where no closed form applies, the reason stands there', () => {
  const { text } = pageWith(() => ({ stale_rate: { why: 'there are faults' } }));
  expect(text('#theory li')).toEqual([expect.stringMatching(/: Stale rate: there are faults\.$/)]);
});

test('without a prediction there is no such section', () => {
  expect(pageWith(() => ({})).text('#theory')).toEqual([]);
});
