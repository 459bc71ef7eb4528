/**
 * Timers by (owner, name, key). Setting one replaces the live one of the same name and key; a cancelled or replaced
 * timer's event stays in the queue and is dropped without effect when its time comes.
 */
export class TimerTable {
  private readonly owners: number[] = [];
  private readonly names: number[] = [];
  private readonly keys: number[] = [];
  private readonly live: boolean[] = [];
  private readonly free: number[] = [];
  /** Per owner: live place by name and key. */
  private readonly places: Map<number, number>[][] = [];

  /** Registers a live timer and returns its place, which goes into the event. */
  set(owner: number, name: number, key: number): number {
    const byKey = this.byKey(owner, name);
    const old = byKey.get(key);
    if (old !== undefined) this.live[old] = false;
    const place = this.free.pop() ?? this.owners.length;
    this.owners[place] = owner;
    this.names[place] = name;
    this.keys[place] = key;
    this.live[place] = true;
    byKey.set(key, place);
    return place;
  }

  cancel(owner: number, name: number, key: number): void {
    const byKey = this.byKey(owner, name);
    const place = byKey.get(key);
    if (place === undefined) return;
    this.live[place] = false;
    byKey.delete(key);
  }

  /** The event of this place has come: gives the place back; false when the timer was cancelled or replaced. */
  expire(place: number): boolean {
    this.free.push(place);
    if (!this.live[place]) return false;
    this.live[place] = false;
    this.byKey(this.owners[place]!, this.names[place]!).delete(this.keys[place]!);
    return true;
  }

  owner(place: number): number {
    return this.owners[place]!;
  }

  name(place: number): number {
    return this.names[place]!;
  }

  key(place: number): number {
    return this.keys[place]!;
  }

  private byKey(owner: number, name: number): Map<number, number> {
    const byName = (this.places[owner] ??= []);
    return (byName[name] ??= new Map());
  }
}
