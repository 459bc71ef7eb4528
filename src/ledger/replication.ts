import type { NodeId } from '../contract.js';

/** What a leader knows of its followers' logs, and how many nodes hold each entry that is not committed yet. */
export class Replication {
  /** By follower, nextIndex: the first entry that it may lack. */
  private readonly next: Int32Array;
  /** By follower, matchIndex: up to here its log is known to equal the leader's. */
  private readonly match: Int32Array;
  /** By follower: the last entry sent to it, which runs ahead of what it has acknowledged. */
  private readonly sent: Int32Array;
  /** By follower: whether the place where its log parts from the leader's is still looked for. */
  private readonly probed: Uint8Array;
  /** Followers that hold the entries after `settled`, by index: it never rises with the index. */
  private readonly copies: number[] = [];
  private settled: number;

  /** At the start of a term: `last` is the leader's last entry, those up to `settled` are committed. */
  constructor(n: number, settled: number, last: number) {
    this.next = new Int32Array(n).fill(last + 1);
    this.sent = new Int32Array(n).fill(last);
    this.match = new Int32Array(n);
    this.probed = new Uint8Array(n);
    this.settled = settled;
  }

  /** Where the next message to a follower begins. */
  firstFor(follower: NodeId): number {
    return this.sent[follower]! + 1;
  }

  /** Entries up to `index` are on their way; a follower that is probed gets the same again until it answers. */
  noteSent(follower: NodeId, index: number): void {
    if (this.probed[follower] === 0) this.sent[follower] = index;
  }

  /** Whatever has not been acknowledged is to be sent again. */
  rewind(): void {
    for (let follower = 0; follower < this.next.length; follower++) this.sent[follower] = this.next[follower]! - 1;
  }

  /** The follower holds the leader's entries up to `index`. */
  acknowledge(follower: NodeId, index: number): void {
    this.probed[follower] = 0;
    const before = this.match[follower]!;
    if (index > before) {
      this.match[follower] = index;
      for (let at = Math.max(before, this.settled); at < index; at++) {
        const place = at - this.settled;
        this.copies[place] = (this.copies[place] ?? 0) + 1;
      }
    }
    this.next[follower] = this.match[follower]! + 1;
    this.sent[follower] = Math.max(this.sent[follower]!, this.match[follower]!);
  }

  /**
   * The follower's log does not match at `prevIndex`: it is probed from `next` on.
   * @returns whether that is news, and not an answer to something older
   */
  reject(follower: NodeId, prevIndex: number, next: number): boolean {
    const stale = this.probed[follower] === 1 && prevIndex !== this.next[follower]! - 1;
    if (stale || prevIndex <= this.match[follower]!) return false;
    this.probed[follower] = 1;
    this.next[follower] = Math.max(this.match[follower]! + 1, Math.min(next, prevIndex));
    this.sent[follower] = this.next[follower]! - 1;
    return true;
  }

  /** The last entry that at least so many nodes hold: the leader, which holds all up to `last`, and followers. */
  heldBy(nodes: number, last: number): number {
    let held = this.settled;
    while (held < last && (this.copies[held - this.settled] ?? 0) + 1 >= nodes) held++;
    return held;
  }

  /** Entries up to `index` are committed. */
  settle(index: number): void {
    this.copies.splice(0, index - this.settled);
    this.settled = index;
  }
}
