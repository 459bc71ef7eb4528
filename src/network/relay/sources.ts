import type { BlockId, NodeId } from '../../contract.js';

const NONE = 0;

/**
 * Of the blocks that an endpoint has asked for, who else is known to have them: lists in shared arrays, the one that was
 * asked first. A list is found by endpoint and block.
 */
export class Sources {
  private readonly endpoints: number;
  /** By block: the first entry of each endpoint's list, and the last. */
  private readonly lists: (Int32Array | undefined)[] = [];
  private nodes = new Int32Array(16);
  private next = new Int32Array(16);
  private used = 1;
  private free = NONE;

  constructor(endpoints: number) {
    this.endpoints = endpoints;
  }

  /** Notes one more that has the block. */
  add(endpoint: number, block: BlockId, node: NodeId): void {
    const ends = (this.lists[block] ??= new Int32Array(2 * this.endpoints));
    const entry = this.entry(node);
    const last = ends[2 * endpoint + 1]!;
    if (last === NONE) ends[2 * endpoint] = entry;
    else this.next[last] = entry;
    ends[2 * endpoint + 1] = entry;
  }

  /** The one that was asked has not answered: the next, or the same again where there is no other. */
  following(endpoint: number, block: BlockId): NodeId {
    const ends = this.lists[block]!;
    const first = ends[2 * endpoint]!;
    const second = this.next[first]!;
    if (second === NONE) return this.nodes[first]!;
    ends[2 * endpoint] = second;
    this.release(first);
    return this.nodes[second]!;
  }

  /** The endpoint no longer asks. */
  clear(endpoint: number, block: BlockId): void {
    const ends = this.lists[block];
    if (!ends) return;
    for (let entry = ends[2 * endpoint]!; entry !== NONE;) {
      const following = this.next[entry]!;
      this.release(entry);
      entry = following;
    }
    ends[2 * endpoint] = ends[2 * endpoint + 1] = NONE;
  }

  /** Nobody asks for the block any more. */
  forget(block: BlockId): void {
    this.lists[block] = undefined;
  }

  private entry(node: NodeId): number {
    let entry = this.free;
    if (entry !== NONE) this.free = this.next[entry]!;
    else entry = this.fresh();
    this.nodes[entry] = node;
    this.next[entry] = NONE;
    return entry;
  }

  private fresh(): number {
    if (this.used === this.nodes.length) {
      this.nodes = grown(this.nodes);
      this.next = grown(this.next);
    }
    return this.used++;
  }

  private release(entry: number): void {
    this.next[entry] = this.free;
    this.free = entry;
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(array.length * 2);
  wider.set(array);
  return wider;
}
