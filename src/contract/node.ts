/** A node's door to the world, and the node as the kernel sees it. */
import type { BlockDraft, BlockView } from './blocks.js';
import type { Economy } from './economy.js';
import type { LedgerBlock } from './ledger.js';
import type { BlockId, NodeId, Time, Value } from './plugin.js';
import type { Certificate, DoubleVote, ViewCause } from './votes.js';

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
  /** The same to each of several others, as so many calls of `send` would; `to` is not kept. */
  multicast<K extends keyof M & string>(to: Int32Array, kind: K, body: M[K]): void;
  /** Everyone, me included (delay 0): the same on a full mesh and on an overlay. */
  broadcast<K extends keyof M & string>(kind: K, body: M[K]): void;
  /** Replaces the live timer of the same name and key. */
  setTimer(timer: T, delay: Time, key?: number): void;
  cancelTimer(timer: T, key?: number): void;
  /** Makes a block. Under proof of work, one of work above 0 is allowed only while handling `mined`, and once. */
  mint(parent: BlockId, draft?: BlockDraft): BlockId;
  /** This block breaks the rules: it is not passed on to others. */
  refuse(block: BlockId): void;
  /** Has got a block, and its ancestors, by messages that the transport does not know to carry blocks. */
  learn(block: BlockId): void;
  /** Output that may be revoked: the tip of the chain this node now takes for the right one. */
  adopt(tip: BlockId): void;
  /**
   * Output that may be revoked, of a protocol that keeps a ledger of amounts: this node's chain now has this block at this
   * height, counted from 1, and nothing above it.
   */
  append(height: number, block: LedgerBlock): void;
  /** Asks a node for a block that it must have, and for its ancestors; they come as the messages that carry them. */
  fetch(block: BlockId, from: NodeId): void;
  /** Makes the handle of a request that a user has brought to this node by a command, with what it says. */
  request(payload: unknown): Value;
  /** What a request says, where it says anything; shared by reference and never written to. */
  payload(value: Value): any;
  /** Makes the handle of a batch of requests, with this node as its producer. @param proofs what it proves beside; none */
  propose(contents: readonly Value[], proofs?: readonly DoubleVote[]): Value;
  /** Requests in a proposed batch. */
  contents(value: Value): readonly Value[];
  /** Double votes that a proposed batch proves. */
  proofs(value: Value): readonly DoubleVote[];
  /** Who made the handle of a batch, as its header states; −1: nobody, as of the null value. */
  producer(value: Value): NodeId;
  /** Output for ever. Heights count from 1. */
  decide(height: number, value: Value): void;
  /** Evidence of misbehaviour. */
  blame(node: NodeId, why: string): void;
  /**
   * Enters a view (round, epoch, term). Height 0: views run on across heights. Leader −1: none is known yet; the same view
   * may be entered again when one is.
   */
  enterView(height: number, view: number, leader: NodeId, cause: ViewCause): void;
  /** From now on it votes for nothing that conflicts with `value`, until the protocol's own rule lets it. */
  lock(height: number, view: number, value: number): void;
  /** Relies on a certificate that it has formed or received. */
  certify(certificate: Certificate): void;
  /** Coverage of the paper's lines. */
  mark(line: string): void;
  /** A draw in [0, 1) from this node's own stream. */
  random(): number;
  /**
   * A draw in (0, 1) by the trusted hardware of this node: a fixed function of the node and the input (an integer below 2^53),
   * which its owner can neither choose nor repeat, nor others foresee. They take it on the word of the hardware.
   */
  trustedDraw(input: number): number;
}

/** A node as the kernel sees it: kinds and timers are the indices of `protocolKinds` and `protocolTimers`. */
export interface Node {
  deliver(kind: number, body: unknown, from: NodeId): void;
  timeout(timer: number, key: number): void;
  start(): void;
  request(value: Value): void;
  mined(puzzle: string): void;
  /** A user's command, by the name that the protocol gives it; why it is refused, if it is. */
  command(name: string, options: unknown): string | void;
  recover(): void;
  /** Takes over a tip that has been chosen for it by its protocol's rule (`Protocol.follows`). */
  catchUp?(tip: BlockId): void;
}

/** Makes a node behind its door to the world. */
export type Make = (me: NodeContext) => Node;
