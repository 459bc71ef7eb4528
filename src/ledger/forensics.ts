/**
 * The search for culprits after a fork of a chained protocol: Sheng, Wang, Nayak, Kannan, Viswanath, "BFT Protocol Forensics",
 * CCS 2021. Two certificates that conflict share f + 1 voters; what their other statements say of those is the protocol's own.
 */
import type { BlockId, BlockView, Evidence, Fork, NodeId, VoterSet } from '../contract.js';

/** A block with enough votes of one kind in one view. */
export interface Certified {
  readonly view: number;
  readonly block: BlockId;
  readonly voters: VoterSet;
}

/** Every block that got enough votes of a kind, where views run on across heights; by ascending view, then block. */
export function certifiedBlocks(evidence: Evidence, kind: string): Certified[] {
  const certified: Certified[] = [];
  for (const view of evidence.views(kind, 0)) {
    for (const [block, voters] of evidence.ballots(kind, 0, view)) {
      if (evidence.blocks.has(block) && evidence.enough(voters)) certified.push({ view, block, voters });
    }
  }
  return certified.sort((a, b) => a.view - b.view || a.block - b.block);
}

/**
 * Who broke a lock. A node that is in `locks` had locked that block in that view, which decides it together with its
 * ancestors. Of the two locks that decided the fork, the older one was broken by whoever then voted for the first of the
 * `certified` blocks that conflicts with it; or who voted both for that one and, in the same view, along the lock's chain.
 */
export function lockBreakers(
  fork: Fork,
  evidence: Evidence,
  locks: readonly Certified[],
  certified: readonly Certified[],
): NodeId[] {
  const { blocks, n } = evidence;
  const [first, second] = [fork.first, fork.second].map((value) =>
    locks.find(({ block }) => decides(blocks, block, fork.height, value)),
  );
  if (!first || !second) return [];
  const lock = first.view <= second.view ? first : second;
  const rival = firstConflict(lock.block, lock.view, certified, blocks);
  if (!rival) return [];
  const beside = certified.find(({ view, block }) => view === rival.view && !conflict(lock.block, block, blocks));
  return votersOf((beside ?? lock).voters, rival.voters, n);
}

/** The first block certified in this view or a later one that lies on no chain with `block`. */
export function firstConflict(
  block: BlockId,
  view: number,
  certified: readonly Certified[],
  blocks: BlockView,
): Certified | undefined {
  return certified.find((other) => other.view >= view && conflict(block, other.block, blocks));
}

/** Whether the chain that ends in `block` holds one of the two values of the fork at its height. */
export function isSideOf(fork: Fork, block: BlockId, blocks: BlockView): boolean {
  return [fork.first, fork.second].some((value) => decides(blocks, block, fork.height, value));
}

/** Who is in both, ascending. */
export function votersOf(a: VoterSet, b: VoterSet, n: number): NodeId[] {
  const both: NodeId[] = [];
  for (let node = 0; node < n; node++) if (a.has(node) && b.has(node)) both.push(node);
  return both;
}

/** Whether neither block lies on the other's chain. */
function conflict(a: BlockId, b: BlockId, blocks: BlockView): boolean {
  const [low, high] = blocks.height(a) <= blocks.height(b) ? [a, b] : [b, a];
  return blocks.ancestor(high, blocks.height(low)) !== low;
}

/** Whether the chain that ends in a block decides this value at this height; headers hold the `value` of their block. */
function decides(blocks: BlockView, block: BlockId, height: number, value: number): boolean {
  return blocks.height(block) >= height && blocks.header(blocks.ancestor(block, height)).value === value;
}
