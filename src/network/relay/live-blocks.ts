import type { BlockId, Time } from '../../contract.js';
import type { BlockTree } from '../../ledger/block-tree.js';

/** What an endpoint knows of a block: nothing; it has asked for it; it has it, but not yet what it names; it has it. */
export const UNKNOWN = 0;
export const ASKED = 1;
export const HELD = 2;
export const HAS = 3;

/** In the place of a time: there is none; it has passed, for the endpoint knows of the block. */
export const NEVER = 0x7fffffff;
const PASSED = -1;

/** What all endpoints know of one block. */
export class Row {
  readonly states: Uint8Array;
  /**
   * When the first announcement that is under way will have arrived, in microseconds since `since`, which take half the room
   * of times; `NEVER`: none is, or later than can be written; below 0 where the endpoint knows of the block. One look thus
   * tells whether another announcement can matter.
   */
  readonly due: Int32Array;
  since: Time = 0;
  private readonly keepsDue: boolean;

  constructor(endpoints: number, keepsDue: boolean) {
    this.states = new Uint8Array(endpoints);
    this.due = new Int32Array(keepsDue ? endpoints : 0);
    this.keepsDue = keepsDue;
  }

  set(endpoint: number, state: number): void {
    this.states[endpoint] = state;
    if (this.keepsDue) this.due[endpoint] = state === UNKNOWN ? NEVER : PASSED;
  }

  /** Nobody knows of the block but those that have it. */
  begin(block: BlockId, tree: BlockTree, now: Time): void {
    this.states.fill(UNKNOWN);
    tree.markSeen(block, this.states, HAS);
    this.since = now;
    const { states, due } = this;
    for (let i = 0; i < due.length; i++) due[i] = states[i] === UNKNOWN ? NEVER : PASSED;
  }

  /** Counts times from now on. */
  countFrom(now: Time): void {
    const shift = now - this.since;
    const { due } = this;
    for (let i = 0; i < due.length; i++)
      if (due[i] !== NEVER && due[i] !== PASSED) due[i] = Math.max(0, due[i]! - shift);
    this.since = now;
  }
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
  private readonly now: () => Time;
  /** By block. */
  private readonly rows: (Row | undefined)[] = [];
  private readonly open: number[] = [];
  private readonly spare: Row[] = [];

  /** @param keepsDue whether anybody asks for the times of announcements */
  constructor(tree: BlockTree, endpoints: number, keepsDue: boolean, now: () => Time) {
    this.tree = tree;
    this.endpoints = endpoints;
    this.keepsDue = keepsDue;
    this.now = now;
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
    if (row !== undefined) row.set(endpoint, HAS);
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
    const row = this.spare.pop() ?? new Row(this.endpoints, this.keepsDue);
    row.begin(block, this.tree, this.now());
    this.rows[block] = row;
    return row;
  }
}
