import type { Value } from '../contract.js';
import { ValueSet } from './value-set.js';

/** Clients' requests at one node: each waits, may be claimed for a proposal, and is done; in the order in which they came. */
export class RequestQueue {
  private readonly waiting = new Set<Value>();
  /** Those in proposals that are not decided yet; some of them may never have been heard from a client. */
  private readonly claimed = new Set<Value>();
  private readonly done = new ValueSet();
  /** What had waited longest when the overdue were last asked for. */
  private oldestBefore: Value | undefined = undefined;

  /** Requests heard and not done, claimed or not. */
  get size(): number {
    return this.waiting.size;
  }

  /** A request that is done already does not wait again. */
  add(request: Value): void {
    if (!this.done.has(request)) this.waiting.add(request);
  }

  /** The oldest requests, at most this many, if one of them has waited since this was last asked. */
  overdue(most: number): Value[] {
    const requests: Value[] = [];
    for (const request of this.waiting) {
      if (requests.length === most) break;
      requests.push(request);
    }
    const [oldest] = requests;
    const isOverdue = oldest !== undefined && oldest === this.oldestBefore;
    this.oldestBefore = oldest;
    return isOverdue ? requests : [];
  }

  /** Claims the oldest requests that nobody has claimed, at most this many. */
  take(most: number): Value[] {
    const batch: Value[] = [];
    for (const request of this.waiting) {
      if (batch.length === most) break;
      if (!this.claimed.has(request)) batch.push(request);
    }
    for (const request of batch) this.claimed.add(request);
    return batch;
  }

  /** These stand in a proposal. */
  claim(requests: readonly Value[]): void {
    for (const request of requests) this.claimed.add(request);
  }

  /** Their proposal came to nothing. */
  release(requests: readonly Value[]): void {
    for (const request of requests) this.claimed.delete(request);
  }

  /** Whether none of these has been executed. */
  areNew(requests: readonly Value[]): boolean {
    return !requests.some((request) => this.done.has(request));
  }

  /** No proposal counts any more. */
  unclaim(): void {
    this.claimed.clear();
  }

  /** These have been executed. */
  finish(requests: readonly Value[]): void {
    for (const request of requests) {
      this.waiting.delete(request);
      this.claimed.delete(request);
      this.done.add(request);
    }
  }
}
