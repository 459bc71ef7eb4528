/** What was put on the network: messages and bytes in all, and messages by kind. A node's words to itself do not count. */
export class Traffic {
  messages = 0;
  bytes = 0;
  private readonly byKind: Float64Array;
  private readonly kinds: readonly string[];

  constructor(kinds: readonly string[]) {
    this.kinds = kinds;
    this.byKind = new Float64Array(kinds.length);
  }

  add(kind: number, copies: number, sizeBytes: number): void {
    this.messages += copies;
    this.bytes += copies * sizeBytes;
    this.byKind[kind]! += copies;
  }

  /** Messages of every kind, in the kinds' own order. */
  counts(): (readonly [kind: string, count: number])[] {
    return this.kinds.map((kind, i) => [kind, this.byKind[i]!]);
  }

  /** Messages by kind; kinds that were never sent are left out. */
  messagesByKind(): Record<string, number> {
    return Object.fromEntries(this.counts().filter(([, count]) => count > 0));
  }
}
