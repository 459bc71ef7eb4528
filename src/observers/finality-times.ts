import type { Time } from '../contract.js';

/** One block or decision that not every correct node takes as final yet. */
interface Open {
  readonly born: Time;
  readonly height: number;
  /** Nodes that take it as final, and correct nodes that do not yet. */
  count: number;
  missing: number;
  latest: Time;
}

class Mean {
  private sum = 0;
  private count = 0;

  add(value: number): void {
    this.sum += value;
    this.count++;
  }

  get value(): number | null {
    return this.count > 0 ? this.sum / this.count : null;
  }
}

/**
 * Time from the making of a proposal or block until the first, the quorum-th and the last correct node takes it as final:
 * means over all that so many took. Nobody waits for a node that an adversary has taken over; what it took while it was
 * correct counts.
 */
export class FinalityTimes {
  readonly first = new Mean();
  readonly quorum = new Mean();
  readonly last = new Mean();
  private readonly enough: number;
  private correctCount: number;
  private readonly open = new Map<number, Open>();

  /** @param enough how many nodes are a quorum, at least 1 */
  constructor(correct: readonly boolean[], enough: number) {
    this.enough = enough;
    this.correctCount = correct.filter(Boolean).length;
  }

  /** A correct node takes `id` as final at a height, for the first time; `born` is when it was made. */
  add(now: Time, id: number, height: number, born: Time): void {
    let open = this.open.get(id);
    if (!open) {
      open = { born, height, count: 0, missing: this.correctCount, latest: now };
      this.open.set(id, open);
      this.first.add(now - born);
    }
    open.count++;
    open.missing--;
    open.latest = now;
    if (open.count === this.enough) this.quorum.add(now - born);
    if (open.missing === 0) this.close(id, open);
  }

  /** A node is no longer correct; until now it has taken all up to `height` as final. */
  withdraw(height: number): void {
    this.correctCount--;
    for (const [id, open] of this.open) {
      if (open.height > height && --open.missing === 0) this.close(id, open);
    }
  }

  private close(id: number, { latest, born }: Open): void {
    this.last.add(latest - born);
    this.open.delete(id);
  }
}
