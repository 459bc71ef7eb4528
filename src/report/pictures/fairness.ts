/** What a scheme of rewards does to fairness, where rewards are staked again. */
import type { Evidence } from '../evidence.js';
import { html } from '../markup.js';
import type { Content } from '../markup.js';
import type { SweepAxis } from '../points.js';
import { curvesAlong } from './along.js';
import { figureOf, keyOf, sample } from './figure.js';
import { picturedAlong } from './traces.js';

export const FAIRNESS_COLUMNS: readonly string[] = [
  'equitability_largest',
  'robust_fairness_10_largest',
  'robust_fairness_10_median',
  'fair_producers_10',
  'largest_share',
  'largest_stake_drift_squared',
  'stake_js_distance',
  'small_return',
  'stake_effective_producers',
];

/** Whether what everybody owns moves in any run. */
export function moveStakes({ input }: Evidence): boolean {
  return input.records.some(({ columns }) => 'stake_js_distance' in columns);
}

/** Nothing where stakes stay. */
export function fairnessFigure(evidence: Evidence, axis: SweepAxis, mostCurves: number): Content {
  if (!moveStakes(evidence)) return undefined;
  const curves = curvesAlong(evidence, axis).slice(0, mostCurves);
  const { panels, withTheory } = picturedAlong(evidence, axis, curves, FAIRNESS_COLUMNS);
  if (panels.length === 0) return undefined;
  return figureOf({
    id: 'fairness',
    title: 'Is it fair, and does it stay so?',
    reading: html`Nobody may gain in expectation, and luck may still carry one run far from the next: then wealth is a
    lottery. Equitability asks how far the largest share of the blocks strays between runs, robust fairness in how many
    runs a holder gets about its due. Each dot is one point of the sweep over all its runs, with its 95 % interval; the
    ${axis.numeric ? 'dashed line' : 'upright tick'} is what independent draws by the weights of the start give.`,
    key: keyOf(
      curves.map(({ ink }) => ink),
      [
        sample('range', '95 % interval'),
        sample(axis.numeric ? 'dashed' : 'tick', 'independent draws'),
        ...(withTheory && !axis.numeric ? [sample('diamond', 'theory')] : []),
      ],
    ),
    panels,
    size: 'medium',
  });
}
