import { shuffler } from 'd3-array';
import { z } from 'zod';
import type { Links, NodeId, Topology } from '../../contract.js';
import { connected, LinkSet, ringLinks } from './links.js';

const params = z.strictObject({
  degree: z.int().min(1).prefault(8).describe('Neighbours of every node; n · degree must be even.'),
});

const randomRegular: Topology<z.output<typeof params>> = {
  name: 'random-regular',
  describe: 'A random graph in which every node has the same number of neighbours.',
  params,
  build({ degree }, n, random) {
    if (degree >= n) throw new Error(`topology random-regular: degree is ${degree} and must be below n, ${n}`);
    if ((degree * n) % 2 === 1) {
      throw new Error(`topology random-regular: n · degree must be even, and ${n} · ${degree} is odd`);
    }
    if (degree === 1 && n > 2) throw new Error('topology random-regular: degree 1 joins pairs only; take 2 or more');
    // A connected graph of degree 2 is a cycle, and drawing until one comes would take too long.
    if (degree === 2) return randomCycle(n, random);
    const spare = n - 1 - degree;
    return connected('random-regular', 'raise the degree', () =>
      spare < degree ? complement(draw(n, spare, random)) : draw(n, degree, random),
    );
  },
};
export default randomRegular;

function randomCycle(n: number, random: () => number): Links {
  const links = new LinkSet(n);
  const order = shuffler(random)(Int32Array.from({ length: n }, (_, node) => node));
  order.forEach((node, at) => links.add(node, order[(at + 1) % n]!));
  return links.toLinks();
}

function complement(links: LinkSet): LinkSet {
  const rest = new LinkSet(links.n);
  for (let b = 1; b < links.n; b++) for (let a = 0; a < b; a++) if (!links.has(a, b)) rest.add(a, b);
  return rest;
}

/** Graphs of at most this many links are mixed: in a larger one the pairs that needed a switch are too few to matter. */
const MIXED_LINKS = 20_000;
const SWITCHES_PER_LINK = 20;

/** A regular graph, nearly uniform among all of that degree; at most half of the other nodes are neighbours. */
function draw(n: number, degree: number, random: () => number): LinkSet {
  const links = paired(n, degree, random) ?? ringWithChords(n, degree);
  if (links.size > MIXED_LINKS) return links;
  // Random switches are a Markov chain whose law in the limit is uniform over all graphs of the degree.
  const board = new Switchboard(links);
  for (let times = SWITCHES_PER_LINK * links.size; times > 0; times--) board.switchTwo(random);
  return links;
}

/** Links that can be picked at random and replaced two by two. */
class Switchboard {
  readonly links: LinkSet;
  private readonly ends: NodeId[] = [];

  constructor(links: LinkSet) {
    this.links = links;
    for (let node = 0; node < links.n; node++) {
      for (const other of links.neighbours(node)) if (node < other) this.ends.push(node, other);
    }
  }

  add(a: NodeId, b: NodeId): void {
    this.links.add(a, b);
    this.ends.push(a, b);
  }

  /** Picks a link (c, d) at random and puts (a, c) and (b, d) in its place, unless that would break the graph. */
  switchIn(a: NodeId, b: NodeId, random: () => number): boolean {
    if (this.ends.length === 0) return false;
    const at = Math.floor(random() * this.ends.length);
    const c = this.ends[at]!;
    const d = this.ends[at ^ 1]!;
    if ((a === d && b === c) || !this.links.allows(a, c) || !this.links.allows(b, d)) return false;
    this.links.remove(c, d);
    this.links.add(a, c);
    this.links.add(b, d);
    this.ends[at] = a;
    this.ends[at ^ 1] = c;
    this.ends.push(b, d);
    return true;
  }

  /** Replaces two random links (a, b) and (c, d) by (a, c) and (b, d), where that leaves the graph simple. */
  switchTwo(random: () => number): void {
    const at = Math.floor(random() * this.ends.length);
    const other = Math.floor(random() * this.ends.length);
    const a = this.ends[at]!;
    const b = this.ends[at ^ 1]!;
    const c = this.ends[other]!;
    const d = this.ends[other ^ 1]!;
    if (!this.links.allows(a, c) || !this.links.allows(b, d)) return;
    this.links.remove(a, b);
    this.links.remove(c, d);
    this.links.add(a, c);
    this.links.add(b, d);
    this.ends[at ^ 1] = c;
    this.ends[other] = b;
  }
}

const SWITCH_TRIES = 1_000;

/**
 * The configuration model: `degree` stubs per node, paired at random. A pair that would be a loop or a double link is
 * put in by switching it with a random link. Undefined when some pair finds none, as may happen in small dense graphs.
 */
function paired(n: number, degree: number, random: () => number): LinkSet | undefined {
  const stubs = shuffler(random)(Int32Array.from({ length: n * degree }, (_, stub) => Math.floor(stub / degree)));
  const board = new Switchboard(new LinkSet(n));
  const refused: NodeId[] = [];
  for (let at = 0; at < stubs.length; at += 2) {
    const a = stubs[at]!;
    const b = stubs[at + 1]!;
    if (board.links.allows(a, b)) board.add(a, b);
    else refused.push(a, b);
  }
  for (let at = 0; at < refused.length; at += 2) {
    let tries = 0;
    while (!board.switchIn(refused[at]!, refused[at + 1]!, random)) {
      if (++tries === SWITCH_TRIES) return undefined;
    }
  }
  return board.links;
}

function ringWithChords(n: number, degree: number): LinkSet {
  const ring = ringLinks(n, Math.floor(degree / 2));
  if (degree % 2 === 1) for (let node = 0; node < n / 2; node++) ring.add(node, node + n / 2);
  return ring;
}
