import { bisectRight } from 'd3-array';
import type { NodeId } from '../contract.js';

/** How fast a queue of identities is let in: heights. */
export interface Queue {
  /** Blocks from the admission of an identity until it is active. */
  readonly admissionDelay: number;
  /** Least number of blocks between two activations. */
  readonly admissionInterval: number;
}

/** Admitted identities in the order of the queue, and the height from which each is active; never written to. */
export class Registry {
  readonly identities: readonly NodeId[];
  private readonly from: readonly number[];

  constructor(identities: readonly NodeId[], from: readonly number[] = identities.map(() => 0)) {
    this.identities = identities;
    this.from = from;
  }

  /** How many, the first of the list, may make the block at this height. */
  activeAt(height: number): number {
    return bisectRight(this.from, height);
  }

  /** Those of some nodes that are not in yet. */
  unknown(nodes: Iterable<NodeId>): NodeId[] {
    const asked = [...nodes];
    if (asked.length === 0) return asked;
    const known = new Set(this.identities);
    return asked.filter((node) => !known.has(node));
  }

  /** Whether a block may admit these: nodes that are not in yet, each once. */
  mayAdmit(admits: readonly NodeId[], n: number): boolean {
    if (admits.length === 0) return true;
    const known = new Set(this.identities);
    return admits.every(
      (node) => Number.isInteger(node) && node >= 0 && node < n && !known.has(node) && known.add(node),
    );
  }

  /** The registry after a block of this height that admits some: the queue lets them in one by one. */
  with(admits: readonly NodeId[], height: number, { admissionDelay, admissionInterval }: Queue): Registry {
    if (admits.length === 0) return this;
    const from = [...this.from];
    for (let i = 0; i < admits.length; i++) {
      from.push(Math.max(height + admissionDelay, (from.at(-1) ?? 0) + admissionInterval));
    }
    return new Registry([...this.identities, ...admits], from);
  }
}
