/** Places the blocks of a tree: the canonical chain straight on lane 0, stale branches on lanes beside it. */
import { group as groupBy, max } from 'd3-array';
import type { TreeBlock } from '../../runner/record.js';

export interface PlacedBlock {
  readonly id: number;
  readonly parent: number;
  readonly height: number;
  readonly producer: number;
  readonly timeS: number;
  readonly canonical: boolean;
  /** When the first correct node had it; null: none ever did; undefined: not known. */
  readonly heardS: number | null | undefined;
  /** Whether the next block was made before a correct node had this one. */
  readonly withheld: boolean;
  /** 0 is the canonical chain; 1, −1, 2, … are beside it. */
  readonly lane: number;
  /** Lane of the parent, at the height below. */
  readonly parentLane: number;
}

/** Consecutive heights that are drawn together. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly blocks: readonly PlacedBlock[];
  /** Whether the drawing goes on in the next stretch without a gap. */
  readonly goesOn: boolean;
}

export interface TreeLayout {
  readonly stretches: readonly Stretch[];
  /** Lowest and highest lane in use. */
  readonly lanes: readonly [number, number];
  readonly recorded: number;
  readonly stale: number;
  /** Places where the chain forked, and how many of them are drawn. */
  readonly forks: number;
  readonly drawnForks: number;
  readonly drawnStale: number;
}

const MOST_BLOCKS = 200;
const MOST_COLUMNS = 15;
const LANES: readonly number[] = [1, -1, 2, -2, 3, -3, 4, -4];

type Block = Omit<PlacedBlock, 'lane' | 'parentLane'>;

/** A stale branch: a chain of blocks from where it leaves its parent, and the branches that leave it. */
interface Branch {
  readonly chain: readonly Block[];
  readonly twigs: readonly Branch[];
}

/** Blocks stand in the order in which they were made. */
function named(
  [id, parent, height, producer, timeS, canonical, heardS]: TreeBlock,
  next: TreeBlock | undefined,
): Block {
  const withheld = heardS === null || (heardS !== undefined && next !== undefined && next[4] < heardS);
  return { id, parent, height, producer, timeS, canonical, heardS, withheld };
}

/** Stale blocks that hang together, with the heights they touch. */
interface Fork {
  readonly blocks: readonly Block[];
  readonly branch: Branch;
  readonly from: number;
  readonly to: number;
}

/**
 * The branch that starts in `root`: it follows the child with the deepest descendant, ties to the older block. Walks
 * down without recursion along a chain, for a stale branch may be as long as the run.
 */
function branchFrom(
  root: Block,
  children: ReadonlyMap<number, readonly Block[]>,
  depth: ReadonlyMap<number, number>,
): Branch {
  const chain: Block[] = [];
  const twigs: Branch[] = [];
  for (let block: Block | undefined = root; block;) {
    chain.push(block);
    const ordered: Block[] = [...(children.get(block.id) ?? [])].sort(
      (a, b) => depth.get(b.id)! - depth.get(a.id)! || a.id - b.id,
    );
    for (const other of ordered.slice(1)) twigs.push(branchFrom(other, children, depth));
    block = ordered[0];
  }
  return { chain, twigs };
}

function blocksIn({ chain, twigs }: Branch): Block[] {
  return [...chain, ...twigs.flatMap(blocksIn)];
}

function forksOf(stale: readonly Block[]): Fork[] {
  const ids = new Set(stale.map((block) => block.id));
  const children = groupBy(stale, (block) => block.parent);
  const depth = new Map(stale.map((block) => [block.id, block.height]));
  for (const block of [...stale].sort((a, b) => b.height - a.height || b.id - a.id)) {
    const own = depth.get(block.id)!;
    if (ids.has(block.parent) && depth.get(block.parent)! < own) depth.set(block.parent, own);
  }
  return stale
    .filter((block) => !ids.has(block.parent))
    .map((root) => {
      const branch = branchFrom(root, children, depth);
      const blocks = blocksIn(branch);
      return { blocks, branch, from: root.height - 1, to: max(blocks, (block) => block.height)! };
    })
    .sort((a, b) => a.from - b.from || a.blocks[0]!.id - b.blocks[0]!.id);
}

