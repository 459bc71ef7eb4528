import type { NodeId } from '../contract.js';

/** What a node has heard in one slot: by value, in which kinds of message, and from whom first. */
export class Hearsay {
  private readonly said = new Map<number, Map<string, NodeId>>();
  /** Values that somebody has named, other than for nothing, in the order in which they were heard of. */
  readonly values: number[] = [];

  hear(kind: string, value: number, from: NodeId): void {
    let kinds = this.said.get(value);
    if (!kinds) {
      this.said.set(value, (kinds = new Map()));
      if (value >= 0) this.values.push(value);
    }
    if (!kinds.has(kind)) kinds.set(kind, from);
  }

  /** A vote is for nothing, or for what has been named in another kind of message before; all else is a proposal. */
  isVote(kind: string, value: number): boolean {
    return value < 0 || this.source(kind, value) !== undefined;
  }

  /** Who first named this value in another kind than this: as a rule, who proposed it. */
  source(kind: string, value: number): NodeId | undefined {
    for (const [other, from] of this.said.get(value) ?? []) if (other !== kind) return from;
    return undefined;
  }
}
