/**
 * Two pools that play SM1 without knowing of each other: Bai, Zhou, Wang, Xu, Wang, "A Deep Dive into Blockchain Selfish
 * Mining" (ICC 2019), as an exact chain over the trees of blocks on which somebody still mines. Honest miners choose evenly
 * between equally long public branches (γ = 1/2 of a tie of two). A pool publishes all when the public chain has come up to
 * one below its own or level with it, as much as the public chain has when it leads by more, and gives up behind; a block on
 * its own branch of a tie is published at once. Branches end at a cut-off, where all is published. A bystander, a pool that
 * has no branch of its own while others fight a tie, stays with what it heard first, as a simulated node does, or chooses
 * evenly, as honest miners do; from the paper's abstract, which prints 0.2148, it cannot be told. Without a cut-off the
 * thresholds are near 0.2206 and 0.2062, so that the printed one lies between.
 */
import { requireIn, requireWhole } from './domain.js';
import type { TieBreaking } from './policy-table.js';

type Owner = 0 | 1 | 2;

/** A block that is not agreed on yet; numbered by its place, parents before children, −1 for what is agreed on. */
interface Block {
  readonly parent: number;
  readonly height: number;
  readonly owner: Owner;
  readonly published: boolean;
}

/** Blocks above the last one that all mine on, and where the pools mine (−1: on that one). */
interface Tree {
  readonly blocks: readonly Block[];
  readonly tips: readonly [number, number];
}

/** A step of the chain: where to, with which chance, and what has become agreed on. */
interface Step {
  readonly to: number;
  readonly chance: number;
  readonly paid: readonly [honest: number, first: number, second: number];
}

/** What two selfish pools against honest miners earn. */
export interface TwoPools {
  /** Shares of the main chain. */
  readonly first: number;
  readonly second: number;
  /** Main-chain blocks per mined block. */
  readonly throughput: number;
}

const heightOf = (blocks: readonly Block[], at: number): number => (at < 0 ? 0 : blocks[at]!.height);

/** One mined block with everything that pools answer to it. */
class Event {
  readonly blocks: Block[];
  readonly tips: [number, number];
  private readonly cutOff: number;
  private readonly publicBefore: number;
  private readonly tiesBefore: number;

  constructor(tree: Tree, cutOff: number) {
    this.blocks = [...tree.blocks];
    this.tips = [...tree.tips];
    this.cutOff = cutOff;
    this.publicBefore = this.publicHeight();
    this.tiesBefore = publicTips(this.blocks).length;
  }

  minedBy(owner: Owner, parent: number): this {
    const height = heightOf(this.blocks, parent) + 1;
    const block = this.blocks.push({ parent, height, owner, published: owner === 0 }) - 1;
    if (owner === 0) {
      this.raised(block, 0);
      return this;
    }
    this.tips[owner - 1] = block;
    const before = this.blocks[parent];
    const inTie =
      before?.owner === owner && before.published && this.tiesBefore > 1 && height - 1 === this.publicBefore;
    if (inTie || height >= this.cutOff) this.publish(owner, height);
    return this;
  }

  private publicHeight(): number {
    return this.blocks.reduce((most, { published, height }) => (published ? Math.max(most, height) : most), 0);
  }

  /** Publishes a pool's branch up to a height; others answer if it makes the public chain longer. */
  private publish(owner: 1 | 2, height: number): void {
    const before = this.publicHeight();
    let top = -1;
    for (let at = this.tips[owner - 1]!; at >= 0; at = this.blocks[at]!.parent) {
      if (this.blocks[at]!.height > height) continue;
      top = Math.max(top, at);
      this.blocks[at] = { ...this.blocks[at]!, published: true };
    }
    if (this.publicHeight() > before) this.raised(top, owner);
  }

  /** The public chain has become longer by a block of somebody's; the pools but for him answer in turn. */
  private raised(block: number, by: Owner): void {
    for (const owner of [1, 2] as const) {
      if (owner === by) continue;
      const tip = this.tips[owner - 1]!;
      const lead = heightOf(this.blocks, tip) - this.publicHeight();
      if (lead < 0) this.tips[owner - 1] = block;
      else this.publish(owner, lead <= 1 ? Infinity : this.publicHeight());
    }
  }
}

/** The longest public blocks; −1 if none is public. */
function publicTips(blocks: readonly Block[]): number[] {
  const height = blocks.reduce((most, { published, height: at }) => (published ? Math.max(most, at) : most), 0);
  if (height === 0) return [-1];
  return [...blocks.keys()].filter((at) => blocks[at]!.published && blocks[at]!.height === height);
}

