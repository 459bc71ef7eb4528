import type { BlockId } from '../../contract.js';
import type { BlockTree } from '../../ledger/block-tree.js';

/** What stands for an endpoint beside times: it has the block; has asked for it; or has it, but not yet its parent. */
export const HAS = -1;
export const ASKED = -2;
export const HELD = -3;

/**
 * What every endpoint knows of the blocks that are on their way: one number an endpoint, in rows that are used again. A block
 * has a row as long as anything about it is open: an announcement under way that was counted here, a request not yet
 * answered, a child that waits for its parent. Then its row says nothing that the block tree does not say, and goes.
 *
 * The number is HAS, ASKED or HELD, or the time at which the first announcement will have arrived; Infinity: none is under
 * way.
 */
export class LiveBlocks {
  private readonly tree: BlockTree;
  private readonly endpoints: number;
  /** By block. */
  private readonly rows: (Float64Array | undefined)[] = [];
  private readonly open: number[] = [];
  private readonly spare: Float64Array[] = [];

  constructor(tree: BlockTree, endpoints: number) {
    this.tree = tree;
    this.endpoints = endpoints;
  }

  /** The block's row, made if there is none. */
  row(block: BlockId): Float64Array {
    return this.rows[block] ?? this.makeRow(block);
  }

  /** What one endpoint knows of a block, without making a row. */
  known(endpoint: number, block: BlockId): number {
    const row = this.rows[block];
    if (row) return row[endpoint]!;
    return this.tree.has(endpoint, block) ? HAS : Infinity;
  }

  /** The endpoint has the block now. */
  see(endpoint: number, block: BlockId): void {
    this.tree.see(endpoint, block);
    const row = this.rows[block];
    if (row) row[endpoint] = HAS;
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
      if (row && (row[endpoint] === ASKED || row[endpoint] === HELD)) pending.push(block);
    });
    return pending;
  }

  private makeRow(block: BlockId): Float64Array {
    while (this.rows.length <= block) {
      this.rows.push(undefined);
      this.open.push(0);
    }
    const row = this.spare.pop() ?? new Float64Array(this.endpoints);
    row.fill(Infinity);
    this.tree.markSeen(block, row, HAS);
    this.rows[block] = row;
    return row;
  }
}
