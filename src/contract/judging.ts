/** Observers, and the judges among them. */
import type { BlockView } from './blocks.js';
import type { LedgerBlock } from './ledger.js';
import type { BlockId, NodeId, Time, Value } from './plugin.js';
import type { ChainFacts, Protocol } from './protocol.js';
import type { Certificate, ViewCause } from './votes.js';

/** What a judge finds: whether a promise held; with who broke it how and when, or why it cannot be told. */
export type Verdict =
  | { readonly is: 'holds' }
  | { readonly is: 'violated'; readonly witness: string; readonly at: Time }
  | { readonly is: 'unknown'; readonly why: string };

/** Sees all and can do nothing; absent methods cost nothing. */
export interface Observer {
  /**
   * Whether it may hear of receptions and adoptions later, in their order, and before anything else that it hears of; what it
   * knows is then complete whenever the run stands still.
   */
  readonly isPatient?: boolean;
  onSend?(time: Time, from: NodeId, kind: number, copies: number, sizeBytes: number): void;
  onDeliver?(time: Time, to: NodeId, from: NodeId, kind: number): void;
  onRequest?(time: Time, value: Value): void;
  onPropose?(time: Time, node: NodeId, value: Value): void;
  onMint?(time: Time, node: NodeId, block: BlockId): void;
  /** A node has a block whole that it did not make. */
  onReceive?(time: Time, node: NodeId, block: BlockId): void;
  onAdopt?(time: Time, node: NodeId, tip: BlockId): void;
  onAppend?(time: Time, node: NodeId, height: number, block: LedgerBlock): void;
  onDecide?(time: Time, node: NodeId, height: number, value: Value): void;
  onBlame?(time: Time, node: NodeId, accused: NodeId, why: string): void;
  /** A signed vote, proposal or other evidence, as it is put on the network. */
  onStatement?(time: Time, from: NodeId, kind: string, body: any): void;
  onEnterView?(time: Time, node: NodeId, height: number, view: number, leader: NodeId, cause: ViewCause): void;
  onLock?(time: Time, node: NodeId, height: number, view: number, value: number): void;
  onCertify?(time: Time, node: NodeId, certificate: Certificate): void;
  /** An adaptive adversary has taken a node over: it is no longer correct. */
  onCorrupt?(time: Time, node: NodeId): void;
  /** One copy of a message sets out; it arrives at `arrival`, or never when that is Infinity. */
  onTransmit?(time: Time, from: NodeId, to: NodeId, kind: number, arrival: Time): void;
  onMark?(time: Time, node: NodeId, line: string): void;
}

/** The whole world as a judge sees it: everything of the run that does not change, and all blocks. */
export interface JudgeView {
  readonly n: number;
  readonly f: number;
  readonly protocol: Protocol;
  readonly params: any;
  readonly weights: readonly number[];
  readonly facts: ChainFacts;
  /** Nodes that no fault touches: under an adaptive adversary, none that it has touched so far. */
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
  /** What several judges of a run work on together, under a name: made when the first of them asks for it. */
  share<T>(name: string, make: () => T): T;
}

/** A promise that runs are held to, and how to make its judge. */
export interface Invariant {
  readonly name: string;
  readonly describe: string;
  /** 'safety' invariants also need their `sometimes` twin: with nothing decided at all the verdict is unknown. */
  readonly sort: 'safety' | 'liveness';
  make(view: JudgeView): Judge;
}

/** Watches one run, and says in the end whether the promise held. */
export interface Judge extends Observer {
  /** Asked once, at the end of the run. */
  verdict(end: Time): Verdict;
}
