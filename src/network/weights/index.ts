import type { WeightDistribution } from '../../contract.js';
import equal from './equal.js';
import exponential from './exponential.js';
import file from './file.js';
import list from './list.js';
import lognormal from './lognormal.js';
import named from './named.js';
import normal from './normal.js';
import pareto from './pareto.js';
import pools from './pools.js';
import zipf from './zipf.js';

/** Every weight distribution, in the order in which they are listed. */
export const weightDistributions: readonly WeightDistribution[] = [
  equal,
  zipf,
  pareto,
  lognormal,
  exponential,
  normal,
  list,
  named,
  file,
  pools,
];
