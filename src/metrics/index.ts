export { coalitionGap, group } from './coalition.js';
export type { CoalitionGap, CoalitionOf } from './coalition.js';
export { columns, coreColumns } from './columns/index.js';
export { compareRuns } from './comparison.js';
export type { RunComparison, RunMetric, Runs } from './comparison.js';
export { excess, samplingBaseline, samplingBaselines } from './baseline.js';
export type { SamplingBaseline, SamplingOptions } from './baseline.js';
export { divergence, hellinger, jsBits, jsDistance, maxGain, maxLoss, totalVariation } from './divergence.js';
export type { DivergenceReport, ProducerLuck } from './divergence.js';
export {
  concentrationRatio,
  livenessCoefficient,
  maxPowerRatio,
  minNakamoto,
  nakamotoCoefficient,
  supermajorityCoefficient,
  tauIndex,
  unattributedInterval,
} from './dominance.js';
export type { MinNakamoto } from './dominance.js';
export {
  gibratSlope,
  medianTimeToCentralize,
  timeAboveThreshold,
  timeToCentralize,
  trend,
  turnover,
} from './dynamics.js';
export type { GibratFit, Series, TimeToCentralize, Trend, Turnover } from './dynamics.js';
export { effectiveProducers, evenness, renyiEntropy, shannonEntropy } from './entropy.js';
export type { EntropyOptions, OrderOptions } from './entropy.js';
export { concentrationDelta, equitability, gTest, metricDelta, profitSlope } from './fairness.js';
export type { ConcentrationDelta, GTest } from './fairness.js';
export { hhi, hhiNormalized, hhiPoints, hhiUnbiased } from './herfindahl.js';
export { atkinson, coefficientOfVariation, gini, hoover, meanLogDeviation, theil } from './inequality.js';
export type { GiniOptions } from './inequality.js';
export { binomialRange, bootstrap, nakamotoInterval } from './interval.js';
export type { Bootstrap, CoefficientInterval, IntervalOptions } from './interval.js';
export { bottomShare, lorenzCurve, lorenzOrdinate, topShare } from './lorenz.js';
export type { LorenzPoint } from './lorenz.js';
export { computeColumns, prepareInput } from './metric.js';
export type { Metric, MetricInput } from './metric.js';
export { participation, realisedAbsence } from './participation.js';
export type { Participation } from './participation.js';
export { ACTIVE, GIVEN, describePopulation } from './population.js';
export type { Population, PopulationOptions } from './population.js';
export { shapleyShubik } from './power.js';
export { concentration } from './report.js';
export type { ConcentrationReport, ThresholdResult } from './report.js';
export { fairHolders, isFair, largestReturn, smallReturn } from './returns.js';
export { multinomialSampler } from './sampling.js';
export type { MultinomialSampler, Rng } from './sampling.js';
export { summarizeSeeds } from './seeds.js';
export type { SeedSummary } from './seeds.js';
export { survivalMedian } from './survival.js';
export type { Lifetime, SurvivalMedian } from './survival.js';
export { kwonEpsilon, zipfExponent } from './tail.js';
export type { ZipfFit } from './tail.js';
export { BLOCKING_THIRD, MAJORITY, QUORUM_TWO_THIRDS, custom, describeThreshold, selfish } from './threshold.js';
export type { Threshold } from './threshold.js';
export { isUndefined, undefinedBecause, valueOrNull } from './undefined.js';
export type { Undefined, UndefinedReason } from './undefined.js';
export { compareProducers, decimalWeights, freezeWeights, rankedProducers } from './weights.js';
export type { RankedProducer, Weight, Weights } from './weights.js';
export { windowed } from './windows.js';
export type { ProductionEvent, ProductionWindow, WindowOptions, WindowPopulation, WindowSeries } from './windows.js';
