import type { DoubleVote, BlockDraft, BlockId, ChainFacts, NodeId, Value } from '../contract.js';
import type { RandomStreams } from '../kernel/random-streams.js';
import { Simulator } from '../kernel/simulator.js';
import { BlockTree } from '../ledger/block-tree.js';
import { ValueBook } from '../ledger/value-book.js';
import { Outputs } from './outputs.js';

/** What carries messages; the kinds are the run's numbers. `from` is an endpoint, `to` a node with all its copies. */
export interface Carriage {
  send(from: number, to: NodeId, kind: number, body: unknown): void;
  sendToMany(from: number, kind: number, body: unknown, copies: number, destinations: Int32Array): void;
  broadcast(from: number, kind: number, body: unknown): void;
}

/** What a message that is passed on from neighbour to neighbour holds, and who first said it. */
interface PassedOn {
  readonly kind: number;
  readonly body: unknown;
  readonly origin: NodeId;
}

/** The world that a node's door opens on: kernel, ledger, transport and observers of one run. */
export class Host {
  readonly facts: ChainFacts;
  readonly f: number;
  /** Whose endpoint each is: nodes 0 … n − 1 first, then the further copies of some of them. */
  readonly identities: readonly NodeId[];
  /** By endpoint: the view that it has entered last. */
  readonly views: Float64Array;
  readonly streams: RandomStreams;
  readonly simulator: Simulator;
  readonly tree: BlockTree;
  readonly values = new ValueBook();
  readonly outputs = new Outputs();
  /** Set once by the assembler, before any node is made. */
  transport!: Carriage;
  /** Under proof of work, the one node that may make one block with work now; −1: nobody; undefined: blocks cost nothing. */
  minter: NodeId | undefined;
  private readonly kindNames: readonly string[];
  private readonly kinds: ReadonlyMap<string, number>;
  private readonly timers: ReadonlyMap<string, number>;
  /** By kind: whether its messages are signed statements, or may hold one that is passed on. */
  private readonly watched: Uint8Array;
  private readonly flood: number;
  /** By kind: the block that a message of this kind carries. */
  private readonly carries: readonly (((body: any) => BlockId) | undefined)[];

  constructor(options: {
    facts: ChainFacts;
    f: number;
    identities: readonly NodeId[];
    streams: RandomStreams;
    kinds: readonly string[];
    timers: readonly string[];
    /** Kinds that are signed statements. */
    statements: readonly string[];
    /** The kind that passes other kinds on, where there is one. */
    flood?: string;
    /** The kind whose arrivals stand in the digest only by what follows from them, where there is one. */
    quiet?: string;
    /** By kind: the block that a message of this kind carries. */
    carries?: readonly (((body: any) => BlockId) | undefined)[];
  }) {
    this.facts = options.facts;
    this.f = options.f;
    this.identities = options.identities;
    this.views = new Float64Array(options.identities.length);
    this.streams = options.streams;
    this.simulator = new Simulator(options.kinds.length, options.kinds.indexOf(options.quiet ?? ''));
    this.simulator.whenStill = () => this.outputs.release();
    this.tree = new BlockTree(options.identities.length);
    this.tree.whenSeen = (endpoint, block) => this.hearOf(endpoint, block);
    this.kindNames = options.kinds;
    this.carries = options.carries ?? [];
    this.flood = options.flood === undefined ? -1 : options.kinds.indexOf(options.flood);
    this.watched = Uint8Array.from(options.kinds, (kind) => Number(options.statements.includes(kind)));
    if (this.flood >= 0 && options.statements.length > 0) this.watched[this.flood] = 1;
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

  /** What an endpoint says to one node, kinds by number. */
  send(endpoint: number, to: NodeId, kind: number, body: unknown): void {
    if (this.watched[kind] === 1) this.state(this.identities[endpoint]!, kind, body);
    this.transport.send(endpoint, to, kind, body);
  }

  /** What an endpoint says to several other nodes, one message to each. */
  sendToMany(endpoint: number, kind: number, body: unknown, copies: number, destinations: Int32Array): void {
    if (this.watched[kind] === 1) this.state(this.identities[endpoint]!, kind, body);
    this.transport.sendToMany(endpoint, kind, body, copies, destinations);
  }

  /** Whether messages of this kind are to be reported with their bodies. */
  watches(kind: number): boolean {
    return this.watched[kind] === 1;
  }

  /** Reports what a node has signed; what it only passes on it has not. */
  state(node: NodeId, kind: number, body: unknown): void {
    const { onStatement } = this.outputs.listeners;
    if (onStatement.length === 0) return;
    if (kind === this.flood) {
      const passedOn = body as PassedOn;
      if (passedOn.origin === node && this.watches(passedOn.kind)) this.state(node, passedOn.kind, passedOn.body);
      return;
    }
    const block = this.carries[kind]?.(body);
    if (block !== undefined && this.tree.producer(block) !== node) return;
    for (const listener of onStatement) listener(this.simulator.now, node, this.kindNames[kind]!, body);
  }

  /** A node has a block whole; its further copies do not count, nor does whoever made it. */
  private hearOf(endpoint: number, block: BlockId): void {
    if (endpoint >= this.facts.weights.length || this.tree.producer(block) === endpoint) return;
    this.outputs.received(this.simulator.now, endpoint, block);
  }

  mint(endpoint: number, parent: BlockId, draft: BlockDraft): BlockId {
    const node = this.identities[endpoint]!;
    if (this.minter !== undefined && draft.work !== 0) {
      if (this.minter !== node) throw new Error(`node ${node} made a block without a proof of work`);
      this.minter = -1;
    }
    if (!this.tree.has(endpoint, parent))
      throw new Error(`node ${node} built on block ${parent}, which it has not seen`);
    for (const named of draft.references ?? []) {
      if (!this.tree.has(endpoint, named))
        throw new Error(`node ${node} made a block that names block ${named}, which it has not seen`);
    }
    const now = this.simulator.now;
    const block = this.tree.add(parent, node, now, draft, endpoint);
    for (const listener of this.outputs.listeners.onMint) listener(now, node, block);
    return block;
  }

  learn(endpoint: number, block: BlockId): void {
    for (let at = block; !this.tree.has(endpoint, at); at = this.tree.parent(at)) this.tree.see(endpoint, at);
  }

  adopt(endpoint: number, tip: BlockId): void {
    const node = this.identities[endpoint]!;
    if (!this.tree.has(endpoint, tip)) throw new Error(`node ${node} adopted block ${tip}, which it has not seen`);
    if (this.tree.isBeside(tip)) throw new Error(`node ${node} adopted block ${tip}, which only hangs on a chain`);
    this.adopted(endpoint, tip);
  }

  /** Tells of a tip that an endpoint has adopted, which is known to be one. */
  adopted(endpoint: number, tip: BlockId): void {
    const node = endpoint < this.facts.weights.length ? endpoint : this.identities[endpoint]!;
    this.outputs.adopted(this.simulator.now, node, tip);
  }

  /** A client's request, with what it says. */
  request(payload?: unknown): Value {
    const { now } = this.simulator;
    const { onRequest } = this.outputs.listeners;
    const value = this.values.request(now, payload);
    for (const listener of onRequest) listener(now, value);
    return value;
  }

  propose(node: NodeId, contents: readonly Value[], proofs?: readonly DoubleVote[]): Value {
    const now = this.simulator.now;
    const { onPropose } = this.outputs.listeners;
    const value = this.values.propose(node, contents, now, proofs);
    for (const listener of onPropose) listener(now, node, value);
    return value;
  }
}
