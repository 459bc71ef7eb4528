import type { BlockId, Links, Make, Node, NodeContext, NodeId, Value } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import type { Fetch } from './relay/fetch.js';
import { RETRY_TIMER, type Relay, type RelayEnd } from './relay/relay.js';
import { GOSSIP_KINDS, gossipKinds, type GossipKinds } from './relay/kinds.js';

export { GOSSIP_KINDS };
export const GOSSIP_TIMERS = [RETRY_TIMER] as const;

const {
  announce: ANNOUNCE,
  request: REQUEST,
  flood: FLOOD,
  fetch: FETCH,
  chain: CHAIN,
  compact: COMPACT,
  missing: MISSING,
  part: PART,
  compressed: COMPRESSED,
} = gossipKinds(0);

/** What is passed on from neighbour to neighbour; `seen` has one bit for each node that has had it. */
export interface Flood {
  readonly kind: number;
  readonly body: unknown;
  readonly origin: NodeId;
  readonly seen: Uint32Array;
}

/** What carries an endpoint's messages when no behaviour stands between it and the network. */
export interface DirectCarriage {
  send(endpoint: number, to: NodeId, kind: number, body: unknown): void;
  sendToMany(endpoint: number, kind: number, body: unknown, count: number, destinations: Int32Array): void;
}

export interface GossipOptions {
  readonly relay: Relay;
  readonly carriage: DirectCarriage;
  readonly links: Links | 'complete';
  /** All kinds of the run: the protocol's, then `GOSSIP_KINDS`. */
  readonly kinds: readonly string[];
  readonly protocolTimers: number;
  /** By kind: the block that a message of this kind carries. */
  readonly carries: readonly (((body: any) => BlockId) | undefined)[];
  /** Notes the first message of a block, so that whoever has the block can pass it on. */
  readonly setCarrier: (block: BlockId, kind: number, body: unknown) => void;
  /** Nodes and further copies of them. */
  readonly endpoints: number;
}

/** What all endpoints of a run share of the layer. */
export class Gossip {
  readonly options: GossipOptions;
  readonly numbers: GossipKinds;
  readonly protocolKinds: number;
  readonly kindNumbers: ReadonlyMap<string, number>;
  private readonly destinations: Int32Array;
  /** By endpoint. */
  private readonly ends: GossipNode[] = [];

  constructor(options: GossipOptions) {
    this.options = options;
    this.protocolKinds = options.kinds.length - GOSSIP_KINDS.length;
    this.numbers = gossipKinds(this.protocolKinds);
    this.kindNumbers = new Map(options.kinds.map((kind, number) => [kind, number]));
    this.destinations = new Int32Array(options.endpoints);
  }

  /**
   * The layer between a protocol and the network. On a complete graph a broadcast goes straight to everybody; on sparse links
   * blocks go by the relay, and any other broadcast is flooded: a node passes on what it hears for the first time, not back
   * to where it came from. `send` is direct on any topology: addresses are known to all.
   * @param isDirect whether no behaviour stands between this endpoint's layer and the network
   */
  around(endpoint: number, isDirect: boolean): (honest: Make) => Make {
    return (honest) => (me) => (this.ends[endpoint] = new GossipNode(this, endpoint, isDirect, honest, me));
  }

  /** An endpoint learns of a block by other ways than the network, after all that it builds on. Nothing is passed on. */
  reveal(endpoint: number, block: BlockId): void {
    this.options.relay.reveal(this.ends[endpoint]!, block);
  }

  passOn(end: GossipNode, m: Flood, from: NodeId): void {
    const { endpoint } = end;
    m.seen[endpoint >>> 5]! |= 1 << (endpoint & 31);
    const { offsets, neighbours } = this.options.links as Links;
    const { id } = end.me;
    let count = 0;
    for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
      const to = neighbours[i]!;
      if (to !== from) this.destinations[count++] = to;
    }
    if (count > 0) end.sayToMany(this.numbers.flood, m, count, this.destinations);
  }
}

