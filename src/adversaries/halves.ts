import type { NodeId } from '../contract.js';

/** Everybody outside a coalition, by number. */
export function outsiders(coalition: ReadonlySet<NodeId>, n: number): NodeId[] {
  const nodes: NodeId[] = [];
  for (let node = 0; node < n; node++) if (!coalition.has(node)) nodes.push(node);
  return nodes;
}

/** Every other node outside a coalition, beginning with the first: the larger half. */
export function everyOther(coalition: ReadonlySet<NodeId>, n: number): Set<NodeId> {
  return new Set(outsiders(coalition, n).filter((_node, at) => at % 2 === 0));
}

/** So many of these nodes, drawn without repetition (a partial shuffle). */
export function drawn(nodes: readonly NodeId[], count: number, random: () => number): Set<NodeId> {
  const left = [...nodes];
  const chosen = new Set<NodeId>();
  for (let i = 0; i < Math.min(count, left.length); i++) {
    const j = i + Math.floor(random() * (left.length - i));
    chosen.add(left[j]!);
    left[j] = left[i]!;
  }
  return chosen;
}
