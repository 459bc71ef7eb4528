import { z } from 'zod';
import type { NodeId } from '../contract.js';

/** Who leads which view: everyone in turn, one until its view fails, or as listed from view 1 on and then in turn. */
export type Leaders = 'rotating' | 'stable' | readonly NodeId[];

/** The option of a protocol that leaves the choice of leaders open. */
export const leadersOption = (fallback: 'rotating' | 'stable') =>
  z
    .union([z.enum(['rotating', 'stable']), z.array(z.int().min(0)).min(1)])
    .default(fallback)
    .describe(
      'Who leads: everyone in turn; one node until its view fails, or where each height begins anew, node 0 first at each; or the nodes listed and then all in turn',
    );

/** The option of a protocol whose leaders change with every view. */
export const scheduleOption = () =>
  z
    .union([z.literal('rotating'), z.array(z.int().min(0)).min(1)])
    .default('rotating')
    .describe('Who leads: everyone in turn, or the nodes listed from view 1 on and then all in turn');

/** The leader of a view (views count from 1) under a schedule that is fixed beforehand. */
export function scheduledLeader(leaders: 'rotating' | readonly NodeId[], view: number, n: number): NodeId {
  const listed = leaders === 'rotating' ? undefined : leaders[view - 1];
  return (listed ?? view - 1) % n;
}

/** Views that a stable leader has to itself; the next one's begin after them. */
const REIGN = 1_000_000;

/**
 * The leader of a view (views count from 1). A stable leader has a million views in a row, and a view of his that fails
 * ends them: so the view alone says who leads it, and nodes that know of different views never disagree on that.
 */
export function leaderOf(leaders: Leaders, view: number, n: number): NodeId {
  return leaders === 'stable' ? Math.floor((view - 1) / REIGN) % n : scheduledLeader(leaders, view, n);
}

/** The view that follows one that has failed: the next, or the first of the next stable leader. */
export function viewAfterFailure(leaders: Leaders, view: number): number {
  return leaders === 'stable' ? (Math.floor((view - 1) / REIGN) + 1) * REIGN + 1 : view + 1;
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
