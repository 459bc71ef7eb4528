import type { Statement } from './statements.js';

/** Slots that a liar keeps in mind; older ones are over. */
const MOST_SLOTS = 512;

/** What a liar keeps in mind of each slot, that is of each height and view; made when first asked for. */
export class Slots<T> {
  private readonly slots = new Map<string, T>();
  private readonly make: () => T;

  constructor(make: () => T) {
    this.make = make;
  }

  of({ height, view }: Pick<Statement, 'height' | 'view'>): T {
    const name = `${height} ${view}`;
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
