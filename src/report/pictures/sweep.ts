/** Each metric along the swept value. */
import { askedColumns } from '../asked.js';
import type { Evidence, Group } from '../evidence.js';
import { formatValue } from '../format.js';
import { html } from '../markup.js';
import type { Content } from '../markup.js';
import { ATTACK_COLUMNS, measureOf, USUAL_COLUMNS } from '../measures.js';
import { sweepAxisOf } from '../points.js';
import type { SweepAxis } from '../points.js';
import { curvesAlong } from './along.js';
import { FAIRNESS_COLUMNS, fairnessFigure, moveStakes } from './fairness.js';
import { figureOf, keyOf, sample } from './figure.js';
import { verdictsAlong } from './sweep-verdicts.js';
import { predictedColumns } from './theory.js';
import { picturedAlong, type Pictured } from './traces.js';

/** Curves in one panel; more are left to the tables. */
const MOST_CURVES = 8;

/** Columns without a picture, in words. */
function unpictured({ empty, flat }: Pictured): Content {
  const titles = empty.map((column) => measureOf(column).title.toLowerCase());
  const same = flat.map(([column, value]) => {
    const { title, unit } = measureOf(column);
    return `${title.toLowerCase()} ${formatValue(value, unit)}`;
  });
  return (
    (titles.length > 0 || same.length > 0) &&
    html`<p class="facts">
      ${same.length > 0 && `The same at every point: ${same.join(', ')}. `}${
        titles.length > 0 && `Undefined at every point: ${titles.join(', ')}.`
      }
    </p>`
  );
}

/** Whether theory speaks of every value of a column. */
function isPredictedThroughout(evidence: Evidence, column: string): boolean {
  const has = (group: Group, name: string) => typeof evidence.row(group, name)?.mean === 'number';
  return evidence.groups.every((group) => !has(group, column) || has(group, `theory_${column}`));
}

/** Fairness has a figure of its own where stakes move, and what theory speaks of along numbers. */
function columnsOf(evidence: Evidence, axis: SweepAxis): string[] {
  const present = ATTACK_COLUMNS.filter((column) => evidence.input.summary.some(({ metric }) => metric === column));
  const columns = [...new Set([...askedColumns(evidence), ...USUAL_COLUMNS, ...present])];
  const elsewhere = [
    ...(moveStakes(evidence) ? FAIRNESS_COLUMNS : []),
    ...(axis.numeric ? predictedColumns(evidence).filter((column) => isPredictedThroughout(evidence, column)) : []),
  ];
  return columns.filter((column) => !elsewhere.includes(column));
}

function sweepFigure(evidence: Evidence, axis: SweepAxis): Content {
  const curves = curvesAlong(evidence, axis);
  const drawn = curves.slice(0, MOST_CURVES);
  const left = curves.length - drawn.length;
  const pictured = picturedAlong(evidence, axis, drawn, columnsOf(evidence, axis));
  const isBand = drawn.length === 1 && axis.numeric;
  return html`${figureOf({
    id: 'sweep',
    title: axis.key === 'as' ? 'From point to point' : `Along ${axis.key}`,
    reading: html`Each dot is one point of the sweep, the mean over runs, with the 95 % interval of that mean;
    ${axis.numeric ? 'the thin dashed line' : 'the upright tick'} is pure luck with the same weights and number of
    blocks. Each panel has its own scale.${left > 0 && ` ${left} more curves are in summary.csv.`}`,
    key: keyOf(
      drawn.map(({ ink }) => ink),
      [
        sample(isBand ? 'band' : 'range', '95 % interval'),
        sample(axis.numeric ? 'dashed' : 'tick', 'pure luck'),
        ...(pictured.withTheory && !axis.numeric ? [sample('diamond', 'theory')] : []),
      ],
    ),
    panels: pictured.panels,
    size: 'medium',
  })}
  ${unpictured(pictured)}`;
}

/** Nothing without a sweep. */
export function sweepFigures(evidence: Evidence): Content {
  const axis = sweepAxisOf(evidence.variants);
  if (!axis) return null;
  const fits = evidence.protocols.length <= MOST_CURVES;
  return html`${fits && fairnessFigure(evidence, axis, MOST_CURVES)} ${fits && sweepFigure(evidence, axis)}
  ${verdictsAlong(evidence)}`;
}
