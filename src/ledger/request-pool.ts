import type { Value } from '../contract.js';
import { ValueSet } from './value-set.js';

/** What one node of a protocol that decides knows of clients' requests: those that wait, and those it has output. */
export class RequestPool {
  /** Oldest first. */
  readonly waiting = new Set<Value>();
  private readonly output = new ValueSet();

  add(request: Value): void {
    if (!this.output.has(request)) this.waiting.add(request);
  }

  /** The requests that have waited longest, at most this many; they stay until they are output. */
  oldest(most: number): Value[] {
    const requests: Value[] = [];
    for (const request of this.waiting) {
      if (requests.length === most) break;
      requests.push(request);
    }
    return requests;
  }

  /** Whether a batch may be decided: nothing in it has been output, and nothing stands in it twice. */
  isFresh(batch: readonly Value[]): boolean {
    return new Set(batch).size === batch.length && !batch.some((request) => this.output.has(request));
  }

  settle(batch: readonly Value[]): void {
    for (const request of batch) {
      this.waiting.delete(request);
      this.output.add(request);
    }
  }
}
