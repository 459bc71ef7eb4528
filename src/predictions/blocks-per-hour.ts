import { infinitesimalMiners } from '../theory/natural-forks.js';
import { forksIn, isWhy, meshOf } from './honest-mining.js';
import type { Prediction } from './prediction.js';

const S_PER_HOUR = 3600;

const blocksPerHour: Prediction = {
  name: 'blocks_per_hour',
  describe: 'Growth of the main chain among honest miners with one delay between all: mined blocks less the stale ones',
  source: 'Sompolinsky & Zohar, Secure High-Rate Transaction Processing in Bitcoin, FC 2015, section 4',
  predict(run) {
    const mesh = meshOf(run);
    if (!mesh || isWhy(mesh)) return mesh;
    const height = Number(run.columns['blocks_canonical']);
    const endS = run.lastBlockS;
    if (!(endS! > 0)) return { why: 'the time of the last block is not known' };
    const perHour = S_PER_HOUR / mesh.intervalS;
    const { growth, stale, isExact } = forksIn(mesh);
    // How far the closed form may be off.
    const error = isExact ? 0 : 0.1 * mesh.x * stale;
    // A height takes a delay and an exponential time, of which only the latter varies; a delay never makes it vary more.
    const spread = Math.max(infinitesimalMiners(mesh.x).growth, growth) / Math.sqrt(height);
    const expected = perHour * growth;
    // The inverse of a mean of n times is too large by 1/n.
    const modelError = perHour * error + expected / height;
    return { expected, measured: (S_PER_HOUR * height) / endS!, standardError: expected * spread, modelError };
  },
};
export default blocksPerHour;
