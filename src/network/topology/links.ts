import type { Links, NodeId } from '../../contract.js';

/** Undirected links in the making: no node is linked to itself or twice to another. */
export class LinkSet {
  readonly n: number;
  private readonly rows: NodeId[][];
  private links = 0;

  constructor(n: number) {
    this.n = n;
    this.rows = Array.from({ length: n }, () => []);
  }

  /** How many links there are. */
  get size(): number {
    return this.links;
  }

  /** How many neighbours `a` has. */
  degree(a: NodeId): number {
    return this.rows[a]!.length;
  }

  /** In the order in which they were added. */
  neighbours(a: NodeId): readonly NodeId[] {
    return this.rows[a]!;
  }

  /** Costs the smaller of the two degrees. */
  has(a: NodeId, b: NodeId): boolean {
    const ofA = this.rows[a]!;
    const ofB = this.rows[b]!;
    return ofA.length <= ofB.length ? ofA.includes(b) : ofB.includes(a);
  }

  /** Whether a link between the two may be added. */
  allows(a: NodeId, b: NodeId): boolean {
    return a !== b && !this.has(a, b);
  }

  /** The caller has made sure that the set `allows` the link. */
  add(a: NodeId, b: NodeId): void {
    this.rows[a]!.push(b);
    this.rows[b]!.push(a);
    this.links += 1;
  }

  /** Removes a link that is there. */
  remove(a: NodeId, b: NodeId): void {
    drop(this.rows[a]!, b);
    drop(this.rows[b]!, a);
    this.links -= 1;
  }

  /** Compressed rows with ascending neighbours. */
  toLinks(): Links {
    const { n, rows } = this;
    const offsets = new Int32Array(n + 1);
    for (let node = 0; node < n; node++) offsets[node + 1] = offsets[node]! + rows[node]!.length;
    const neighbours = new Int32Array(offsets[n]!);
    const next = offsets.slice(0, n);
    // Nodes are taken in ascending order, so each lands at the end of what its neighbours' rows hold already.
    for (let node = 0; node < n; node++) for (const other of rows[node]!) neighbours[next[other]!++] = node;
    return { offsets, neighbours };
  }
}

function drop(row: NodeId[], node: NodeId): void {
  const last = row.pop()!;
  if (last !== node) row[row.indexOf(node)] = last;
}

/** Every node of a circle of n linked to the nearest `each` on either side, or to all others when there are no more. */
export function ringLinks(n: number, each: number): LinkSet {
  const links = new LinkSet(n);
  const farthest = Math.min(each, Math.floor(n / 2));
  for (let step = 1; step <= farthest; step++) {
    // Exactly half way round, both ends would name the same link.
    const starts = 2 * step === n ? step : n;
    for (let node = 0; node < starts; node++) links.add(node, (node + step) % n);
  }
  return links;
}

/** The lowest node that cannot be reached from node 0; −1 when the graph is connected. */
export function unreachable(links: Links): NodeId {
  const { offsets, neighbours } = links;
  const n = offsets.length - 1;
  const reached = new Uint8Array(n);
  const queue = new Int32Array(n);
  let tail = 0;
  if (n > 0) {
    reached[0] = 1;
    queue[tail++] = 0;
  }
  for (let head = 0; head < tail; head++) {
    const node = queue[head]!;
    for (let at = offsets[node]!; at < offsets[node + 1]!; at++) {
      const other = neighbours[at]!;
      if (reached[other]) continue;
      reached[other] = 1;
      queue[tail++] = other;
    }
  }
  return reached.indexOf(0);
}

const ATTEMPTS = 20;

/**
 * Draws graphs until one is connected, so what comes out is the law of `draw` given that the graph is connected.
 * @throws when none of 20 is
 */
export function connected(name: string, advice: string, draw: () => { toLinks(): Links }): Links {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const links = draw().toLinks();
    if (unreachable(links) < 0) return links;
  }
  throw new Error(`topology ${name}: none of ${ATTEMPTS} drawn graphs was connected; ${advice}`);
}
