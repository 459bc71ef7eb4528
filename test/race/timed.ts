import { pow } from '../../src/protocols/pow.js';
import type { RunRecord } from '../../src/runner/record.js';
import { variance } from '../fixtures/moments.js';
import { run, worldWith } from '../fixtures/world.js';

export const DAY_S = 86_400;

export function errorOfMean(values: readonly number[]): number {
  return Math.sqrt(variance(values) / values.length);
}

/** So many runs of two miners by blocks alone, without delay. */
export function runs(count: number, parts: Parameters<typeof worldWith>[1], params: object): RunRecord[] {
  const network = { latency: { kind: 'constant', delay: 0 } };
  const world = { ...worldWith(2, { network, ...parts }), detail: 'blocks' as const };
  return Array.from({ length: count }, (_, i) => run(pow, world, { params, seed: `time/${i}` }));
}
