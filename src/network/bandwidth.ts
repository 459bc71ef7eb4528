import type { Regions } from '../contract.js';
import { ACCESS_RATES, KNOWN_REGIONS, NETWORK_PRESETS, regionRow, type NetworkPreset } from './region-data.js';

export { NETWORK_PRESETS as BANDWIDTH_PRESETS };

/** One figure for every node in bit/s, or a preset that gives each region its own. */
export type BandwidthChoice = { readonly up: number; readonly down: number } | { readonly preset: string };

/** What each node's access line carries, in bit/s. */
export interface Bandwidths {
  readonly up: Float64Array;
  readonly down: Float64Array;
}

/**
 * Access rates of n nodes.
 * @throws for an unknown preset, a region that the preset does not know, or a rate that is not above 0
 */
export function bandwidths(choice: BandwidthChoice, regions: Regions, n: number): Bandwidths {
  if ('preset' in choice) return byRegion(choice.preset, regions, n);
  for (const rate of [choice.up, choice.down]) {
    if (!(rate > 0)) throw new Error(`bandwidth: a rate is ${rate} bit/s and must be above 0`);
  }
  return { up: new Float64Array(n).fill(choice.up), down: new Float64Array(n).fill(choice.down) };
}

function byRegion(preset: string, regions: Regions, n: number): Bandwidths {
  if (!isPreset(preset)) {
    throw new Error(`bandwidth: unknown preset "${preset}"; allowed: ${NETWORK_PRESETS.join(', ')}`);
  }
  const rows = regions.names.map((name) => {
    const row = regionRow(name);
    if (row >= 0) return row;
    throw new Error(
      `bandwidth: preset ${preset} has no figure for region "${name}"; ` +
        `name your regions among ${KNOWN_REGIONS}, or give up and down`,
    );
  });
  const rates = ACCESS_RATES[preset];
  const up = new Float64Array(n);
  const down = new Float64Array(n);
  for (let node = 0; node < n; node++) {
    const row = rows[regions.of[node]!]!;
    up[node] = rates.up[row]!;
    down[node] = rates.down[row]!;
  }
  return { up, down };
}

function isPreset(preset: string): preset is NetworkPreset {
  return NETWORK_PRESETS.some((known) => known === preset);
}
