/**
 * The types that every plug-in shares. A protocol, behaviour, latency law, topology, weight distribution, invariant or
 * metric is one file whose default export is one object of these types, and one line in its folder's `index.ts`.
 */
import type { ZodType } from 'zod';

/** Index of a node, 0 … n−1. Copies of one identity share it. */
export type NodeId = number;
/** Whole microseconds since the start of the run. */
export type Time = number;
/** Interned handle of a request or of a proposed batch of requests: equal handles, equal values. 0 is the null value. */
export type Value = number;
/** Index into the run's block tree; 0 is genesis. */
export type BlockId = number;

/** What every listed thing says of itself; `params` is validated, documented and put in the JSON Schema from one source. */
export interface Plugin<P = any> {
  /** The word used in scenario files; written once, here. */
  readonly name: string;
  /** One sentence for `list`, the schema and the docs table. */
  readonly describe: string;
  /** A zod object of the options with defaults, units and descriptions; the discriminating `kind` is added by the loader. */
  readonly params: ZodType<P>;
}

/** The blocks one node has seen. Every method throws on a block that this node has not seen yet. */
export interface BlockView {
  has(block: BlockId): boolean;
  parent(block: BlockId): BlockId;
  /** Genesis has height 0. */
  height(block: BlockId): number;
  producer(block: BlockId): NodeId;
  /** Work of the whole chain that ends in this block, genesis 0. */
  totalWork(block: BlockId): number;
  /** When it was made, by its producer's clock. */
  time(block: BlockId): Time;
  /** Requests that the block confirms. */
  contents(block: BlockId): readonly Value[];
  /** What the protocol put in the header; shared by reference and never written to. */
  header(block: BlockId): any;
  /** The ancestor at this height (the block itself at its own height); throws when the height is above the block's. */
  ancestor(block: BlockId, height: number): BlockId;
  /**
   * A pure function of the chain that ends in `block`, computed once for the whole network and kept: every node that
   * asks gets the same answer that it would have computed. `compute` may derive from the parent's answer.
   */
  derive<D>(name: string, block: BlockId, compute: (block: BlockId) => D): D;
}

/** What a producer puts in a block. */
export interface BlockDraft {
  /** Work of this block alone; default 1. */
  readonly work?: number;
  readonly contents?: readonly Value[];
  readonly header?: unknown;
  /** Size on the wire without its contents; default 200 B. */
  readonly sizeBytes?: number;
}

export interface Economy {
  /** What a block on the canonical chain pays its producer, in units of weight. */
  readonly reward: number;
  /** Whether rewards add to the producer's weight. */
  readonly compound: boolean;
}

/** The one door between a node and the world; the argument is called `me`. */
export interface NodeContext<M = any, T extends string = string> {
  readonly id: NodeId;
  readonly n: number;
  /** Faulty nodes that the protocol is set up to bear. */
  readonly f: number;
  readonly now: Time;
  readonly blocks: BlockView;
  /** Stake or hash power of every node at genesis: public knowledge. */
  readonly weights: readonly number[];
  readonly economy: Economy;
  /** Randomness fixed at genesis and known to all: an integer below 2^53. */
  readonly genesisSeed: number;
  /** Sends to one node. To itself it arrives at once (delay 0) and is not counted. */
  send<K extends keyof M & string>(to: NodeId, kind: K, body: M[K]): void;
  /** Everyone, me included (delay 0): the same on a full mesh and on an overlay. */
  broadcast<K extends keyof M & string>(kind: K, body: M[K]): void;
  /** Replaces the live timer of the same name and key. */
  setTimer(timer: T, delay: Time, key?: number): void;
  cancelTimer(timer: T, key?: number): void;
  /** Makes a block. Under proof of work allowed only while handling `mined`, and once. */
  mint(parent: BlockId, draft?: BlockDraft): BlockId;
  /** This block breaks the rules: it is not passed on to others. */
  refuse(block: BlockId): void;
  /** Output that may be revoked: the tip of the chain this node now takes for the right one. */
  adopt(tip: BlockId): void;
  /** Makes the handle of a batch of requests, with this node as its producer. */
  propose(contents: readonly Value[]): Value;
  /** Requests in a proposed batch. */
  contents(value: Value): readonly Value[];
  /** Output for ever. Heights count from 1. */
  decide(height: number, value: Value): void;
  /** Evidence of misbehaviour. */
  blame(node: NodeId, why: string): void;
  /** Coverage of the paper's lines, and the coming of a new view: `view 3`. */
  mark(line: string): void;
  /** A draw in [0, 1) from this node's own stream. */
  random(): number;
}

