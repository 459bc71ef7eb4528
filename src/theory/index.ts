/** Closed forms and solved models, as pure functions; by subject. */
export { bobtailIntervalCv2, medianInterval, noBlockProbability, parallelIntervalCv2 } from './block-intervals.js';
export {
  algorandViolation,
  binomialTail,
  hypergeometricFailure,
  lastRevealer,
  poissonTail,
  randaoBest,
  randaoGain,
  randaoOneStep,
  slotsUntilInARow,
  slotsInARowVariance,
  snowballSampling,
  type Sampling,
} from './committees.js';
export { doubleSpendAttempt, type DoubleSpendAttempt } from './double-spend-attempt.js';
export {
  catchUpProbability,
  confirmationsFor,
  DOUBLE_SPEND_LAWS,
  doubleSpendGivenTime,
  exactDoubleSpend,
  majorityCatchUpBlocks,
  nakamotoDoubleSpend,
  strictDoubleSpend,
} from './double-spend.js';
export {
  byzantiumReward,
  flatReward,
  uncleRevenue,
  uncleThreshold,
  type UncleReward,
  type UncleRevenue,
} from './ethereum-uncles.js';
export { exAnteReorgShare, type CommitteeChain } from './ex-ante-reorg.js';
export { leaderShareBounds, type LeaderShareBounds } from './fee-split.js';
export { featherForkSuccess, twoInARow } from './feather-fork.js';
export { floodToAll, floodToOne } from './flooding.js';
export {
  deckerWattenhofer,
  effectiveDelay,
  firstOrderFairness,
  infinitesimalMiners,
  meshStale,
  ownStaleByDelays,
  rivalProbability,
  staleOfDelay,
  twoMiners,
  twoMinersGrowth,
  type ChainGrowth,
  type FirstOrderFairness,
} from './natural-forks.js';
export { optimalThreshold, optimalWithholding, type OptimalWithholding } from './optimal-withholding.js';
export {
  actionOf,
  FORKS,
  LETTER_OF,
  policyTableFrom,
  type Fork,
  type WithholdingAction,
  type TieBreaking,
  type PolicyTable,
} from './policy-table.js';
export {
  bestInfiltration,
  oneSidedWithholding,
  twoSidedWithholding,
  withholdingEquilibrium,
  type PoolRevenues,
  type WithholdingEquilibrium,
} from './pool-attacks.js';
export {
  movingAverageBias,
  movingAverageMeanVariance,
  movingAverageTargetVariance,
  scheduleDeviation,
} from './retarget-every-block.js';
export { difficultyStep, retargetBias, retargetedMeanVariance, type DifficultyStep } from './retarget.js';
export {
  chainQualityBound,
  GHOST_THRESHOLD,
  lonerThreshold,
  longestChainThreshold,
  NOTHING_AT_STAKE_THRESHOLD,
  nothingAtStakeDepth,
  passSeemanShelatHolds,
} from './security-thresholds.js';
export {
  difficultyAdjustment,
  eclipsedAlpha,
  effectiveAlpha,
  gammaByDelays,
  selfishDelta,
  selfishRevenue,
  selfishStates,
  selfishThreshold,
  selfishThroughput,
  type DifficultyAdjustment,
  type GammaEmulation,
} from './selfish-mining.js';
export { settlementBracket, type Bracket } from './settlement-bracket.js';
export { slotChain, type SlotChain } from './slot-chains.js';
export {
  blockRewardVariance,
  depthDiscount,
  frozenLots,
  fruitBound,
  grinding,
  grindingOver,
  lotHashes,
  praosLeads,
  praosLeaders,
  praosSlots,
  proportionalChances,
  shareDeviation,
  singleLotteryChances,
  singleLotteryShare,
  type PraosSlots,
} from './stake-lotteries.js';
export { scheduledShare, type ScheduledShare } from './reward-schedule.js';
export {
  compoundVariance,
  constantReward,
  fairFrom,
  geometricRewardVariance,
  robustFairness,
  stakedBlocksVariance,
  type ConstantReward,
  type RobustFairness,
  type FairFrom,
} from './staked-rewards.js';
export {
  chosenMakerShare,
  elapsedTimeInterval,
  leastEffectiveProducers,
  mostWins,
  rotationDispersion,
  zTestCap,
  type ElapsedTime,
} from './identity-lotteries.js';
export {
  leadEqualForkStubbornRevenue,
  leadStubbornRevenue,
  stubbornAction,
  stubbornRules,
  stubbornYield,
  type StubbornRules,
} from './stubborn-mining.js';
export { twoPoolsThreshold, twoSelfishPools, type TwoPools } from './two-pools.js';
export { catalogue } from './catalogue/index.js';
export { type Yield, type YieldWithErrors } from './withholding-model.js';