/** Forks in order of height until the picture is full: at least the beginning of the first. */
function fitting(forks: readonly Fork[]): Fork[] {
  const kept: Fork[] = [];
  let blocks = 0;
  let reached = -Infinity;
  for (const fork of forks) {
    const to = Math.min(fork.to, fork.from + MOST_BLOCKS / 2);
    const stale = fork.blocks.filter(({ height }) => height <= to).length;
    const columns = Math.max(0, to + 2 - Math.max(fork.from, reached));
    if (kept.length > 0 && blocks + stale + columns > MOST_BLOCKS) break;
    blocks += stale + columns;
    reached = Math.max(reached, to + 2);
    kept.push({ ...fork, to });
  }
  return kept;
}

/** Gives each branch the lane nearest the chain that is free over its heights, from its parent's height on. */
function placeForks(forks: readonly Fork[]): PlacedBlock[] {
  const takenUpTo = new Map<number, number>();
  const placed: PlacedBlock[] = [];
  const place = ({ chain, twigs }: Branch, parentLane: number) => {
    const [from, to] = [chain[0]!.height - 1, chain.at(-1)!.height];
    const free = LANES.filter((lane) => Math.sign(lane) === Math.sign(parentLane) || parentLane === 0).find(
      (lane) => lane !== parentLane && (takenUpTo.get(lane) ?? -Infinity) < from,
    );
    const lane = free ?? LANES.at(parentLane < 0 ? -1 : -2)!;
    takenUpTo.set(lane, Math.max(to, takenUpTo.get(lane) ?? -Infinity));
    chain.forEach((block, i) => placed.push({ ...block, lane, parentLane: i === 0 ? parentLane : lane }));
    for (const twig of twigs) place(twig, lane);
  };
  for (const fork of forks) place(fork.branch, 0);
  return placed;
}

function cut(from: number, to: number, blocks: readonly PlacedBlock[]): Stretch[] {
  const parts = Math.ceil((to - from + 1) / MOST_COLUMNS);
  const columns = Math.ceil((to - from + 1) / parts);
  return Array.from({ length: parts }, (_, part) => {
    const [start, end] = [from + part * columns, Math.min(to, from + (part + 1) * columns - 1)];
    return {
      from: start,
      to: end,
      // The block just right of a cut belongs to this stretch too, as far as half of its edge.
      blocks: blocks.filter(({ height }) => height >= start && height <= end + 1 && height <= to),
      goesOn: part < parts - 1,
    };
  });
}

/** Heights to draw: around each fork one block of the chain on either side; what touches is drawn together. */
function spansOf(forks: readonly Fork[], top: number): { readonly from: number; readonly to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const fork of forks) {
    const [from, to] = [Math.max(0, fork.from), Math.min(top, fork.to + 1)];
    const last = spans.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

/** Lays out the parts of a tree that have forks, up to about 200 blocks. */
export function layOutTree(tree: readonly TreeBlock[]): TreeLayout {
  const blocks = tree
    .map((block, i) => named(block, tree[i + 1]))
    .filter((block) => block.id !== block.parent && block.height > 0);
  const stale = blocks.filter((block) => !block.canonical);
  const forks = forksOf(stale);
  const drawn = fitting(forks);
  const genesis = { id: 0, parent: 0, height: 0, producer: -1, timeS: 0, canonical: true, heardS: 0, withheld: false };
  const chain = [genesis, ...blocks.filter((block) => block.canonical)];
  const placed = [...chain.map((block) => ({ ...block, lane: 0, parentLane: 0 })), ...placeForks(drawn)];
  const spans = spansOf(drawn, max(blocks, (block) => block.height) ?? 0).map(({ from, to }) => ({
    from,
    to,
    blocks: placed.filter(({ height }) => height >= from && height <= to),
  }));
  const lanes = spans.flatMap((span) => span.blocks.map(({ lane }) => lane));
  return {
    stretches: spans.flatMap((span) => cut(span.from, span.to, span.blocks)),
    lanes: [Math.min(0, ...lanes), Math.max(0, ...lanes)],
    recorded: blocks.length,
    stale: stale.length,
    forks: forks.length,
    drawnForks: drawn.length,
    drawnStale: spans.flatMap((span) => span.blocks).filter(({ canonical }) => !canonical).length,
  };
}