/** A protocol: a plain typed object that reads like its paper. S state, M messages, T timers, P parameters. */
export interface Protocol<S = any, M = any, T extends string = any, P = any> extends Plugin<P> {
  /** Author, year, title, section. */
  readonly paper: string;
  /** How an output becomes final: by `decide`, or by being buried under this many blocks. */
  readonly finality: { readonly by: 'decide' } | { readonly by: 'depth'; confirmations(params: P): number };
  /** f, the number of faulty nodes that the paper tolerates among n. */
  faults(n: number, params: P): number;
  /** Coalition size from which the paper's promise is lost: named threshold for the headline coefficient. */
  readonly threshold: 'majority' | 'blocking-third';
  /**
   * Longest time that a correct node may go without progress once the network is healed, when delays are at most
   * `delta`. Beyond it the liveness invariant is violated.
   */
  livenessBound(params: P, n: number, delta: Time): Time;
  /** Nodes in a named role at the start, e.g. `leader`; a fault may choose its nodes by it. */
  readonly roles?: { readonly [role: string]: (n: number, params: P, weights: readonly number[]) => readonly NodeId[] };
  /** Mean time between blocks under proof of work, in force for the chain that ends in `tip`; only with `input.mined`. */
  readonly mining?: {
    /** Work that one block takes on top of `tip`, relative to the difficulty at genesis (1). */
    difficulty(blocks: BlockView, tip: BlockId, params: P): number;
    /** Mean interval at difficulty 1 with the whole genesis power. */
    interval(params: P): Time;
  };
  /** Whom the rules appoint first for the block on top of `parent`; absent: whoever produced it. */
  appointed?(blocks: BlockView, parent: BlockId, facts: ChainFacts, params: P): NodeId;
  init(me: NodeContext<M, T>, params: P): S;
  /** What drivers bring. */
  readonly input?: {
    start?(s: S, me: NodeContext<M, T>): void;
    /** A client's request. `requests` says who gets it. */
    request?(s: S, value: Value, me: NodeContext<M, T>): void;
    /** This node has found a proof of work. */
    mined?(s: S, me: NodeContext<M, T>): void;
    /** Back from a crash, with its state and without its timers. */
    recover?(s: S, me: NodeContext<M, T>): void;
  };
  /** Who gets a client's request: every node, or one that then passes it on. Default 'all'. */
  readonly requests?: 'all' | 'one';
  /**
   * How many requests are outstanding in a closed loop (no `workload` in the scenario). Absent: the protocol makes
   * blocks without requests, and none are brought.
   */
  outstanding?(params: P, n: number): number;
  readonly on: { readonly [K in keyof M]: (s: S, m: Readonly<M[K]>, from: NodeId, me: NodeContext<M, T>) => void };
  readonly timeout?: { readonly [K in T]: (s: S, key: number, me: NodeContext<M, T>) => void };
  /** Kinds that carry a block: the transport delivers its ancestors first and may announce instead of pushing. */
  readonly carries?: { readonly [K in keyof M]?: (m: Readonly<M[K]>) => BlockId };
  /** Size on the wire; default 200 B. */
  readonly bytes?: { readonly [K in keyof M]?: (m: Readonly<M[K]>, facts: SizeFacts) => number };
  /** How a liar would alter a message of his own; kinds without an entry cannot be altered. */
  readonly forge?: { readonly [K in keyof M]?: (m: Readonly<M[K]>, salt: number, me: NodeContext<M, T>) => M[K] };
  /** A broken variant that a named scenario must report as violated; the name of the honest protocol it mutilates. */
  readonly canaryOf?: string;
}

/** What the size of a message may depend on. */
export interface SizeFacts {
  readonly n: number;
  /** Size of one request, from the scenario's workload. */
  readonly requestBytes: number;
  /** Requests in a proposed batch. */
  contents(value: Value): readonly Value[];
}

/** Facts fixed at genesis that a rule may depend on. */
export interface ChainFacts {
  readonly weights: readonly number[];
  readonly economy: Economy;
  readonly genesisSeed: number;
}

/** A node as the kernel sees it: kinds and timers are the indices of `protocolKinds` and `protocolTimers`. */
export interface Node {
  deliver(kind: number, body: unknown, from: NodeId): void;
  timeout(timer: number, key: number): void;
  start(): void;
  request(value: Value): void;
  mined(): void;
  recover(): void;
}

export type Make = (me: NodeContext) => Node;

/** Message kinds of a protocol in the order in which they are numbered. */
export function protocolKinds(protocol: Protocol): readonly string[] {
  return Object.keys(protocol.on);
}

/** Timers of a protocol in the order in which they are numbered. */
export function protocolTimers(protocol: Protocol): readonly string[] {
  return Object.keys(protocol.timeout ?? {});
}

