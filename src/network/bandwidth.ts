import type { Regions } from '../contract.js';
import { RATE_PROBABILITIES, RATE_QUANTILES_MBIT } from './gervais-data.js';
import { ACCESS_RATES, KNOWN_REGIONS, NETWORK_PRESETS, regionRow } from './region-data.js';

/** Rates by region, or drawn for each node from measured rates of its region. */
export const BANDWIDTH_PRESETS = [...NETWORK_PRESETS, 'gervais-2016'] as const;

/** What an access line carries, in bit/s. */
export interface Rates {
  readonly up: number;
  readonly down: number;
}

/** One figure for every node, figures by region, or a preset by regions. */
export type BandwidthChoice =
  | Rates
  /** By region of the scenario's own; `miners` as below. */
  | { readonly regions: Readonly<Record<string, Rates>>; readonly miners?: number }
  /** `miners`: what every node with weight has instead, both ways. */
  | { readonly preset: string; readonly miners?: number };

/** How messages use a node's upload line. */
export interface LineUse {
  /**
   * A message keeps the line until its last bit has left (default); until it has arrived, as in SimBlock; or for as long as
   * it takes at the full upload rate, as in Bitcoin-Simulator, so that slow receivers hold nobody up.
   */
  readonly occupancy?: 'sending' | 'delivery' | 'upload';
  /** A link carries the lesser of upload here and download there (default), or the least of all four rates. */
  readonly rate?: 'path' | 'least';
  /** Every message takes its turn (default), or only those that carry a block or a part of one. */
  readonly carries?: 'everything' | 'blocks';
}

/** What each node's access line carries, in bit/s. */
export interface Bandwidths {
  readonly up: Float64Array;
  readonly down: Float64Array;
}

/** The nodes whose lines are asked for. */
export interface Subscribers {
  readonly regions: Regions;
  readonly weights: readonly number[];
}

/**
 * Access rates of n nodes. `random` draws in [0, 1), where a preset samples.
 * @throws for an unknown preset, a region without a figure, or a rate that is not above 0
 */
export function bandwidths(
  choice: BandwidthChoice,
  { regions, weights }: Subscribers,
  n: number,
  random: () => number,
): Bandwidths {
  if (!('up' in choice)) {
    const rates =
      'preset' in choice ? byRegion(choice.preset, regions, n, random) : ofRegions(choice.regions, regions, n);
    if (choice.miners !== undefined) giveMiners(choice.miners, weights, rates);
    return rates;
  }
  requirePositive(choice);
  return { up: new Float64Array(n).fill(choice.up), down: new Float64Array(n).fill(choice.down) };
}

function requirePositive({ up, down }: Rates): void {
  for (const rate of [up, down]) {
    if (!(rate > 0)) throw new Error(`bandwidth: a rate is ${rate} bit/s and must be above 0`);
  }
}

function ofRegions(rates: Readonly<Record<string, Rates>>, regions: Regions, n: number): Bandwidths {
  const rows = regions.names.map((name) => {
    if (!Object.hasOwn(rates, name)) throw new Error(`bandwidth: no figure for region "${name}"`);
    requirePositive(rates[name]!);
    return rates[name]!;
  });
  const row = (node: number) => rows[regions.of[node]!]!;
  return {
    up: Float64Array.from({ length: n }, (_, node) => row(node).up),
    down: Float64Array.from({ length: n }, (_, node) => row(node).down),
  };
}

function giveMiners(rate: number, weights: readonly number[], { up, down }: Bandwidths): void {
  weights.forEach((weight, node) => {
    if (weight > 0) up[node] = down[node] = rate;
  });
}

function byRegion(preset: string, regions: Regions, n: number, random: () => number): Bandwidths {
  const known = BANDWIDTH_PRESETS.find((name) => name === preset);
  if (known === undefined) {
    throw new Error(`bandwidth: unknown preset "${preset}"; allowed: ${BANDWIDTH_PRESETS.join(', ')}`);
  }
  const rows = regions.names.map((name) => {
    const row = regionRow(name);
    if (row >= 0) return row;
    throw new Error(
      `bandwidth: preset ${preset} has no figure for region "${name}"; ` +
        `name your regions among ${KNOWN_REGIONS}, or give up and down`,
    );
  });
  const up = new Float64Array(n);
  const down = new Float64Array(n);
  for (let node = 0; node < n; node++) {
    const row = rows[regions.of[node]!]!;
    if (known === 'gervais-2016') {
      down[node] = sampledRate(RATE_QUANTILES_MBIT.down[row]!, random());
      up[node] = sampledRate(RATE_QUANTILES_MBIT.up[row]!, random());
    } else {
      up[node] = ACCESS_RATES[known].up[row]!;
      down[node] = ACCESS_RATES[known].down[row]!;
    }
  }
  return { up, down };
}

const BITS_PER_MBIT = 1e6;

/** The inverse of a distribution function at p, linear between its points; bit/s. */
function sampledRate(quantiles: readonly number[], p: number): number {
  let upper = 1;
  while (RATE_PROBABILITIES[upper]! < p) upper++;
  const from = RATE_PROBABILITIES[upper - 1]!;
  const part = (p - from) / (RATE_PROBABILITIES[upper]! - from);
  const low = quantiles[upper - 1]!;
  return BITS_PER_MBIT * (low + part * (quantiles[upper]! - low));
}
