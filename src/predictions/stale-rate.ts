import { forksIn, isWhy, meshOf, staleRateError, type Mesh } from './honest-mining.js';
import type { Prediction } from './prediction.js';

/** Beyond it the closed form for more than two miners was held against nothing. */
const MOST_X = 2;

/** The closed form, and how far it may be off. */
function expectedStale(mesh: Mesh): { expected: number; modelError: number } {
  const { stale: expected, isExact } = forksIn(mesh);
  if (isExact) return { expected, modelError: 0 };
  const { x, weights } = mesh;
  const mining = weights.filter((weight) => weight > 0);
  if (mining.every((weight) => weight === mining[0]))
    return { expected, modelError: (x <= 0.5 ? 0.006 : 0.015) * expected };
  // Two miners of shares 0.9 and 0.1, for whom the exact value is known, are off by 0.2 % at x = 0.1 and 10 % at x = 1.
  return { expected, modelError: 0.1 * x * expected };
}

const staleRate: Prediction = {
  name: 'stale_rate',
  describe:
    'Share of stale blocks among honest miners with one delay between all: exact for two miners, else (1 − HHI) x/(1 + x), x being delay over interval',
  source: 'Sompolinsky & Zohar, Secure High-Rate Transaction Processing in Bitcoin, FC 2015, section 4',
  predict(run) {
    const mesh = meshOf(run, MOST_X);
    if (!mesh || isWhy(mesh)) return mesh;
    const { expected, modelError } = expectedStale(mesh);
    const { blocks_canonical: canonical, blocks_stale: stale, stale_rate: measured } = run.columns;
    if (expected === 0) return { why: 'no fork can arise' };
    const standardError = staleRateError(expected, Number(canonical) + Number(stale));
    return { expected, measured: Number(measured), standardError, modelError };
  },
};
export default staleRate;
