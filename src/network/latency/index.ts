import type { LatencyLaw } from '../../contract.js';
import constant from './constant.js';
import exponential from './exponential.js';
import gamma from './gamma.js';
import lognormal from './lognormal.js';
import matrix from './matrix.js';
import normal from './normal.js';
import pairs from './pairs.js';
import pareto from './pareto.js';
import uniform from './uniform.js';

/** Every latency law, in the order in which they are listed. */
export const latencyLaws: readonly LatencyLaw[] = [
  constant,
  uniform,
  exponential,
  normal,
  lognormal,
  pareto,
  gamma,
  matrix,
  pairs,
];
