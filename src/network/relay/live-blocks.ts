import type { BlockId } from '../../contract.js';
import type { BlockTree } from '../../ledger/block-tree.js';

/** What an endpoint knows of a block: nothing; it has asked for it; it has it, but not yet what it names; it has it. */
export const UNKNOWN = 0;
export const ASKED = 1;
export const HELD = 2;
export const HAS = 3;

/** What all endpoints know of one block. */
export interface Row {
  readonly states: Uint8Array;
  /** When the first announcement that is under way will have arrived; Infinity: none is. Only of those that know nothing. */
  readonly due: Float64Array;
}

/**
 * What every endpoint knows of the blocks that are on their way, in rows that are used again. A block has a row as long as
 * anything about it is open: an announcement under way that was counted here, a request not yet answered, a child that waits
 * for its parent. Then its row says nothing that the block tree does not say, and goes.
 */
export class LiveBlocks {
  private readonly tree: BlockTree;
  private readonly endpoints: number;
  private readonly keepsDue: boolean;
  /** By block. */
  private readonly rows: (Row | undefined)[] = [];
  private readonly open: number[] = [];
  private readonly spare: Row[] = [];

  /** @param keepsDue whether anybody asks for the times of announcements */
  constructor(tree: BlockTree, endpoints: number, keepsDue: boolean) {
    this.tree = tree;
    this.endpoints = endpoints;
    this.keepsDue = keepsDue;
  }

  /** The block's row, made if there is none. */
  row(block: BlockId): Row {
    return this.rows[block] ?? this.makeRow(block);
  }

  /** What one endpoint knows of a block, without making a row. */
  known(endpoint: number, block: BlockId): number {
    const row = this.rows[block];
    if (row !== undefined) return row.states[endpoint]!;
    return this.tree.has(endpoint, block) ? HAS : UNKNOWN;
  }

  /** The endpoint has the block now. */
  see(endpoint: number, block: BlockId): void {
    this.tree.see(endpoint, block);
    const row = this.rows[block];
    if (row !== undefined) row.states[endpoint] = HAS;
  }

  /** So many matters more are open. */
  add(block: BlockId, count: number): void {
    this.open[block]! += count;
  }

  /** One matter less is open; with the last the row goes. Whether it has gone. */
  drop(block: BlockId): boolean {
    if (--this.open[block]! > 0) return false;
    this.spare.push(this.rows[block]!);
    this.rows[block] = undefined;
    return true;
  }

  /** The blocks that one endpoint has asked for or holds. */
  pendingOf(endpoint: number): BlockId[] {
    const pending: BlockId[] = [];
    this.rows.forEach((row, block) => {
      const state = row?.states[endpoint];
      if (state === ASKED || state === HELD) pending.push(block);
    });
    return pending;
  }

  private makeRow(block: BlockId): Row {
    while (this.rows.length <= block) {
      this.rows.push(undefined);
      this.open.push(0);
    }
    const row = this.spare.pop() ?? {
      states: new Uint8Array(this.endpoints),
      due: new Float64Array(this.keepsDue ? this.endpoints : 0),
    };
    row.states.fill(UNKNOWN);
    row.due.fill(Infinity);
    this.tree.markSeen(block, row.states, HAS);
    this.rows[block] = row;
    return row;
  }
}
