import type { BlockId, NodeContext, NodeId, Time } from '../contract.js';

/** What nodes tell each other of their chains, where makers are drawn or take turns. */
export type TipMessages = {
  block: { readonly block: BlockId };
  /** What is your tip? Answered by a block. */
  ask: Record<string, never>;
};

/** Size of the question on the wire. */
export const ASK_BYTES = 100;

/** The state of a node that stands on a tip. */
interface OnTip {
  tip: BlockId;
}

/** Asks another node, drawn at random, for its tip: for one that has been away or hears nothing. */
export function askAnyone(me: NodeContext): void {
  if (me.n > 1) me.send((me.id + 1 + Math.floor(me.random() * (me.n - 1))) % me.n, 'ask', {});
}

/** Handler of `ask`: genesis is not told, for everybody has it. */
export function tellTip({ tip }: OnTip, _ask: unknown, from: NodeId, me: NodeContext): void {
  if (tip !== 0) me.send(from, 'block', { block: tip });
}

/** The rules by which a node hears of blocks. */
export interface HearingRules<S, Me> {
  isSound(s: S, block: BlockId, me: Me): boolean;
  /** From when on a node believes it, by its own clock; absent: from the time that the block says it was made at. */
  readonly due?: (s: S, block: BlockId, me: Me) => Time;
  /** What its maker is blamed for that has made another in its place; absent: two blocks on one parent. */
  readonly double?: { readonly why: string; is(s: S, block: BlockId, me: Me): boolean };
  /** Whether it goes before the tip. */
  isBetter(s: S, block: BlockId, me: Me): boolean;
  adopt(s: S, block: BlockId, me: Me): void;
}

/** The handlers of the message `block` and of the timer `early`, whose key is the block. */
export interface Hearing<S, Me> {
  readonly block: (s: S, message: Readonly<TipMessages['block']>, from: NodeId, me: Me) => void;
  readonly early: (s: S, block: BlockId, me: Me) => void;
}

const ON_ONE_PARENT = {
  why: 'two blocks on one parent',
  is: ({ tip }: OnTip, block: BlockId, { blocks }: NodeContext): boolean =>
    blocks.parent(block) === blocks.parent(tip) && blocks.producer(block) === blocks.producer(tip),
};

/**
 * A node hears of a block: it refuses one that breaks the rules, puts one of the future aside until its time has come, blames
 * who made two, and goes over to a better one. The maker of a worse one is told of the tip: he had not heard of it, as when its
 * makers send their blocks to a part of the nodes only.
 */
export function hearing<S extends OnTip, Me extends NodeContext>(rules: HearingRules<S, Me>): Hearing<S, Me> {
  const { due, double = ON_ONE_PARENT } = rules;
  function hear(s: S, block: BlockId, from: NodeId, me: Me): void {
    const { blocks } = me;
    if (block === s.tip) return;
    if (!rules.isSound(s, block, me)) return me.refuse(block);
    const early = (due ? due(s, block, me) : blocks.time(block)) - me.now;
    if (early > 0) return me.setTimer('early', early, block);
    const maker = blocks.producer(block);
    if (double.is(s, block, me)) me.blame(maker, double.why);
    if (rules.isBetter(s, block, me)) rules.adopt(s, block, me);
    else if (from === maker && from !== me.id) me.send(from, 'block', { block: s.tip });
  }
  return {
    block: (s, { block }, from, me) => hear(s, block, from, me),
    early: (s, block, me) => hear(s, block, me.id, me),
  };
}
