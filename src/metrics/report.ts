import {
  concentrationRatio,
  livenessCoefficient,
  maxPowerRatio,
  nakamotoCoefficient,
  supermajorityCoefficient,
  tauIndex,
} from './dominance.js';
import { effectiveProducers, evenness, shannonEntropy } from './entropy.js';
import { hhi, hhiPoints } from './herfindahl.js';
import { gini } from './inequality.js';
import { ACTIVE, describePopulation, populationSize } from './population.js';
import type { PopulationOptions } from './population.js';
import { describeThreshold } from './threshold.js';
import type { Threshold } from './threshold.js';
import type { Undefined } from './undefined.js';
import { distributionOf, freezeWeights } from './weights.js';
import type { Weights } from './weights.js';

/** A coefficient at a threshold of the caller's. */
export interface ThresholdResult {
  /** `> 1/2` and so on. */
  readonly threshold: string;
  readonly coefficient: number | Undefined;
  /** Coefficient over active producers, (0, 1]: beside the coefficient, never instead. */
  readonly perActive: number | Undefined;
}

/** How concentrated some shares are. Holds neither bigint nor NaN, so that it can be saved as JSON. */
export interface ConcentrationReport {
  /** Sum of the weights, in their unit. */
  readonly total: number;
  readonly active: number;
  readonly population: number;
  readonly maxPowerRatio: number | Undefined;
  readonly concentrationRatio3: number | Undefined;
  readonly nakamoto: number | Undefined;
  readonly livenessCoefficient: number | Undefined;
  readonly supermajorityCoefficient: number | Undefined;
  readonly hhi: number | Undefined;
  readonly hhiPoints: number | Undefined;
  readonly effectiveProducers: number | Undefined;
  readonly effectiveProducers1: number | Undefined;
  readonly shannonBits: number | Undefined;
  readonly evenness: number | Undefined;
  readonly gini: number | Undefined;
  readonly thresholds: readonly ThresholdResult[];
  /** How each metric was defined, so that a saved file explains itself. */
  readonly convention: Readonly<Record<string, string>>;
}

/** The core metrics of some weights at once, with the coefficients at further thresholds. */
export function concentration(
  weights: Weights,
  { population = ACTIVE, thresholds = [] }: PopulationOptions & { readonly thresholds?: readonly Threshold[] } = {},
): ConcentrationReport {
  const w = freezeWeights(weights);
  const distribution = distributionOf(w);
  const { active } = distribution;
  return {
    total: distribution.totalWeight,
    active,
    population: populationSize(distribution, population),
    maxPowerRatio: maxPowerRatio(w),
    concentrationRatio3: concentrationRatio(w, 3),
    nakamoto: nakamotoCoefficient(w),
    livenessCoefficient: livenessCoefficient(w),
    supermajorityCoefficient: supermajorityCoefficient(w),
    hhi: hhi(w),
    hhiPoints: hhiPoints(w),
    effectiveProducers: effectiveProducers(w),
    effectiveProducers1: effectiveProducers(w, { order: 1 }),
    shannonBits: shannonEntropy(w),
    evenness: evenness(w, { population }),
    gini: gini(w, { population }),
    thresholds: thresholds.map((threshold) => {
      const coefficient = tauIndex(w, threshold);
      const perActive = typeof coefficient === 'number' ? coefficient / active : coefficient;
      return { threshold: describeThreshold(threshold), coefficient, perActive };
    }),
    convention: {
      population: describePopulation(population),
      nakamoto: 'least number of producers with > 1/2, exact integers',
      livenessCoefficient: 'least number of producers with >= 1/3, exact integers',
      supermajorityCoefficient: 'least number of producers with > 2/3, exact integers',
      hhi: 'sum of squared shares, 0 to 1; hhiPoints times 10000',
      effectiveProducers: 'Hill number of order 2, 1/HHI; effectiveProducers1 of order 1, exp of the entropy',
      shannonBits: 'entropy of the active producers, logarithm to base 2',
      evenness: 'entropy over the logarithm of the population',
      gini: 'over the population, without small-sample correction',
      undefined: 'value null with a reason',
    },
  };
}
