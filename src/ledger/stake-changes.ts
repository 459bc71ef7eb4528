/** Validators that enter and leave, and stakes that are cut, by the heights at which an economy says so. */
import type { Economy, NodeId } from '../contract.js';

/** Nodes that do not count in lotteries after a block of this height: those that have left, and those still to enter. */
export function absentAfter({ changes = [] }: Economy, height: number): Set<NodeId> {
  const absent = latecomers(changes);
  for (const { block, node, kind } of changes) {
    if (block > height) break;
    if (kind === 'enter') absent.delete(node);
    if (kind === 'leave') absent.add(node);
  }
  return absent;
}

/** Nodes whose first change, but for cuts, is to enter. */
export function latecomers(changes: NonNullable<Economy['changes']>): Set<NodeId> {
  const first = new Map<NodeId, string>();
  for (const { node, kind } of changes) if (kind !== 'slash' && !first.has(node)) first.set(node, kind);
  return new Set([...first].filter(([, kind]) => kind === 'enter').map(([node]) => node));
}

/** Burns what is slashed with the block of this height; how much that is in all. */
export function slashAt({ changes = [] }: Economy, height: number, coins: Float64Array): number {
  let burnt = 0;
  for (const { block, node, kind, share } of changes) {
    if (block > height) break;
    if (block === height && kind === 'slash') burnt += slash(coins, node, share);
  }
  return burnt;
}

/**
 * Cuts a share of what a node owns, whoever found it guilty; the coins are burnt.
 * @returns how many they are
 */
export function slash(coins: Float64Array, node: NodeId, share: number): number {
  const burnt = coins[node]! * share;
  coins[node]! -= burnt;
  return burnt;
}
