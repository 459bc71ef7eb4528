import type { Regions } from '../contract.js';
import { deal, quotas } from './quotas.js';
import { REGION_PRESETS, REGION_SHARES, SIX_REGIONS, type RegionPreset } from './region-data.js';

/** Which regions there are and what share of the nodes stands in each. */
export type RegionChoice =
  | { readonly preset: string }
  /** Shares by name, at least 0 and not all 0; they are normalised to sum to 1. */
  | { readonly shares: Readonly<Record<string, number>> };

/**
 * Places n nodes in regions: exact quotas by largest remainder, dealt out in an order drawn by `random`. Regions stand
 * in the order of the tables for a preset, and in the order written for shares.
 * @throws for an unknown preset, no region, a negative share, or shares that are all 0
 */
export function placeRegions(choice: RegionChoice, n: number, random: () => number): Regions {
  const { names, shares } = 'preset' in choice ? presetShares(choice.preset) : ownShares(choice.shares);
  return { names, of: deal(quotas(shares, n), random) };
}

function presetShares(preset: string): { names: readonly string[]; shares: readonly number[] } {
  if (!isRegionPreset(preset)) {
    throw new Error(`regions: unknown preset "${preset}"; allowed: ${REGION_PRESETS.join(', ')}`);
  }
  return { names: SIX_REGIONS, shares: REGION_SHARES[preset] };
}

function isRegionPreset(preset: string): preset is RegionPreset {
  return REGION_PRESETS.some((known) => known === preset);
}

function ownShares(byName: Readonly<Record<string, number>>): { names: readonly string[]; shares: readonly number[] } {
  const names = Object.keys(byName);
  const shares = Object.values(byName);
  for (const [name, share] of Object.entries(byName)) {
    if (!(share >= 0 && share < Infinity)) {
      throw new Error(`regions: the share of "${name}" is ${share}; a share is a finite number of at least 0`);
    }
  }
  if (!shares.some((share) => share > 0)) throw new Error('regions: the shares must sum to more than 0');
  return { names, shares };
}
