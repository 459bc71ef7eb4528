/**
 * The search for culprits after a fork of a chained protocol: Sheng, Wang, Nayak, Kannan, Viswanath, "BFT Protocol Forensics",
 * CCS 2021. Two certificates that conflict share f + 1 voters; what their other statements say of those is the protocol's own.
 */
import type { BlockId, BlockView, Evidence, Fork, NodeId, VoterSet } from '../contract.js';

/** A block that enough nodes voted for in its view. */
export interface Certified {
  readonly block: BlockId;
  readonly view: number;
  readonly voters: VoterSet;
}

/** What the votes of a kind certify, lowest view first. */
export function certifiedBlocks(kind: string, evidence: Evidence): Certified[] {
  return evidence.views(kind, 0).flatMap((view) =>
    [...evidence.ballots(kind, 0, view)]
      .filter(([, voters]) => evidence.enough(voters))
      .map(([block, voters]) => ({ block, view, voters }))
      .sort((a, b) => a.block - b.block),
  );
}

/** Whether the chain that ends in `block` holds one of the two values of the fork at its height. */
export function isSideOf(fork: Fork, block: BlockId, blocks: BlockView): boolean {
  if (!blocks.has(block) || blocks.height(block) < fork.height) return false;
  const { value } = blocks.header(blocks.ancestor(block, fork.height));
  return value === fork.first || value === fork.second;
}

/** The first block certified in this view or a later one that lies on no chain with `block`. */
export function firstConflict(
  block: BlockId,
  view: number,
  certified: readonly Certified[],
  blocks: BlockView,
): Certified | undefined {
  return certified.find(
    (other) => other.view >= view && blocks.has(other.block) && conflict(block, other.block, blocks),
  );
}

function conflict(a: BlockId, b: BlockId, blocks: BlockView): boolean {
  const [low, high] = blocks.height(a) <= blocks.height(b) ? [a, b] : [b, a];
  return blocks.ancestor(high, blocks.height(low)) !== low;
}

/** Who is in both, ascending. */
export function votersOf(a: VoterSet, b: VoterSet, n: number): NodeId[] {
  const both: NodeId[] = [];
  for (let node = 0; node < n; node++) if (a.has(node) && b.has(node)) both.push(node);
  return both;
}

/**
 * As for HotStuff in the paper: let b be decided by second votes of the kind `final` in view v, which say that their voters
 * have locked it, and c be the first block certified from v on that conflicts with b. In view v itself whoever voted for both
 * is to blame. Later the certificate in c is older than v, so those are who had locked b and then voted for c.
 */
export function lockBreakers(final: string, fork: Fork, evidence: Evidence): readonly NodeId[] {
  const { blocks, n } = evidence;
  const certified = certifiedBlocks('vote', evidence);
  for (const b of certifiedBlocks(final, evidence)) {
    const c = isSideOf(fork, b.block, blocks) ? firstConflict(b.block, b.view, certified, blocks) : undefined;
    if (!c) continue;
    const rival = certified.find(({ block, view }) => block === b.block && view === c.view);
    return votersOf((rival ?? b).voters, c.voters, n);
  }
  return [];
}
