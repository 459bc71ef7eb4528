import type { BlockId, NodeContext, NodeId } from '../contract.js';
import { oracle } from './oracle.js';

/**
 * Whether tip `a` goes before tip `b`: the longer chain; among equals the tip that was made first; then the lower hash (the
 * number of a block stands for its fields). A total order, so nodes that have seen the same blocks stand on the same tip.
 */
export function goesBefore(a: BlockId, b: BlockId, { blocks, genesisSeed }: NodeContext): boolean {
  if (blocks.height(a) !== blocks.height(b)) return blocks.height(a) > blocks.height(b);
  if (blocks.time(a) !== blocks.time(b)) return blocks.time(a) < blocks.time(b);
  return oracle(genesisSeed, a) < oracle(genesisSeed, b);
}

/** Asks another node, drawn at random, for its tip: for one that has been away. */
export function askAnyone(me: NodeContext): void {
  if (me.n > 1) me.send((me.id + 1 + Math.floor(me.random() * (me.n - 1))) % me.n, 'ask', {});
}

/** The rules by which a block is heard where makers are drawn or take turns. */
export interface Hearing {
  isSound(block: BlockId): boolean;
  /** Whether it goes before the tip. */
  isBetter(block: BlockId): boolean;
  adopt(block: BlockId): void;
}

/**
 * A node hears of a block: it refuses one that breaks the rules, puts one that is of the future by its clock aside until its time
 * has come (timer `early`, by block), blames who made two on one parent, and goes over to a better one. The maker of a worse one is told of the tip: he had not heard of it, as when its makers send their
 * blocks to a part of the nodes only.
 */
export function hear(block: BlockId, tip: BlockId, from: NodeId, me: NodeContext, rules: Hearing): void {
  const { blocks } = me;
  if (block === tip) return;
  if (!rules.isSound(block)) return me.refuse(block);
  if (blocks.time(block) > me.now) return me.setTimer('early', blocks.time(block) - me.now, block);
  const maker = blocks.producer(block);
  if (blocks.parent(block) === blocks.parent(tip) && maker === blocks.producer(tip)) {
    me.blame(maker, 'two blocks on one parent');
  }
  if (rules.isBetter(block)) rules.adopt(block);
  else if (from === maker && from !== me.id) me.send(from, 'block', { block: tip });
}
