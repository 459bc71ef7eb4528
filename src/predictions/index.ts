import blocksPerHour from './blocks-per-hour.js';
import doubleSpendRate from './double-spend-rate.js';
import largestOwnStale from './largest-own-stale.js';
import largestShare from './largest-share.js';
import miningInterval from './mining-interval.js';
import miningIntervalCv from './mining-interval-cv.js';
import type { Prediction } from './prediction.js';
import retargetedInterval from './retargeted-interval.js';
import smallestOwnStale from './smallest-own-stale.js';
import staleByDelay from './stale-by-delay.js';
import staleRate from './stale-rate.js';
import withholderShare from './withholder-share.js';
import withholdingThroughput from './withholding-throughput.js';

/** Every prediction, in the order of the columns. */
export const predictions: readonly Prediction[] = [
  staleRate,
  staleByDelay,
  miningInterval,
  miningIntervalCv,
  blocksPerHour,
  retargetedInterval,
  largestShare,
  largestOwnStale,
  smallestOwnStale,
  withholderShare,
  withholdingThroughput,
  doubleSpendRate,
];
