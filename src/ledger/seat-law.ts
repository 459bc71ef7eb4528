import { bisectLeft, sum } from 'd3-array';

/** What is further out than this, relative to the most likely number, is cut off: more than 11 standard deviations. */
const NEGLIGIBLE = 1e-30;

/** A law on the whole numbers from `low` on, without its furthest tails. */
export interface SeatLaw {
  readonly low: number;
  /** Probability of low, low + 1, … */
  readonly mass: readonly number[];
  /** Probability of at most low, low + 1, … */
  readonly atMost: Float64Array;
}

/** Seats of `stake` units when each of them wins one with this probability. */
export function binomialLaw(stake: number, probability: number): SeatLaw {
  if (stake === 0 || probability >= 1) return { low: stake, mass: [1], atMost: Float64Array.of(1) };
  const odds = probability / (1 - probability);
  const mode = Math.min(stake, Math.floor((stake + 1) * probability));
  return lawAround(mode, (seats) => ((stake - seats) / (seats + 1)) * odds);
}

/** The same when the units are many and the probability is small. */
export function poissonLaw(mean: number): SeatLaw {
  return lawAround(Math.floor(mean), (seats) => mean / (seats + 1));
}

/** The smallest number that the law does not exceed with a probability of at least `uniform`, which is in (0, 1). */
export function quantileOf(law: SeatLaw, uniform: number): number {
  return law.low + Math.min(bisectLeft(law.atMost, uniform), law.atMost.length - 1);
}

/**
 * A law from the ratios of its neighbours, P(j + 1)/P(j), outwards from its mode: additions, multiplications and divisions
 * only, which are the same on every machine, and nothing that underflows however large the mean is.
 */
function lawAround(mode: number, ratio: (seats: number) => number): SeatLaw {
  const mass = [1];
  for (let seats = mode; seats > 0; seats--) {
    const next = mass.at(-1)! / ratio(seats - 1);
    if (!(next > NEGLIGIBLE)) break;
    mass.push(next);
  }
  const low = mode - mass.length + 1;
  mass.reverse();
  for (let seats = mode; ; seats++) {
    const next = mass.at(-1)! * ratio(seats);
    if (!(next > NEGLIGIBLE)) break;
    mass.push(next);
  }
  const total = sum(mass);
  const atMost = new Float64Array(mass.length);
  let below = 0;
  for (let i = 0; i < mass.length; i++) {
    mass[i]! /= total;
    atMost[i] = below += mass[i]!;
  }
  return { low, mass, atMost };
}
