/**
 * Difficulty that is set anew with every block. Constant power, honest timestamps; θ is the difficulty over the one that the power
 * is worth, τ = 1/θ the target, and an interval is θ T times an exponential E of mean 1.
 *
 * Moving average (wtema): τ' = τ (1 + α (θ E − 1)) = (1 − α) τ + α E, a sum of exponentials with weights α (1 − α)^k.
 * Schedule (ASERT): θ' = θ exp(−κ (θ E − 1)), κ = ln 2 · T / half-life; −ln(θ)/κ is the number of intervals behind schedule.
 * All derived.
 */
import { requireIn, requirePositive, requireWhole } from './domain.js';

/** Variance of the target over its mean under a moving average of N blocks: α/(2 − α), α = 1/N. */
export function movingAverageTargetVariance(blocks: number): number {
  requireWhole('blocks', blocks, 2);
  return 1 / (2 * blocks - 1);
}

/**
 * Mean interval over the target interval T under a moving average of N blocks, above 1: E[1/τ] = ∫ E[e^(−sτ)] ds with
 * E[e^(−sτ)] = Π 1/(1 + s α (1 − α)^k). About 1 + α/2.
 */
export function movingAverageBias(blocks: number): number {
  requireWhole('blocks', blocks, 2);
  const alpha = 1 / blocks;
  const transform = (s: number) => {
    let product = 1;
    for (let weight = s * alpha; weight > 1e-13; weight *= 1 - alpha) product /= 1 + weight;
    return product;
  };
  // With s = e^u − 1, by Simpson's rule, until nothing is left.
  const integrand = (u: number) => transform(Math.expm1(u)) * Math.exp(u);
  const step = 1 / 64;
  let sum = integrand(0);
  for (let i = 1; ; i++) {
    const value = integrand(i * step);
    sum += (i % 2 === 1 ? 4 : 2) * value;
    if (i % 2 === 0 && value < 1e-13) return (sum * step) / 3;
  }
}

/**
 * Variance of the mean of so many intervals over T² under a moving average of N blocks, to first order in α: the target hardly
 * strays, so that what is left of it is (1/α + 2 α² n)/n².
 */
export function movingAverageMeanVariance(blocks: number, intervals: number): number {
  requireWhole('blocks', blocks, 2);
  requirePositive('intervals', intervals);
  return blocks / (intervals * intervals) + 2 / (blocks * blocks * intervals);
}

/** Standard deviation of the intervals that a chain is behind schedule: 1/sqrt(κ (2 − κ)), to first order in κ. */
export function scheduleDeviation(halfLifeOverTarget: number): number {
  requireIn('halfLifeOverTarget', halfLifeOverTarget, Math.LN2, Infinity, '()');
  const kappa = Math.LN2 / halfLifeOverTarget;
  return 1 / Math.sqrt(kappa * (2 - kappa));
}
