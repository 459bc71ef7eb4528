import type { BlockId, Make, Node, NodeContext, NodeId, Value } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import type { Gossip } from './gossip.js';
import type { RelayEnd } from './relay/options.js';

/** The door that the protocol sees. */
class GossipContext extends WrappedContext {
  private readonly gossiper: GossipNode;

  constructor(inner: NodeContext, gossiper: GossipNode) {
    super(inner);
    this.gossiper = gossiper;
  }

  override send(to: NodeId, kind: string, body: any): void {
    this.gossiper.noteCarrier(kind, body);
    this.inner.send(to, kind, body);
  }

  override broadcast(kind: string, body: any): void {
    this.gossiper.spread(kind, body);
  }

  override fetch(block: BlockId, from: NodeId): void {
    if (!this.inner.blocks.has(block)) this.gossiper.fetch(block, from);
  }

  override refuse(block: BlockId): void {
    this.gossiper.refuse(block);
  }

  override adopt(tip: BlockId): void {
    this.gossiper.adopt(tip);
    this.inner.adopt(tip);
  }
}

/** An endpoint of the layer, and the protocol's node behind it, which is made when it is first needed. */
export class GossipNode implements Node, RelayEnd {
  readonly endpoint: number;
  readonly id: NodeId;
  private readonly gossip: Gossip;
  private readonly honest: Make;
  private readonly open: (endpoint: number) => NodeContext;
  private door: NodeContext | undefined = undefined;
  private made: Node | undefined = undefined;

  constructor(gossip: Gossip, endpoint: number, id: NodeId, honest: Make, open: (endpoint: number) => NodeContext) {
    this.gossip = gossip;
    this.endpoint = endpoint;
    this.id = id;
    this.honest = honest;
    this.open = open;
  }

  get me(): NodeContext {
    return (this.door ??= this.open(this.endpoint));
  }

  /** The protocol's node. Whoever speaks to it directly has more for it than blocks: it follows no longer. */
  get inner(): Node {
    const { followers } = this.gossip.options;
    const node = this.wake();
    followers?.leave(this.endpoint);
    return node;
  }

  /** The protocol's node with its state up to date, made if need be. */
  wake(): Node {
    const { followers } = this.gossip.options;
    const node = (this.made ??= this.honest(new GossipContext(this.me, this)));
    if (followers?.has(this.endpoint)) node.catchUp!(followers.tip(this.endpoint));
    return node;
  }

  // ——— What the protocol says ———

  /** The block that a message carries, if any; its carrier is noted. */
  noteCarrier(kind: string, body: unknown): BlockId | undefined {
    const { options, kindNumbers } = this.gossip;
    const number = kindNumbers.get(kind)!;
    const block = options.carries[number]?.(body);
    if (block !== undefined) options.setCarrier(block, number, body);
    return block;
  }

  spread(kind: string, body: unknown): void {
    const { me, gossip } = this;
    const { relay, links, endpoints } = gossip.options;
    const number = gossip.kindNumbers.get(kind)!;
    const block = this.noteCarrier(kind, body);
    if (links === 'complete') return me.broadcast(kind, body);
    gossip.options.arrivals?.look();
    me.send(me.id, kind, body);
    if (block !== undefined) return relay.spread(this.endpoint, block, number, body);
    const seen = new Uint32Array((endpoints + 31) >>> 5);
    gossip.passOn(this, { kind: number, body, origin: me.id, seen }, me.id);
  }

  fetch(block: BlockId, from: NodeId): void {
    this.gossip.options.relay.fetch(this.endpoint, block, from);
  }

  refuse(block: BlockId): void {
    this.gossip.options.relay.refuse(this.endpoint, block);
  }

  adopt(tip: BlockId): void {
    this.gossip.options.relay.adopt(this.endpoint, tip);
  }

  // ——— What the network brings ———

  deliver(kind: number, body: any, from: NodeId): void {
    const { protocolKinds, options } = this.gossip;
    if (kind >= protocolKinds) return this.gossip.deliver(this.endpoint, kind, body, from);
    const block = options.carries[kind]?.(body);
    if (block === undefined) this.inner.deliver(kind, body, from);
    else options.relay.receive(this.endpoint, block, kind, body, from);
  }

  timeout(timer: number, key: number): void {
    const { protocolTimers, relay } = this.gossip.options;
    if (timer < protocolTimers) this.inner.timeout(timer, key);
    else relay.retry(this.endpoint, key);
  }

  start(): void {
    // What follows has nothing to start.
    if (!this.gossip.options.followers?.has(this.endpoint)) this.inner.start();
  }

  request(value: Value): void {
    this.inner.request(value);
  }

  /** What is found on a chain that others have left meanwhile is never looked for. */
  mined(puzzle: string): void {
    if (!this.gossip.options.relay.catchUp.isOver(this.endpoint)) return;
    this.wake().mined(puzzle);
  }

  command(name: string, options: unknown): string | void {
    return this.inner.command(name, options);
  }

  recover(): void {
    this.gossip.options.relay.recover(this.endpoint);
    this.inner.recover();
  }
}
