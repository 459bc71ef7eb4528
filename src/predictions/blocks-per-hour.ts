import { infinitesimalMiners, meshStale, twoMiners } from '../theory/natural-forks.js';
import { isWhy, meshOf, tooFew, type Mesh } from './honest-mining.js';
import type { Prediction } from './prediction.js';

const S_PER_HOUR = 3600;

/** Main-chain blocks per mined block, and how far the closed form may be off. */
function growthOf({ x, weights }: Mesh): { growth: number; error: number } {
  const mining = weights.filter((weight) => weight > 0);
  const total = mining.reduce((sum, weight) => sum + weight, 0);
  if (mining.length === 2) return { growth: twoMiners(mining[0]! / total, x).growth, error: 0 };
  const stale = meshStale(mining, x);
  return { growth: 1 - stale, error: 0.1 * x * stale };
}

const blocksPerHour: Prediction = {
  name: 'blocks_per_hour',
  describe: 'Growth of the main chain among honest miners with one delay between all: mined blocks less the stale ones',
  source: 'Sompolinsky & Zohar, Secure High-Rate Transaction Processing in Bitcoin, FC 2015, section 4',
  predict(run) {
    const mesh = meshOf(run);
    if (!mesh || isWhy(mesh)) return mesh;
    const few = tooFew(run);
    if (few) return few;
    const height = Number(run.columns['blocks_canonical']);
    const endS = run.lastBlockS;
    if (!(endS! > 0)) return { why: 'the time of the last block is not known' };
    const perHour = S_PER_HOUR / mesh.intervalS;
    const { growth, error } = growthOf(mesh);
    // A height takes a delay and an exponential time, of which only the latter varies; a delay never makes it vary more.
    const spread = Math.max(infinitesimalMiners(mesh.x).growth, growth) / Math.sqrt(height);
    const expected = perHour * growth;
    // The inverse of a mean of n times is too large by 1/n.
    const modelError = perHour * error + expected / height;
    return { expected, measured: (S_PER_HOUR * height) / endS!, standardError: expected * spread, modelError };
  },
};
export default blocksPerHour;
