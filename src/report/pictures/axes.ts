/** Tick marks where Plot's own would not be in the reader's units. */
import { ticks as linearTicks } from 'd3-array';
import type { Unit } from '../format.js';

/** Seconds that people have words for. */
const ROUND_SECONDS: readonly number[] = [
  1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 60, 600, 3600, 36_000, 86_400, 864_000, 8_640_000,
];

function decades([low, high]: readonly [number, number]): number[] {
  const found: number[] = [];
  for (let exponent = Math.ceil(Math.log10(low)); exponent <= Math.log10(high) + 1e-9; exponent++)
    found.push(Number(`1e${exponent}`));
  return found;
}

function thinned(ticks: readonly number[], most: number): number[] {
  const step = Math.ceil(ticks.length / most);
  return ticks.filter((_, i) => i % step === 0);
}

/** Round values inside a domain, about `count` of them; durations stop at seconds, minutes, hours and days. */
export function ticksOf(
  type: 'linear' | 'log',
  domain: readonly [number, number],
  unit: Unit,
  count: number,
): number[] {
  const [low, high] = domain;
  if (type === 'linear') return linearTicks(low, high, count);
  const steps = unit === 'seconds' ? ROUND_SECONDS.filter((tick) => tick >= low && tick <= high) : decades(domain);
  if (steps.length >= 2) return thinned(steps, count + 1);
  return [1, 2, 5]
    .flatMap((digit) => decades([low / 10, high]).map((power) => digit * power))
    .filter((tick) => tick >= low && tick <= high)
    .sort((a, b) => a - b);
}
