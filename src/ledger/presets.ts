/** Options of systems that were published with defects: two presets, and a switch for each defect. */
import { z } from 'zod';

export const presetOption = () =>
  z
    .enum(['published', 'corrected'])
    .default('corrected')
    .describe('Whether all defects are as published, or repaired; each has a switch of its own below');

/** A switch that is as the preset has it unless it is named. */
export const flag = (describe: string) => z.boolean().optional().describe(describe);

/** The values of a preset, with those in their place that are named; `off`, of a time, is Infinity. */
export function withNamed<S extends object>(preset: Partial<S>, named: { readonly [option: string]: unknown }): S {
  const chosen = Object.entries(named).filter(([, value]) => value !== undefined);
  return {
    ...preset,
    ...Object.fromEntries(chosen.map(([name, value]) => [name, value === 'off' ? Infinity : value])),
  } as S;
}
