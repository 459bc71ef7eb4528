import type { Metric } from '../metric.js';
import active from './active.js';
import atkinson from './atkinson.js';
import bottomShare50 from './bottom-share-50.js';
import coefficientOfVariation from './coefficient-of-variation.js';
import concentrationDelta from './concentration-delta.js';
import concentrationRatio3 from './concentration-ratio-3.js';
import effectiveProducers from './effective-producers.js';
import effectiveProducers1 from './effective-producers-1.js';
import evenness from './evenness.js';
import fairProducers10 from './fair-producers-10.js';
import gTestP from './g-test-p.js';
import gini from './gini.js';
import hellinger from './hellinger.js';
import hhi from './hhi.js';
import hhiPoints from './hhi-points.js';
import hhiUnbiased from './hhi-unbiased.js';
import hoover from './hoover.js';
import jsDistance from './js-distance.js';
import kwonEpsilon50 from './kwon-epsilon-50.js';
import largestReturn from './largest-return.js';
import livenessCoefficient from './liveness-coefficient.js';
import maxGain from './max-gain.js';
import maxPowerRatio from './max-power-ratio.js';
import meanLogDeviation from './mean-log-deviation.js';
import nakamoto from './nakamoto.js';
import population from './population.js';
import profitSlope from './profit-slope.js';
import renyi2Bits from './renyi-2-bits.js';
import shannonBits from './shannon-bits.js';
import shannonBitsMillerMadow from './shannon-bits-miller-madow.js';
import smallReturn from './small-return.js';
import supermajorityCoefficient from './supermajority-coefficient.js';
import theil from './theil.js';
import topShare10 from './top-share-10.js';
import totalVariation from './total-variation.js';
import zipfExponent from './zipf-exponent.js';

/** Every column, in the order of the tables: those of every run first, then those on request. */
export const columns: readonly Metric[] = [
  active,
  population,
  nakamoto,
  livenessCoefficient,
  supermajorityCoefficient,
  maxPowerRatio,
  concentrationRatio3,
  hhi,
  hhiPoints,
  effectiveProducers,
  effectiveProducers1,
  shannonBits,
  evenness,
  gini,
  jsDistance,
  totalVariation,
  maxGain,
  concentrationDelta,
  theil,
  meanLogDeviation,
  atkinson,
  hoover,
  coefficientOfVariation,
  kwonEpsilon50,
  zipfExponent,
  hhiUnbiased,
  renyi2Bits,
  shannonBitsMillerMadow,
  topShare10,
  bottomShare50,
  hellinger,
  gTestP,
  profitSlope,
  fairProducers10,
  smallReturn,
  largestReturn,
];

/** The columns of every run's row. */
export const coreColumns: readonly Metric[] = columns.filter(({ core }) => core);
