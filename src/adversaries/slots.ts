import type { Statement } from './statements.js';

/** Slots that a liar keeps in mind; older ones are over. */
const MOST_SLOTS = 512;

/** What a liar keeps in mind of each slot, that is of each height and view; made when first asked for. */
export class Slots<T> {
  private readonly slots = new Map<string, T>();
  private readonly make: () => T;
  /** The slot asked for last: messages come in bursts for one slot. */
  private last: T | undefined = undefined;
  private lastHeight = -1;
  private lastView = -1;

  constructor(make: () => T) {
    this.make = make;
  }

  of({ height, view }: Pick<Statement, 'height' | 'view'>): T {
    if (this.last !== undefined && height === this.lastHeight && view === this.lastView) return this.last;
    this.lastHeight = height;
    this.lastView = view;
    return (this.last = this.find(`${height} ${view}`));
  }

  private find(name: string): T {
    const known = this.slots.get(name);
    if (known !== undefined) return known;
    const slot = this.make();
    this.slots.set(name, slot);
    if (this.slots.size > MOST_SLOTS) for (const oldest of this.slots.keys()) return this.forget(oldest, slot);
    return slot;
  }

  private forget(oldest: string, slot: T): T {
    this.slots.delete(oldest);
    return slot;
  }
}
