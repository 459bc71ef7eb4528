import { pow } from '../../src/protocols/pow.js';
import type { RunRecord } from '../../src/runner/record.js';
import { run, worldWith } from '../fixtures/world.js';

export const DAY_S = 86_400;
export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function errorOfMean(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) * (value - middle), 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** So many runs of two miners by blocks alone, without delay. */
export function runs(count: number, parts: Parameters<typeof worldWith>[1], params: object): RunRecord[] {
  const network = { latency: { kind: 'constant', delay: 0 } };
  const world = { ...worldWith(2, { network, ...parts }), detail: 'blocks' as const };
  return Array.from({ length: count }, (_, i) => run(pow, world, { params, seed: `time/${i}` }));
}
