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
import { oracle, oracleUnit } from '../ledger/oracle.js';
import type { Host } from './host.js';

/** Above all numbers that protocols ask the same oracle for. */
const HARDWARE_KEYS = 4503599627370496;

/** The innermost door: what a node's words become in the world. One for each endpoint: a node, or a copy of one. */
export class Door implements NodeContext {
  readonly id: NodeId;
  readonly n: number;
  readonly f: number;
  readonly blocks: BlockView;
  readonly weights: readonly number[];
  readonly economy: Economy;
  readonly genesisSeed: number;
  private readonly host: Host;
  private readonly endpoint: number;
  /** Its own stream, from its first draw on. */
  private draw: (() => number) | undefined;

  constructor(host: Host, endpoint: number) {
    this.host = host;
    this.endpoint = endpoint;
    const id = host.identities[endpoint]!;
    this.id = id;
    this.n = host.facts.weights.length;
    this.f = host.f;
    this.blocks = host.tree.view(endpoint);
    this.weights = host.facts.weights;
    this.economy = host.facts.economy;
    this.genesisSeed = host.facts.genesisSeed;
    this.draw = undefined;
  }

  get now(): Time {
    return this.host.simulator.now;
  }

  send(to: NodeId, kind: string, body: unknown): void {
    const { host } = this;
    this.requireNode(to, kind);
    host.send(this.endpoint, to, host.kind(kind), body);
  }

  multicast(to: Int32Array, kind: string, body: unknown): void {
    const { host } = this;
    for (const each of to) this.requireNode(each, kind);
    if (to.length > 0) host.sendToMany(this.endpoint, host.kind(kind), body, to.length, to);
  }

  private requireNode(to: NodeId, kind: string): void {
    if (to >>> 0 !== to || to >= this.n)
      throw new RangeError(`node ${this.id} sends ${kind} to ${to}, which is no node`);
  }

  broadcast(kind: string, body: unknown): void {
    const { host } = this;
    const number = host.kind(kind);
    if (host.watches(number)) host.state(this.id, number, body);
    host.transport.broadcast(this.endpoint, number, body);
  }

  setTimer(timer: string, delay: Time, key = 0): void {
    if (!(delay >= 0) || !Number.isFinite(delay)) {
      throw new RangeError(`timer ${timer} of node ${this.id}: delay ${delay} is not a time`);
    }
    const { host } = this;
    host.simulator.setTimer(this.endpoint, host.timer(timer), key, this.now + Math.round(delay));
  }

  cancelTimer(timer: string, key = 0): void {
    const { host } = this;
    host.simulator.cancelTimer(this.endpoint, host.timer(timer), key);
  }

  mint(parent: BlockId, draft: BlockDraft = {}): BlockId {
    return this.host.mint(this.endpoint, parent, draft);
  }

  refuse(_block: BlockId): void {
    // Heard by the gossip layer in front of the protocol; without one nothing is passed on anyway.
  }

  learn(block: BlockId): void {
    this.host.learn(this.endpoint, block);
  }

  adopt(tip: BlockId): void {
    this.host.adopt(this.endpoint, tip);
  }

  append(height: number, block: LedgerBlock): void {
    if (!Number.isInteger(height) || height < 1)
      throw new RangeError(`node ${this.id} puts a block at height ${height}: heights are whole and count from 1`);
    for (const listener of this.host.outputs.listeners.onAppend) listener(this.now, this.id, height, block);
  }

  fetch(_block: BlockId, _from: NodeId): void {
    throw new Error('only a protocol whose messages carry blocks can fetch one');
  }

  request(payload: unknown): Value {
    return this.host.request(payload);
  }

  payload(value: Value): any {
    return this.host.values.payload(value);
  }

  propose(contents: readonly Value[], proofs?: readonly DoubleVote[]): Value {
    return this.host.propose(this.id, contents, proofs);
  }

  proofs(value: Value): readonly DoubleVote[] {
    return this.host.values.proofs(value);
  }

  contents(value: Value): readonly Value[] {
    return this.host.values.contents(value);
  }

  producer(value: Value): NodeId {
    return this.host.values.proposer(value);
  }

  decide(height: number, value: Value): void {
    if (!Number.isInteger(height) || height < 1 || !Number.isInteger(value)) {
      throw new RangeError(`node ${this.id} decides ${value} at height ${height}: heights are whole and count from 1`);
    }
    const now = this.now;
    for (const listener of this.host.outputs.listeners.onDecide) listener(now, this.id, height, value);
  }

  blame(node: NodeId, why: string): void {
    for (const listener of this.host.outputs.listeners.onBlame) listener(this.now, this.id, node, why);
  }

  enterView(height: number, view: number, leader: NodeId, cause: ViewCause): void {
    const { host } = this;
    host.views[this.endpoint] = view;
    for (const listener of host.outputs.listeners.onEnterView) listener(this.now, this.id, height, view, leader, cause);
  }

  lock(height: number, view: number, value: number): void {
    for (const listener of this.host.outputs.listeners.onLock) listener(this.now, this.id, height, view, value);
  }

  certify(certificate: Certificate): void {
    for (const listener of this.host.outputs.listeners.onCertify) listener(this.now, this.id, certificate);
  }

  mark(line: string): void {
    for (const listener of this.host.outputs.listeners.onMark) listener(this.now, this.id, line);
  }

  trustedDraw(input: number): number {
    // One key for each node, whatever copies of it there are.
    return oracleUnit(oracle(this.genesisSeed, HARDWARE_KEYS + this.id), input);
  }

  random(): number {
    return (this.draw ??= this.host.streams.stream('node', this.endpoint))();
  }
}
