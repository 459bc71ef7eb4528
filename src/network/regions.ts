import type { Regions } from '../contract.js';
import { allot, type QuotaRule } from './quotas.js';
import { REGION_PRESETS, REGION_SHARES, regionRow, SIX_REGIONS, type RegionPreset } from './region-data.js';

/** Which regions there are and what share of the nodes stands in each. */
export type RegionChoice =
  /** `quotas` default to exact ones. */
  | { readonly preset: string; readonly quotas?: QuotaRule }
  /** Shares by name, at least 0 and not all 0; they are normalised to sum to 1. */
  | { readonly shares: Readonly<Record<string, number>> };

/**
 * Places n nodes in regions: by quotas, dealt out in an order drawn by `random`. Regions stand in the order of the tables
 * for a preset, and in the order written for shares.
 * @param settled regions of the first nodes, by name, where they are given; the shares are those of the rest
 * @throws for an unknown preset, no region, a negative share, shares that are all 0, or an unknown region in `settled`
 */
export function placeRegions(
  choice: RegionChoice,
  n: number,
  random: () => number,
  settled: readonly string[] = [],
): Regions {
  const { names, shares } = 'preset' in choice ? presetShares(choice.preset) : ownShares(choice.shares);
  const rule = 'preset' in choice ? choice.quotas : undefined;
  const first = settled.map((name) => rowOf(name, names));
  const rest = allot(shares, n - first.length, rule ?? 'exact', random);
  if (first.length === 0) return { names, of: rest };
  const of = new Int32Array(n);
  of.set(first);
  of.set(rest, first.length);
  return { names, of };
}

function rowOf(name: string, names: readonly string[]): number {
  const row = names.findIndex((own) => own === name || (regionRow(own) >= 0 && regionRow(own) === regionRow(name)));
  if (row >= 0) return row;
  throw new Error(`regions: a node is to stand in "${name}", and there are only ${names.join(', ')}`);
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
