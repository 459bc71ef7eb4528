import { z } from 'zod';
import type { NodeId } from '../contract.js';

/** Who leads which view: everyone in turn, one until its view fails, or as listed from view 1 on and then in turn. */
export type Leaders = 'rotating' | 'stable' | readonly NodeId[];

/** The option of a protocol that leaves the choice of leaders open. */
export const leadersOption = (fallback: 'rotating' | 'stable') =>
  z
    .union([z.enum(['rotating', 'stable']), z.array(z.int().min(0)).min(1)])
    .default(fallback)
    .describe('Who leads: everyone in turn, one node until its view fails, or the nodes listed and then all in turn');

/** The leader of a view (views count from 1) under a schedule that is fixed beforehand. */
export function scheduledLeader(leaders: 'rotating' | readonly NodeId[], view: number, n: number): NodeId {
  const listed = leaders === 'rotating' ? undefined : leaders[view - 1];
  return (listed ?? view - 1) % n;
}

/**
 * The leader of a round (from 0) of a height (from 1) where every height begins anew: the next in turn after the one who led
 * the round, or the height, before; `stable`: node 0 leads round 0 of every height.
 */
export function roundLeader(
  leaders: Leaders,
  { height, round }: { readonly height: number; readonly round: number },
  n: number,
): NodeId {
  return leaders === 'stable' ? round % n : scheduledLeader(leaders, height + round, n);
}
