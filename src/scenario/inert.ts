/** What a scenario asks for and a protocol has no rule to carry out, where other protocols beside it have. */
import type { Economy, Protocol } from '../contract.js';

/**
 * Whether rewards that are staked again can change who makes blocks: where weights are coins, or power that the mining race
 * lets them buy.
 */
export function canCompound({ staked, assumes, input }: Protocol): boolean {
  return staked === true || assumes.identity === 'stake' || input?.mined !== undefined;
}

/** Options without effect on a protocol, by their paths; none: all have one. */
export function inertOptions(protocol: Protocol, { compound }: Economy): readonly string[] {
  return compound && !canCompound(protocol) ? ['economy.compound'] : [];
}
