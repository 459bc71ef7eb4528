import { z } from 'zod';
import type { Registry } from '../families.js';
import { messagesNames, metricNames } from '../run-columns.js';
import { label } from './names.js';

const VERDICTS = ['holds', 'violated', 'unknown'] as const;

const verdict = (describe: string) =>
  z
    .union([z.enum(VERDICTS), z.record(label(), z.enum(VERDICTS)).describe('Protocol label -> verdict.')])
    .optional()
    .describe(
      `${describe.replace(/\.?$/, '.')} Expected for every protocol, or by label: holds or unknown in every run, violated in at least one run of every variant.`,
    );

function metricSchema(registry: Registry) {
  return z
    .strictObject({
      metric: z
        .enum([...metricNames(registry), ...messagesNames(registry)])
        .describe('A column of runs.csv or summary.csv.'),
      protocol: z.string().optional().describe('The label of one protocol; every protocol by default.'),
      variant: z.string().optional().describe('One point of the sweep as key=value;…; every point by default.'),
      min: z.number().optional().describe('Least allowed mean over seeds.'),
      max: z.number().optional().describe('Greatest allowed mean over seeds.'),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, { error: 'expected min, max or both' })
    .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
      error: 'expected min to be at most max',
    });
}

/** What the results are held against. */
export function expectSchema(registry: Registry) {
  const verdicts = registry.invariants.entries.map(([name, { describe }]) => [name, verdict(describe)] as const);
  return z
    .strictObject({
      ...Object.fromEntries(verdicts),
      metrics: z.array(metricSchema(registry)).prefault([]).describe('Bounds on means over seeds.'),
    })
    .describe('What the results are held against. An invariant that is not mentioned must not be violated.');
}

export interface MetricBound {
  readonly metric: string;
  readonly protocol?: string | undefined;
  readonly variant?: string | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}
export type ExpectedVerdict = (typeof VERDICTS)[number];
export type ParsedExpect = { readonly metrics: readonly MetricBound[] } & Readonly<
  Record<string, ExpectedVerdict | Readonly<Record<string, ExpectedVerdict>> | readonly MetricBound[] | undefined>
>;