/** Whether a run needs the layer at all: a committee on a complete graph does without. */
export function needsGossip(options: Pick<GossipOptions, 'links' | 'carries'>): boolean {
  return options.links !== 'complete' || options.carries.some((carries) => carries !== undefined);
}

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

class GossipNode implements Node, RelayEnd {
  readonly endpoint: number;
  readonly id: NodeId;
  readonly me: NodeContext;
  readonly inner: Node;
  private readonly gossip: Gossip;
  private readonly isDirect: boolean;

  constructor(gossip: Gossip, endpoint: number, isDirect: boolean, honest: Make, me: NodeContext) {
    this.gossip = gossip;
    this.endpoint = endpoint;
    this.isDirect = isDirect;
    this.me = me;
    this.id = me.id;
    this.inner = honest(new GossipContext(me, this));
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
    me.send(me.id, kind, body);
    if (block !== undefined) return relay.spread(this, block, number, body);
    const seen = new Uint32Array((endpoints + 31) >>> 5);
    gossip.passOn(this, { kind: number, body, origin: me.id, seen }, me.id);
  }

  fetch(block: BlockId, from: NodeId): void {
    this.gossip.options.relay.fetch(this, block, from);
  }

  refuse(block: BlockId): void {
    this.gossip.options.relay.refuse(this.endpoint, block);
  }

  adopt(tip: BlockId): void {
    this.gossip.options.relay.adopt(this.endpoint, tip);
  }

  // ——— What the layer says ———

  say(to: NodeId, kind: number, body: unknown): void {
    const { carriage, kinds } = this.gossip.options;
    if (this.isDirect) carriage.send(this.endpoint, to, kind, body);
    else this.me.send(to, kinds[kind]!, body);
  }

  sayToMany(kind: number, body: unknown, count: number, destinations: Int32Array): void {
    const { carriage, kinds } = this.gossip.options;
    if (this.isDirect) return carriage.sendToMany(this.endpoint, kind, body, count, destinations);
    // A behaviour may bring about that the shared array is written anew.
    for (const to of destinations.slice(0, count)) this.me.send(to, kinds[kind]!, body);
  }

  // ——— What the network brings ———

  deliver(kind: number, body: any, from: NodeId): void {
    const { protocolKinds, options } = this.gossip;
    if (kind >= protocolKinds) return this.deliverGossip(kind, body, from);
    const block = options.carries[kind]?.(body);
    if (block === undefined) this.inner.deliver(kind, body, from);
    else options.relay.receive(this, block, kind, body, from);
  }

  private deliverGossip(kind: number, body: any, from: NodeId): void {
    const { gossip } = this;
    const { relay } = gossip.options;
    switch (kind - gossip.protocolKinds) {
      case ANNOUNCE:
        return relay.hearOf(this, body as BlockId, from);
      case REQUEST:
        return relay.give(this, body as BlockId, from);
      case FLOOD:
        return this.hear(body as Flood, from);
      case FETCH:
        return relay.giveChain(this, body as Fetch, from);
      case CHAIN:
        return relay.receiveChain(this, body as readonly BlockId[], from);
      case COMPACT:
        return relay.receiveCompact(this, body as number, from);
      case MISSING:
        return relay.giveMissing(this, body as BlockId, from);
      case PART:
        return relay.receivePart(this, body as number, from);
      case COMPRESSED:
        return relay.receiveCarrier(this, body as BlockId, from);
    }
  }

  private hear(m: Flood, from: NodeId): void {
    const { endpoint, gossip } = this;
    if ((m.seen[endpoint >>> 5]! & (1 << (endpoint & 31))) !== 0) return;
    gossip.passOn(this, m, from);
    this.inner.deliver(m.kind, m.body, m.origin);
  }

  timeout(timer: number, key: number): void {
    const { protocolTimers, relay } = this.gossip.options;
    if (timer < protocolTimers) this.inner.timeout(timer, key);
    else relay.retry(this, key);
  }

  start(): void {
    this.inner.start();
  }

  request(value: Value): void {
    this.inner.request(value);
  }

  mined(puzzle: string): void {
    this.inner.mined(puzzle);
  }

  recover(): void {
    this.gossip.options.relay.recover(this);
    this.inner.recover();
  }
}