/** Lets go of what nobody mines on, and pays for what all mine on. */
function settled({ blocks, tips }: { blocks: readonly Block[]; tips: readonly number[] }): {
  tree: Tree;
  paid: [number, number, number];
} {
  const miners = [...publicTips(blocks), ...tips];
  const users = blocks.map(() => 0);
  for (const tip of miners) for (let at = tip; at >= 0; at = blocks[at]!.parent) users[at]!++;
  const paid: [number, number, number] = [0, 0, 0];
  let root = -1;
  for (const [at, block] of blocks.entries()) {
    if (users[at] !== miners.length) continue;
    paid[block.owner]++;
    root = at;
  }
  const base = heightOf(blocks, root);
  const place = new Map([[root, -1]]);
  const kept: Block[] = [];
  for (const [at, block] of blocks.entries()) {
    if (users[at] === 0 || users[at] === miners.length) continue;
    place.set(at, kept.push({ ...block, parent: place.get(block.parent)!, height: block.height - base }) - 1);
  }
  return { tree: { blocks: kept, tips: [place.get(tips[0]!)!, place.get(tips[1]!)!] }, paid };
}

/** The same word for trees that differ in the order of their blocks only. */
function wordOf({ blocks, tips }: Tree): string {
  const children = new Map<number, number[]>();
  for (const [at, { parent }] of blocks.entries()) children.set(parent, [...(children.get(parent) ?? []), at]);
  const word = (at: number): string => {
    const inner = (children.get(at) ?? []).map(word).sort((a, b) => (a < b ? -1 : 1));
    const marks = `${at === tips[0] ? 'a' : ''}${at === tips[1] ? 'b' : ''}`;
    const own = at < 0 ? '' : `${blocks[at]!.owner}${blocks[at]!.published ? '!' : ''}`;
    return `(${own}${marks}${inner.join('')})`;
  };
  return word(-1);
}

/** What an owner's next block may build on, each with the same chance. */
function parentsFor({ blocks, tips }: Tree, owner: Owner, bystander: TieBreaking): readonly number[] {
  if (owner === 0) return publicTips(blocks);
  const tip = tips[owner - 1]!;
  if (bystander === 'first-seen' || tip < 0 || blocks[tip]!.owner === owner) return [tip];
  const open = publicTips(blocks);
  return open.includes(tip) ? open : [tip];
}

/** Every tree that can come about, with its steps. */
function explore(shares: readonly number[], cutOff: number, bystander: TieBreaking): Step[][] {
  const trees: Tree[] = [{ blocks: [], tips: [-1, -1] }];
  const numbers = new Map([[wordOf(trees[0]!), 0]]);
  const steps: Step[][] = [];
  for (let number = 0; number < trees.length; number++) {
    const tree = trees[number]!;
    const own: Step[] = [];
    const add = (owner: Owner, parent: number, chance: number) => {
      if (chance === 0) return;
      const next = settled(new Event(tree, cutOff).minedBy(owner, parent));
      const word = wordOf(next.tree);
      if (!numbers.has(word)) numbers.set(word, trees.push(next.tree) - 1);
      own.push({ to: numbers.get(word)!, chance, paid: next.paid });
    };
    for (const owner of [0, 1, 2] as const) {
      const parents = parentsFor(tree, owner, bystander);
      for (const parent of parents) add(owner, parent, shares[owner]! / parents.length);
    }
    steps.push(own);
  }
  return steps;
}

/**
 * Shares of two selfish pools.
 * @param cutOff longest branch; 9 costs a share of 0.22 some 2e-4
 * @param bystander what a pool without a branch of its own mines on while others fight a tie
 * @throws RangeError unless the shares are not negative and leave more than either to honest miners
 */
export function twoSelfishPools(
  first: number,
  second: number,
  cutOff = 9,
  bystander: TieBreaking = 'first-seen',
): TwoPools {
  requireIn('first', first, 0, 0.5, '[)');
  requireIn('second', second, 0, 0.5, '[)');
  if (first + second >= 1 - Math.max(first, second))
    throw new RangeError(`first + second is ${first + second}: expected each below what is left to honest miners`);
  requireWhole('cutOff', cutOff, 3, 12);
  const steps = explore([1 - first - second, first, second], cutOff, bystander);
  let chances = new Float64Array(steps.length);
  chances[0] = 1;
  for (let moved = 1; moved > 1e-12;) {
    const next = new Float64Array(steps.length);
    for (const [from, own] of steps.entries()) for (const { to, chance } of own) next[to]! += chances[from]! * chance;
    moved = next.reduce((sum, chance, at) => sum + Math.abs(chance - chances[at]!), 0);
    chances = next;
  }
  const paid = [0, 0, 0];
  for (const [from, own] of steps.entries())
    for (const step of own)
      for (const owner of [0, 1, 2]) paid[owner]! += chances[from]! * step.chance * step.paid[owner]!;
  const total = paid[0]! + paid[1]! + paid[2]!;
  return { first: paid[1]! / total, second: paid[2]! / total, throughput: total };
}

/** Least share of each of two equal pools from which both gain, to 1e-4. */
export function twoPoolsThreshold(cutOff = 9, bystander: TieBreaking = 'first-seen'): number {
  let [low, high] = [0.15, 0.3];
  while (high - low > 1e-4) {
    const share = (low + high) / 2;
    if (twoSelfishPools(share, share, cutOff, bystander).first > share) high = share;
    else low = share;
  }
  return (low + high) / 2;
}
