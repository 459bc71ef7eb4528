import { z } from 'zod';
import type { LatencyLaw, NodeId } from '../../contract.js';
import { duration } from '../../quantities.js';
import { KNOWN_REGIONS, LATENCY_MEANS_MS, LATENCY_PRESETS, regionRow, type LatencyPreset } from '../region-data.js';

const US_PER_MS = 1_000;
/** SimBlock's Pareto law of mean m ms has scale m − 5 ms and shape 0.2 · m: a standard deviation of about 5 ms. */
const GAP_US = 5 * US_PER_MS;

const MOST_REGIONS = 256;

const params = z.strictObject({
  preset: z
    .enum(LATENCY_PRESETS)
    .optional()
    .describe(
      'Mean latencies among six world regions: two years of SimBlock, or those of Bitcoin-Simulator; bitcoin-2019 unless `means` are given.',
    ),
  means: z
    .record(z.string(), z.record(z.string(), duration()))
    .optional()
    .describe('Own mean latencies: region -> region -> time. A missing pair takes the figure of the other direction.'),
  law: z
    .enum(['pareto', 'constant'])
    .prefault('pareto')
    .describe('How a delay of mean m varies: Pareto with scale m − 5 ms and shape m / 5 ms, as in SimBlock, or not.'),
  draw: z
    .enum(['message', 'link'])
    .prefault('message')
    .describe('Whether every message has a delay of its own, or all of a link the same, both ways.'),
  scale: z
    .number()
    .positive()
    .prefault(1)
    .describe('Factor on every delay, for example 0.5 to take means as round trips.'),
});
type Params = z.output<typeof params>;

const matrix: LatencyLaw<Params> = {
  name: 'matrix',
  describe: 'Delays by the regions of sender and receiver.',
  params,
  beside: { draw: { what: 'law: pareto', holds: ({ law }: Params) => law === 'pareto' } },
  make({ preset, means, law, draw, scale }, regions, linkDraw) {
    if (preset !== undefined && means !== undefined) {
      throw new Error('latency matrix: give either a preset or means, not both');
    }
    const count = regions.names.length;
    if (count > MOST_REGIONS)
      throw new Error(`latency matrix: there are ${count} regions; at most ${MOST_REGIONS} are told apart`);
    // Few and small, so that the regions of all nodes stay in the cache.
    const of = Uint8Array.from(regions.of);
    const table = meansUs(regions.names, preset ?? 'bitcoin-2019', means);
    if (law === 'constant') {
      const delays = table.map((mean) => scale * mean);
      const mean = (from: NodeId, to: NodeId) => delays[of[from]! * count + of[to]!]!;
      return { delay: (_u, from, to) => mean(from, to), least: mean, isFixed: true };
    }
    for (let pair = 0; pair < table.length; pair++) requireAboveGap(regions.names, pair, table[pair]!);
    const shortest = table.map((mean) => scale * (mean - GAP_US));
    const slopes = table.map((mean) => -GAP_US / mean);
    const delay = (u: number, from: NodeId, to: NodeId) => {
      const pair = of[from]! * count + of[to]!;
      return shortest[pair]! * Math.exp(slopes[pair]! * Math.log1p(-u));
    };
    const least = (from: NodeId, to: NodeId) => shortest[of[from]! * count + of[to]!]!;
    if (draw === 'message') return { delay, least };
    return { delay: (_u, from, to) => delay(linkDraw(from, to), from, to), least, isFixed: true };
  },
};
export default matrix;

/** Mean latencies in microseconds, row by row, in the order of the world's regions. */
function meansUs(names: readonly string[], preset: LatencyPreset, means: Params['means']) {
  const strange = Object.entries(means ?? {})
    .flatMap(([from, row]) => [from, ...Object.keys(row)])
    .find((name) => !names.includes(name));
  if (strange !== undefined)
    throw new Error(`latency matrix: means speak of region "${strange}", and there are only ${names.join(', ')}`);
  const table = new Float64Array(names.length * names.length);
  names.forEach((from, row) =>
    names.forEach((to, column) => {
      table[row * names.length + column] =
        means === undefined ? presetMean(preset, from, to) : ownMean(means, from, to);
    }),
  );
  return table;
}

function presetMean(preset: LatencyPreset, from: string, to: string): number {
  const row = regionRow(from);
  if (row < 0) {
    throw new Error(
      `latency matrix: preset ${preset} has no row for region "${from}"; ` +
        `name your regions among ${KNOWN_REGIONS}, or give your own means`,
    );
  }
  const column = regionRow(to);
  // A column without a row of its own is reported when its turn as a row comes.
  return column < 0 ? NaN : LATENCY_MEANS_MS[preset][row]![column]! * US_PER_MS;
}

function ownMean(means: NonNullable<Params['means']>, from: string, to: string): number {
  const mean = entry(means, from, to) ?? entry(means, to, from);
  if (mean !== undefined) return mean;
  const known = Object.keys(means).join(', ') || 'none';
  throw new Error(
    Object.hasOwn(means, from)
      ? `latency matrix: means say nothing of region "${from}" to region "${to}", in either direction`
      : `latency matrix: means have no row for region "${from}"; rows given: ${known}`,
  );
}

function entry(means: NonNullable<Params['means']>, from: string, to: string): number | undefined {
  const row = Object.hasOwn(means, from) ? means[from]! : {};
  return Object.hasOwn(row, to) ? row[to] : undefined;
}

function requireAboveGap(names: readonly string[], pair: number, mean: number): void {
  if (mean > GAP_US) return;
  const from = names[Math.floor(pair / names.length)];
  const to = names[pair % names.length];
  throw new Error(
    `latency matrix: law pareto needs means above 5 ms, and ${from} to ${to} has ${mean / US_PER_MS} ms; ` +
      'use law: constant, or scale longer means down',
  );
}
