/** What users may look at in a node: the protocol's own views, and those that every protocol has. */
import { z } from 'zod';
import type { BlockId, NodeId, Onlooker, Protocol, Value, View } from '../contract.js';
import type { NodeOutputs } from '../observers/node-outputs.js';

export type ViewFacts = Pick<View, 'describe' | 'schema'>;

/** What a general view is made from: one node of a run, as far as it has come. */
export interface NodeFacts {
  readonly protocol: Protocol;
  readonly label: string;
  readonly me: Onlooker;
  readonly outputs: NodeOutputs;
  readonly neighbours: readonly NodeId[];
  readonly isCorrect: boolean;
  /** When a request or batch was made. */
  readonly madeAt: (value: Value) => number | undefined;
  readonly proposer: (value: Value) => NodeId;
}

const US_PER_S = 1_000_000;
const chosen = (what: string) => z.int().min(0).describe(what);

const GENERAL = {
  info: { describe: 'The node itself: protocol, time, height, tip.', schema: z.object({}) },
  chain: {
    describe: 'The chain that the node takes for the right one, or what it has decided, from the first on.',
    schema: z.object({ last: z.int().min(1).optional().describe('Only so many of the last blocks') }),
  },
  block: {
    describe: 'One block that the node has seen; of what is decided, one height.',
    schema: z.object({ block: chosen('Number of the block, or the height that was decided') }),
  },
  transaction: {
    describe: 'One request, and where the node has it.',
    schema: z.object({ transaction: chosen('Number of the request') }),
  },
  peers: { describe: 'Nodes that it is linked to.', schema: z.object({}) },
} as const satisfies Record<string, ViewFacts>;

type GeneralView = keyof typeof GENERAL;

/** Every view of a protocol by name, the general ones first. */
export function viewsOf({ views = {} }: Protocol): Readonly<Record<string, ViewFacts>> {
  return { ...GENERAL, ...views };
}

/** What the published systems' own routes call views. */
export const SYNONYMS: Readonly<Record<string, string>> = {
  blockchain: 'chain',
  transactionPool: 'pool',
  'transaction-pool': 'pool',
  'unconfirmed-transactions': 'pool',
  transactions: 'pool',
  known_node_request: 'peers',
};

const SHOWN: Record<GeneralView, (facts: NodeFacts, options: any) => unknown> = {
  info: ({ protocol, label, me, outputs, isCorrect }) => ({
    node: me.id,
    label,
    protocol: protocol.name,
    time_s: me.now / US_PER_S,
    ...(protocol.finality.by === 'depth'
      ? { height: me.blocks.height(outputs.tips[me.id]!), tip: outputs.tips[me.id] }
      : { height: outputs.decided[me.id]!.length }),
    weight: me.weights[me.id],
    nodes: me.n,
    faulty_borne: me.f,
    correct: isCorrect,
  }),
  chain: (facts, { last }: { last?: number }) => chainOf(facts, last),
  block: (facts, { block }: { block: number }) => blockOf(facts, block),
  transaction: (facts, options: { transaction: number }) => transactionOf(facts, options.transaction),
  peers: ({ neighbours }) => neighbours.map((node) => ({ node })),
};

/** A general view; plain JSON. */
export function generalView(facts: NodeFacts, name: string, options: unknown): unknown {
  return SHOWN[name as GeneralView](facts, options);
}

function chainOf(facts: NodeFacts, last = Infinity): unknown[] {
  const { protocol, me, outputs } = facts;
  if (protocol.finality.by === 'decide') {
    const heights = [...outputs.decided[me.id]!.keys()].slice(-Math.min(last, 1e15));
    return heights.map((at) => decidedRow(facts, at + 1)).filter((row) => row !== null);
  }
  const blocks: BlockId[] = [];
  for (let at = outputs.tips[me.id]!; blocks.length < last; at = me.blocks.parent(at)) {
    blocks.push(at);
    if (at === 0) break;
  }
  return blocks.toReversed().map((block) => blockRow(facts, block));
}

function blockOf(facts: NodeFacts, block: number): unknown {
  const { protocol, me } = facts;
  if (protocol.finality.by === 'decide') {
    const row = decidedRow(facts, block);
    return row && { ...row, requests: me.contents(facts.outputs.decided[me.id]![block - 1]!) };
  }
  if (!me.blocks.has(block)) return null;
  const header: unknown = me.blocks.header(block);
  return {
    ...blockRow(facts, block),
    requests: me.blocks.contents(block),
    references: me.blocks.references(block),
    ...(header === undefined ? {} : { header }),
  };
}

function blockRow({ me }: NodeFacts, block: BlockId) {
  const { blocks } = me;
  return {
    block,
    height: blocks.height(block),
    parent: block === 0 ? null : blocks.parent(block),
    producer: block === 0 ? null : blocks.producer(block),
    time_s: blocks.time(block) / US_PER_S,
    requests: blocks.contents(block).length,
  };
}

function decidedRow({ me, outputs, proposer, madeAt }: NodeFacts, height: number) {
  const value = outputs.decided[me.id]![height - 1];
  if (value === undefined) return null;
  const by = proposer(value);
  return {
    height,
    value,
    proposer: by < 0 ? null : by,
    time_s: (madeAt(value) ?? 0) / US_PER_S,
    requests: me.contents(value).length,
  };
}

function transactionOf(facts: NodeFacts, request: Value): unknown {
  const { protocol, me, outputs, madeAt } = facts;
  const made = madeAt(request);
  if (made === undefined || request === 0) return null;
  const says: unknown = me.payload(request);
  const row = { transaction: request, made_s: made / US_PER_S, ...(says === undefined ? {} : { says }) };
  if (protocol.finality.by === 'decide') {
    const at = outputs.decided[me.id]!.findIndex(
      (value) => value !== undefined && me.contents(value).includes(request),
    );
    return { ...row, height: at < 0 ? null : at + 1 };
  }
  for (let block = outputs.tips[me.id]!; block !== 0; block = me.blocks.parent(block)) {
    if (me.blocks.contents(block).includes(request)) return { ...row, block, height: me.blocks.height(block) };
  }
  return { ...row, block: null, height: null };
}
