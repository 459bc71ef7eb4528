import type { Distribution } from './distribution.js';

/**
 * Who counts as a member where silent members change a metric (Gini, Theil, evenness, ...).
 *
 * - `active` (default): producers with a positive weight;
 * - `given`: all listed producers, zeros included;
 * - `size`: as many as are registered, stated as a number not below the active ones.
 */
export interface Population {
  readonly mode: 'active' | 'given' | 'size';
  readonly size?: number;
}

/** Over whom a metric is taken that counts those without a share too; those with one by default. */
export interface PopulationOptions {
  readonly population?: Population | undefined;
}

/** Whoever has a positive weight. */
export const ACTIVE: Population = { mode: 'active' };
/** Whoever is listed, zeros included. */
export const GIVEN: Population = { mode: 'given' };

/** Number of members, at least the active ones. Throws where a stated size is missing, fractional or too small. */
export function populationSize(distribution: Distribution, population: Population = ACTIVE): number {
  switch (population.mode) {
    case 'active':
      return distribution.active;
    case 'given':
      return distribution.given;
    case 'size': {
      const { size } = population;
      if (size === undefined || !Number.isSafeInteger(size) || size < distribution.active)
        throw new RangeError(
          `population size is ${size}: expected an integer not below the ${distribution.active} active producers`,
        );
      return size;
    }
    default:
      throw new RangeError(`population mode is ${String(population.mode)}: expected active, given or size`);
  }
}

/** In words, for readers. */
export function describePopulation(population: Population = ACTIVE): string {
  switch (population.mode) {
    case 'active':
      return 'producers with a positive weight';
    case 'given':
      return 'all listed producers, zeros included';
    case 'size':
      return `${population.size} registered producers`;
  }
}