/** What a behaviour knows and may do beyond the door of the node it has taken over. */
export interface BehaviourSetting<P = any> {
  readonly params: P;
  readonly protocol: Protocol;
  /** From when until when the fault acts; `until` is Infinity when it never ends. */
  readonly at: Time;
  readonly until: Time;
  /** Every node under this fault: one object for the whole coalition. */
  readonly coalition: ReadonlySet<NodeId>;
  /** Runs an action later, at a time not before now. */
  schedule(time: Time, action: () => void): void;
  /** A draw in [0, 1) from the stream of this fault. */
  random(): number;
}

/** An adversary wraps an honest maker; composition is a fold, the first named is nearest the network. */
export interface Behaviour<P = any> extends Plugin<P> {
  /** Whether a node under it still obeys the protocol's safety rules whenever it is up (crash, delay), or may lie. */
  readonly faulty: 'crash' | 'byzantine';
  /** Where it stands: between the node's gossip layer and the network, or between the protocol and its gossip layer. */
  readonly seam: 'network' | 'protocol';
  wrap(honest: Make, setting: BehaviourSetting<P>): Make;
}

/** Who stands where: regions by name, and each node's region as an index into them. */
export interface Regions {
  readonly names: readonly string[];
  readonly of: Int32Array;
}

/** One-way delay of a message. `u` is one uniform draw in (0, 1) that belongs to this message alone. */
export interface DelayLaw {
  /** Delay in microseconds (not rounded), at least 0. */
  delay(u: number, from: NodeId, to: NodeId): number;
}

export interface LatencyLaw<P = any> extends Plugin<P> {
  make(params: P, regions: Regions): DelayLaw;
}

/** Links as compressed rows: the neighbours of i are `neighbours[offsets[i]] … neighbours[offsets[i+1] − 1]`, ascending. */
export interface Links {
  readonly offsets: Int32Array;
  readonly neighbours: Int32Array;
}

export interface Topology<P = any> extends Plugin<P> {
  /** Undirected links among n nodes, or `'complete'`, for which nothing is stored. `random` draws in [0, 1). */
  build(params: P, n: number, random: () => number): Links | 'complete';
}

export interface WeightDistribution<P = any> extends Plugin<P> {
  /** A weight ≥ 0 per node, and names where the scenario gives them. Throws when it does not fit n. */
  weigh(params: P, n: number, random: () => number): { weights: readonly number[]; names?: readonly string[] };
}

export type Verdict =
  | { readonly is: 'holds' }
  | { readonly is: 'violated'; readonly witness: string; readonly at: Time }
  | { readonly is: 'unknown'; readonly why: string };

/** Sees all and can do nothing; absent methods cost nothing. */
export interface Observer {
  onSend?(time: Time, from: NodeId, kind: number, copies: number, sizeBytes: number): void;
  onDeliver?(time: Time, to: NodeId, from: NodeId, kind: number): void;
  onRequest?(time: Time, value: Value): void;
  onPropose?(time: Time, node: NodeId, value: Value): void;
  onMint?(time: Time, node: NodeId, block: BlockId): void;
  onAdopt?(time: Time, node: NodeId, tip: BlockId): void;
  onDecide?(time: Time, node: NodeId, height: number, value: Value): void;
  onBlame?(time: Time, node: NodeId, accused: NodeId, why: string): void;
  onMark?(time: Time, node: NodeId, line: string): void;
}

/** The whole world as a judge sees it: everything of the run that does not change, and all blocks. */
export interface JudgeView {
  readonly n: number;
  readonly f: number;
  readonly protocol: Protocol;
  readonly params: any;
  /** Nodes that no fault ever touches. */
  readonly correct: readonly boolean[];
  /** Nodes that never lie: correct ones and those that only crash or are slow. */
  readonly truthful: readonly boolean[];
  /** From when on the network is whole and timely: the later of GST and the end of the last partition. */
  readonly healedAt: Time;
  /** Bound on a message's delay once healed. */
  readonly delta: Time;
  /** The unfiltered block tree. */
  readonly blocks: BlockView;
  /** Requests in a proposed batch, and who proposed it (−1: nobody did). */
  contents(value: Value): readonly Value[];
  proposer(value: Value): NodeId;
  /** Whether a client ever made this request. */
  requested(value: Value): boolean;
}

export interface Invariant {
  readonly name: string;
  readonly describe: string;
  /** 'safety' invariants also need their `sometimes` twin: with nothing decided at all the verdict is unknown. */
  readonly sort: 'safety' | 'liveness';
  make(view: JudgeView): Judge;
}

export interface Judge extends Observer {
  /** Asked once, at the end of the run. */
  verdict(end: Time): Verdict;
}
