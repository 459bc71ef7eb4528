import type { NodeContext, Value } from '../contract.js';
import { RequestQueue } from './request-queue.js';
import type { Ordered } from './view-changes.js';

/** A primary's assignment of sequence numbers to batches of what waits. */
export class Sequencer {
  readonly requests = new RequestQueue();
  /** The next sequence number that this node would assign. */
  private next = 1;
  /** Nothing new is ordered below this many executions: it might have been executed already. */
  private base = 0;

  /** Puts what waits in batches of at most `most` requests, with the next numbers, up to `last`. */
  assign(view: number, executed: number, last: number, most: number, me: NodeContext): Ordered[] {
    const assigned: Ordered[] = [];
    while (executed >= this.base && this.next <= last) {
      const batch = this.requests.take(most);
      if (batch.length === 0) break;
      assigned.push({ view, seq: this.next++, value: me.propose(batch) });
    }
    return assigned;
  }

  /** A new view begins, in which these come first; `stable` is the highest checkpoint that anybody is at. */
  restart(reissued: readonly Ordered[], stable: number, executed: number, me: NodeContext): void {
    this.requests.unclaim();
    for (const { value } of reissued) this.requests.claim(me.contents(value));
    this.base = stable;
    this.next = Math.max(executed, stable, reissued.at(-1)?.seq ?? 0) + 1;
  }

  /**
   * This batch has this sequence number for good. A batch of which something has been executed already is for nothing: what
   * else is in it waits again.
   * @returns whether it is executed
   */
  finish(requests: readonly Value[], seq: number): boolean {
    this.next = Math.max(this.next, seq + 1);
    const isNew = this.requests.areNew(requests);
    if (isNew) this.requests.finish(requests);
    else this.requests.release(requests);
    return isNew;
  }
}
