import blockIntervalCv from './block-interval-cv.js';
import blocksPerHour from './blocks-per-hour.js';
import attackerShare from './attacker-share.js';
import { bestConnectedOwnStale, worstConnectedOwnStale } from './connected-own-stale.js';
import delayStaleRate from './delay-stale-rate.js';
import doubleSpendRate from './double-spend-rate.js';
import exAnteReorgShare from './ex-ante-reorg-share.js';
import featherForkRate from './feather-fork-rate.js';
import { grindingNext, grindingShare } from './grinding.js';
import { hoppingGain, hoppingInterval, hoppingPresence } from './hopping.js';
import { brokenEnclaveShare, elapsedInterval, elapsedStaleRate } from './elapsed-time.js';
import { sybilShare, winDispersion } from './identity-lotteries.js';
import largestFair from './largest-fair.js';
import largestOwnStale from './largest-own-stale.js';
import largestShare from './largest-share.js';
import { largestStake, largestStakeDrift } from './largest-stake.js';
import majorityRewriteBlocks from './majority-rewrite-blocks.js';
import miningInterval from './mining-interval.js';
import miningIntervalCv from './mining-interval-cv.js';
import lastRevealerGain from './last-revealer-gain.js';
import nothingAtStakeRate from './nothing-at-stake-rate.js';
import { poolAttackerRevenue, poolVictimRevenue } from './pool-revenues.js';
import pollsPerBlock from './polls-per-block.js';
import type { Prediction } from './prediction.js';
import retargetedInterval from './retargeted-interval.js';
import { slotStaleRate, slotsPerBlock } from './slot-chain.js';
import { emptySlots, largestLeads, severalSlots, singleSlots } from './slot-leaders.js';
import smallestOwnStale from './smallest-own-stale.js';
import staleRate from './stale-rate.js';
import withholdingStaleRate from './withholding-stale-rate.js';

/** Every prediction, in the order of the columns. */
export const predictions: readonly Prediction[] = [
  staleRate,
  delayStaleRate,
  miningInterval,
  miningIntervalCv,
  blockIntervalCv,
  blocksPerHour,
  retargetedInterval,
  largestShare,
  largestStake,
  largestStakeDrift,
  largestOwnStale,
  smallestOwnStale,
  bestConnectedOwnStale,
  worstConnectedOwnStale,
  emptySlots,
  singleSlots,
  severalSlots,
  largestLeads,
  slotsPerBlock,
  slotStaleRate,
  grindingShare,
  grindingNext,
  nothingAtStakeRate,
  lastRevealerGain,
  exAnteReorgShare,
  doubleSpendRate,
  majorityRewriteBlocks,
  attackerShare,
  withholdingStaleRate,
  featherForkRate,
  poolAttackerRevenue,
  poolVictimRevenue,
  hoppingInterval,
  hoppingPresence,
  hoppingGain,
  winDispersion,
  sybilShare,
  largestFair,
  pollsPerBlock,
  elapsedInterval,
  elapsedStaleRate,
  brokenEnclaveShare,
];
