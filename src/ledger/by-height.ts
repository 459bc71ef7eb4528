/** What a node keeps of each height that is not settled, made when it is first asked for. */
export class ByHeight<T> {
  private readonly kept = new Map<number, T>();
  private readonly make: () => T;

  constructor(make: () => T) {
    this.make = make;
  }

  at(height: number): T {
    let entry = this.kept.get(height);
    if (entry === undefined) this.kept.set(height, (entry = this.make()));
    return entry;
  }

  dropBelow(height: number): void {
    for (const old of this.kept.keys()) if (old < height) this.kept.delete(old);
  }
}
