/** What each producer was due, what it got, and how far luck alone may part the two. */
import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import { extent, group as groupBy, max, sum } from 'd3-array';
import type { RunRecord } from '../../runner/record.js';
import { interpolatedBinomialQuantile } from './binomial.js';

const FUNNEL_POINTS = 48;
/** Probability of less than the lower limit, and as much of more than the upper one: 95 % and 99.8 %, as on control charts. */
export const TAILS = { inner: 0.025, outer: 0.001 } as const;
/** Luck beyond this, or below its inverse, is drawn at the edge. */
const MOST_LUCK = 16;

/** A producer over all runs of a group. */
export interface Due {
  readonly producer: string;
  /** Share of all weight, weighed by the blocks of the runs. */
  readonly weight: number;
  readonly share: number;
  /** Share of blocks / share of weight; null without weight. */
  readonly luck: number | null;
}

export interface Tally {
  readonly dues: readonly Due[];
  /** Canonical blocks of all runs. */
  readonly blocks: number;
}

/** What each producer was due and what it got, canonical blocks of all runs together. */
export function duesOf(records: readonly RunRecord[]): Tally {
  const expected: number[] = [];
  const got: number[] = [];
  const names: string[] = [];
  for (const { producers } of records) {
    const blocks = sum(producers, (row) => row.canonical);
    const weight = sum(producers, (row) => row.weight);
    producers.forEach((row, i) => {
      names[i] ??= row.producer;
      expected[i] = (expected[i] ?? 0) + (weight > 0 ? (blocks * row.weight) / weight : 0);
      got[i] = (got[i] ?? 0) + row.canonical;
    });
  }
  const blocks = sum(got);
  const dues = names.map((producer, i) => ({
    producer,
    weight: blocks > 0 ? expected[i]! / blocks : 0,
    share: blocks > 0 ? got[i]! / blocks : 0,
    luck: expected[i]! > 0 ? got[i]! / expected[i]! : null,
  }));
  return { dues, blocks };
}

export interface Limits {
  readonly weight: number;
  readonly low: number;
  readonly high: number;
}

function limitsAt(weight: number, blocks: number, tail: number): Limits {
  const due = blocks * weight;
  return {
    weight,
    low: interpolatedBinomialQuantile(tail, blocks, weight) / due,
    high: interpolatedBinomialQuantile(1 - tail, blocks, weight) / due,
  };
}

/** Whether a producer's luck lies beyond the limits; of the many that made no block only the lower one is in question. */
export function isBeyond({ weight, luck }: Due, blocks: number, tail: number): boolean {
  if (luck === 0) return blocks * Math.log1p(-weight) < Math.log(tail);
  // The quantile of a probability lies above a count where at most so many are less likely than that, and below where more.
  const upTo = binomialCdf(Math.round(luck! * blocks * weight), blocks, weight);
  return upTo < tail || upTo > 1 - tail;
}

export function funnelOf([low, high]: readonly [number, number], blocks: number, tail: number): Limits[] {
  const step = Math.log(high / low) / (FUNNEL_POINTS - 1);
  return Array.from({ length: FUNNEL_POINTS }, (_, i) => limitsAt(Math.min(1, low * Math.exp(i * step)), blocks, tail));
}

/** Producers of one weight side by side, within the room that their neighbours in weight leave. */
export function spread(dues: readonly Due[], [low, high]: readonly [number, number]): { due: Due; x: number }[] {
  const byWeight = [...groupBy(dues, (due) => Number(due.weight.toPrecision(6)))].sort(([a], [b]) => a - b);
  return byWeight.flatMap(([, same], i) => {
    const { weight } = same[0]!;
    const gaps = [byWeight[i - 1]?.[0] ?? low, byWeight[i + 1]?.[0] ?? high].map((other) =>
      Math.abs(Math.log(other / weight)),
    );
    const room = Math.min(0.7 * Math.min(...gaps), 0.12 * same.length);
    return same.map((due, k) => ({
      due,
      x: weight * Math.exp(room * (same.length === 1 ? 0 : k / (same.length - 1) - 0.5)),
    }));
  });
}

export interface Frame {
  /** Range of the weights, with room at both ends. */
  readonly weights: readonly [number, number];
  /** Where producers without weight stand. */
  readonly margin: number | null;
}

/** One range of weights for all protocols, so that the panels can be compared. */
export function frameOf(sets: readonly Tally[]): Frame | null {
  const counted = sets.filter(({ blocks }) => blocks > 0);
  const weighty = counted.flatMap(({ dues }) => dues.filter((due) => due.weight > 0));
  const [least, most] = extent(weighty, (due) => due.weight);
  if (least === undefined || most === undefined) return null;
  const room = most / least > 1.2 ? 1.25 : 2;
  const weights = [least / room, Math.min(1, most * room)] as const;
  const without = counted.some(({ dues }) => dues.some((due) => due.luck === null));
  const width = Math.log(weights[1] / weights[0]);
  return { weights, margin: without ? weights[0] * Math.exp(-0.14 * width) : null };
}

/** As many times 1, up and down, as all panels together need: their producers, and no more of the funnel than twice. */
export function luckRange(sets: readonly Tally[], frame: Frame): readonly [number, number] {
  const counted = sets.filter(({ blocks }) => blocks > 0);
  const lucks = counted.flatMap(({ dues }) => dues.flatMap(({ luck }) => (luck ? [luck] : [])));
  const farthest = Math.exp(max(lucks, (luck) => Math.abs(Math.log(luck))) ?? 0);
  const funnel = max(counted, ({ blocks }) => limitsAt(frame.weights[0] * 1.25, blocks, TAILS.inner).high) ?? 1;
  const reach = Math.min(MOST_LUCK, 1.1 * Math.max(1.1, farthest, Math.min(2, funnel)));
  return [1 / reach, reach];
}
