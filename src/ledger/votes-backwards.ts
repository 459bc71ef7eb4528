import type { Evidence, NodeId } from '../contract.js';

/**
 * Who voted for a block at some height and in a later view for one at a lower height, ascending. Nobody does who votes for
 * extensions of the longest certified chain alone: the parent of what he voted for was certified already.
 */
export function votersBackwards(kind: string, evidence: Evidence): NodeId[] {
  const { n, blocks } = evidence;
  const highest = new Array<number>(n).fill(0);
  const guilty: NodeId[] = [];
  for (const view of evidence.views(kind, 0)) {
    const before = highest.slice();
    for (const [block, voters] of evidence.ballots(kind, 0, view)) {
      if (!blocks.has(block)) continue;
      const height = blocks.height(block);
      for (let node = 0; node < n; node++) {
        if (!voters.has(node)) continue;
        if (height < before[node]! && !guilty.includes(node)) guilty.push(node);
        highest[node] = Math.max(highest[node]!, height);
      }
    }
  }
  return guilty.sort((a, b) => a - b);
}
