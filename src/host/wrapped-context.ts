import type {
  DoubleVote,
  BlockDraft,
  BlockId,
  BlockView,
  Certificate,
  Economy,
  LedgerBlock,
  NodeContext,
  NodeId,
  Time,
  Value,
  ViewCause,
} from '../contract.js';

/** A door in front of a door: passes everything on; a subclass changes what it wants changed. */
export class WrappedContext implements NodeContext {
  protected readonly inner: NodeContext;
  readonly id: NodeId;
  readonly n: number;
  readonly f: number;
  readonly blocks: BlockView;
  readonly weights: readonly number[];
  readonly economy: Economy;
  readonly genesisSeed: number;

  constructor(inner: NodeContext) {
    this.inner = inner;
    this.id = inner.id;
    this.n = inner.n;
    this.f = inner.f;
    this.blocks = inner.blocks;
    this.weights = inner.weights;
    this.economy = inner.economy;
    this.genesisSeed = inner.genesisSeed;
  }

  get now(): Time {
    return this.inner.now;
  }

  send(to: NodeId, kind: string, body: any): void {
    this.inner.send(to, kind, body);
  }

  /** Copy by copy, so that what a subclass does to single messages is done to these. */
  multicast(to: Int32Array, kind: string, body: any): void {
    for (const each of to) this.send(each, kind, body);
  }

  broadcast(kind: string, body: any): void {
    this.inner.broadcast(kind, body);
  }

  setTimer(timer: string, delay: Time, key?: number): void {
    this.inner.setTimer(timer, delay, key);
  }

  cancelTimer(timer: string, key?: number): void {
    this.inner.cancelTimer(timer, key);
  }

  mint(parent: BlockId, draft?: BlockDraft): BlockId {
    return this.inner.mint(parent, draft);
  }

  refuse(block: BlockId): void {
    this.inner.refuse(block);
  }

  learn(block: BlockId): void {
    this.inner.learn(block);
  }

  adopt(tip: BlockId): void {
    this.inner.adopt(tip);
  }

  append(height: number, block: LedgerBlock): void {
    this.inner.append(height, block);
  }

  fetch(block: BlockId, from: NodeId): void {
    this.inner.fetch(block, from);
  }

  request(payload: unknown): Value {
    return this.inner.request(payload);
  }

  payload(value: Value): any {
    return this.inner.payload(value);
  }

  propose(contents: readonly Value[], proofs?: readonly DoubleVote[]): Value {
    return this.inner.propose(contents, proofs);
  }

  proofs(value: Value): readonly DoubleVote[] {
    return this.inner.proofs(value);
  }

  contents(value: Value): readonly Value[] {
    return this.inner.contents(value);
  }

  producer(value: Value): NodeId {
    return this.inner.producer(value);
  }

  decide(height: number, value: Value): void {
    this.inner.decide(height, value);
  }

  blame(node: NodeId, why: string): void {
    this.inner.blame(node, why);
  }

  enterView(height: number, view: number, leader: NodeId, cause: ViewCause): void {
    this.inner.enterView(height, view, leader, cause);
  }

  lock(height: number, view: number, value: number): void {
    this.inner.lock(height, view, value);
  }

  certify(certificate: Certificate): void {
    this.inner.certify(certificate);
  }

  mark(line: string): void {
    this.inner.mark(line);
  }

  trustedDraw(input: number): number {
    return this.inner.trustedDraw(input);
  }

  random(): number {
    return this.inner.random();
  }
}
