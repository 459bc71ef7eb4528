import type { BlockDraft, BlockId, ChainFacts, NodeId, Value } from '../contract.js';
import type { RandomStreams } from '../kernel/random-streams.js';
import { Simulator } from '../kernel/simulator.js';
import { BlockTree } from '../ledger/block-tree.js';
import { ValueBook } from '../ledger/value-book.js';
import { Outputs } from './outputs.js';

/** What carries messages; the kinds are the run's numbers. */
export interface Carriage {
  send(from: NodeId, to: NodeId, kind: number, body: unknown): void;
  broadcast(from: NodeId, kind: number, body: unknown): void;
}

/** The world that a node's door opens on: kernel, ledger, transport and observers of one run. */
export class Host {
  readonly facts: ChainFacts;
  readonly f: number;
  readonly streams: RandomStreams;
  readonly simulator: Simulator;
  readonly tree: BlockTree;
  readonly values = new ValueBook();
  readonly outputs = new Outputs();
  /** Set once by the assembler, before any node is made. */
  transport!: Carriage;
  /** Under proof of work, the one node that may make one block now; −1: nobody; undefined: blocks cost nothing. */
  minter: NodeId | undefined;
  private readonly kinds: ReadonlyMap<string, number>;
  private readonly timers: ReadonlyMap<string, number>;

  constructor(options: {
    facts: ChainFacts;
    f: number;
    streams: RandomStreams;
    kinds: readonly string[];
    timers: readonly string[];
  }) {
    this.facts = options.facts;
    this.f = options.f;
    this.streams = options.streams;
    this.simulator = new Simulator(options.kinds.length);
    this.tree = new BlockTree(options.facts.weights.length);
    this.kinds = new Map(options.kinds.map((kind, index) => [kind, index]));
    this.timers = new Map(options.timers.map((timer, index) => [timer, index]));
  }

  kind(name: string): number {
    const kind = this.kinds.get(name);
    if (kind === undefined)
      throw new Error(`no message kind "${name}"; there are ${[...this.kinds.keys()].join(', ')}`);
    return kind;
  }

  timer(name: string): number {
    const timer = this.timers.get(name);
    if (timer === undefined) throw new Error(`no timer "${name}"; there are ${[...this.timers.keys()].join(', ')}`);
    return timer;
  }

  mint(node: NodeId, parent: BlockId, draft: BlockDraft): BlockId {
    if (this.minter !== undefined) {
      if (this.minter !== node) throw new Error(`node ${node} made a block without a proof of work`);
      this.minter = -1;
    }
    if (!this.tree.has(node, parent)) throw new Error(`node ${node} built on block ${parent}, which it has not seen`);
    const now = this.simulator.now;
    const block = this.tree.add(parent, node, now, draft);
    for (const listener of this.outputs.listeners.onMint) listener(now, node, block);
    return block;
  }

  adopt(node: NodeId, tip: BlockId): void {
    if (!this.tree.has(node, tip)) throw new Error(`node ${node} adopted block ${tip}, which it has not seen`);
    for (const listener of this.outputs.listeners.onAdopt) listener(this.simulator.now, node, tip);
  }

  propose(node: NodeId, contents: readonly Value[]): Value {
    const now = this.simulator.now;
    const value = this.values.propose(node, contents, now);
    for (const listener of this.outputs.listeners.onPropose) listener(now, node, value);
    return value;
  }
}
