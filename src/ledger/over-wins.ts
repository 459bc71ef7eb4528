import type { BlockId, BlockView, NodeId } from '../contract.js';

/** What a block says of the wins of its maker. */
export interface Win {
  /** Sum, over the blocks up to this one that count for tests, of the share of the wins that each identity was to expect. */
  readonly expected: number;
  /** Blocks that the maker has claimed by its present key, this one included. */
  readonly claims: number;
  /** Height of the block that carried the sign-up of that key; 0: it is from genesis. */
  readonly since: number;
  /** The last block of the same maker before this one; 0: there is none. */
  readonly last: BlockId;
}

/** The present key of a node on a chain. */
export type Key = Pick<Win, 'claims' | 'since' | 'last'>;

/** @param win what a block of this chain says; `signups` who signed up anew in a block */
export function keyOf(
  blocks: BlockView,
  tip: BlockId,
  node: NodeId,
  win: (block: BlockId) => Win,
  signups: (block: BlockId) => readonly NodeId[],
): Key {
  let renewed = 0;
  let at = tip;
  while (blocks.height(at) > 0 && blocks.producer(at) !== node) {
    if (renewed === 0 && signups(at).includes(node)) renewed = blocks.height(at);
    at = blocks.parent(at);
  }
  if (renewed > 0) return { claims: 0, since: renewed, last: at };
  if (at === 0) return { claims: 0, since: 0, last: 0 };
  return { claims: win(at).claims, since: win(at).since, last: at };
}

/** One more win of an identity, and how it is tested. */
export interface Candidate {
  /** Its last win. */
  readonly last: BlockId;
  /** The share that each identity is to expect of this block. */
  readonly share: number;
  /** Blocks up to this height are left out. */
  readonly after: number;
  /** Wins that are never tested. */
  readonly least: number;
}

/**
 * The greatest deviation, in standard errors of a binomial law, of an identity's wins from what it was to expect, over the
 * stretches that end in a block on top of `parent` and begin with one of its wins; −Infinity where no stretch is tested.
 */
export function overWins(blocks: BlockView, parent: BlockId, by: Candidate, win: (block: BlockId) => Win): number {
  const height = blocks.height(parent) + 1;
  let greatest = -Infinity;
  let [observed, count, expected] = [1, 1, by.share];
  for (let own = by.last; ; own = win(own).last) {
    if (observed > by.least && observed > expected) {
      const p = expected / count;
      greatest = Math.max(greatest, (observed - expected) / Math.sqrt(count * p * (1 - p)));
    }
    if (blocks.height(own) <= by.after) return greatest;
    observed++;
    count = height - blocks.height(own) + 1;
    expected = by.share + win(parent).expected - win(blocks.parent(own)).expected;
  }
}

/** Who needs a new key after a block: not who signed up in it; besides its maker, if that has claimed all it may. */
export function exhaustedAfter(
  before: readonly NodeId[],
  signups: readonly NodeId[],
  maker: NodeId | undefined,
): readonly NodeId[] {
  if (signups.length === 0 && maker === undefined) return before;
  return [...before.filter((node) => !signups.includes(node)), ...(maker === undefined ? [] : [maker])];
}
