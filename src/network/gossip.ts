import type { BlockId, Links, Make, Node, NodeContext, NodeId, Value } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import type { Switchboard } from '../kernel/simulator.js';
import type { ChainPart, Fetch } from './relay/fetch.js';
import type { RelayEnd, RelayVoice } from './relay/options.js';
import { RETRY_TIMER, type Relay } from './relay/relay.js';
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
export class Gossip implements RelayVoice, Switchboard {
  readonly options: GossipOptions;
  readonly numbers: GossipKinds;
  readonly protocolKinds: number;
  readonly kindNumbers: ReadonlyMap<string, number>;
  private readonly destinations: Int32Array;
  /** By endpoint: whether no behaviour stands between its layer and the network. */
  private readonly isDirect: Uint8Array;
  /** By endpoint. */
  private readonly ends: GossipNode[] = [];

  constructor(options: GossipOptions) {
    this.options = options;
    this.protocolKinds = options.kinds.length - GOSSIP_KINDS.length;
    this.numbers = gossipKinds(this.protocolKinds);
    this.kindNumbers = new Map(options.kinds.map((kind, number) => [kind, number]));
    this.destinations = new Int32Array(options.endpoints);
    this.isDirect = new Uint8Array(options.endpoints);
    options.relay.voice = this;
  }

  /** Whether messages of the layer's own kinds may be given to it without going through the endpoints' doors. */
  get isDirectThroughout(): boolean {
    return this.isDirect.every((is) => is === 1);
  }

  /**
   * The layer between a protocol and the network. On a complete graph a broadcast goes straight to everybody; on sparse links
   * blocks go by the relay, and any other broadcast is flooded: a node passes on what it hears for the first time, not back
   * to where it came from. `send` is direct on any topology: addresses are known to all.
   * @param isDirect whether no behaviour stands between this endpoint's layer and the network
   */
  around(endpoint: number, isDirect: boolean): (honest: Make) => Make {
    this.isDirect[endpoint] = isDirect ? 1 : 0;
    return (honest) => (me) => {
      const node = new GossipNode(this, endpoint, honest, me);
      this.ends[endpoint] = node;
      this.options.relay.ends[endpoint] = node;
      return node;
    };
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
    if (count > 0) this.sayToMany(endpoint, this.numbers.flood, m, count, this.destinations);
  }

  say(endpoint: number, to: NodeId, kind: number, body: unknown): void {
    const { carriage, kinds } = this.options;
    if (this.isDirect[endpoint] === 1) carriage.send(endpoint, to, kind, body);
    else this.ends[endpoint]!.me.send(to, kinds[kind]!, body);
  }

  sayToMany(endpoint: number, kind: number, body: unknown, count: number, destinations: Int32Array): void {
    const { carriage, kinds } = this.options;
    if (this.isDirect[endpoint] === 1) return carriage.sendToMany(endpoint, kind, body, count, destinations);
    const { me } = this.ends[endpoint]!;
    // A behaviour may bring about that the shared array is written anew.
    for (const to of destinations.slice(0, count)) me.send(to, kinds[kind]!, body);
  }

  /** A message of one of the layer's own kinds has come; most of them are dealt with without a look at the node. */
  deliver(endpoint: number, kind: number, body: any, from: NodeId): void {
    const { relay } = this.options;
    switch (kind - this.protocolKinds) {
      case ANNOUNCE:
        return relay.hearOf(endpoint, body as BlockId, from);
      case REQUEST:
        return relay.give(endpoint, body as BlockId, from);
      case COMPACT:
        return relay.receiveCompact(this.ends[endpoint]!, body as number, from);
      case MISSING:
        return relay.giveMissing(endpoint, body as BlockId, from);
      case PART:
        return relay.receivePart(this.ends[endpoint]!, body as number, from);
      case COMPRESSED:
        return relay.receiveCarrier(this.ends[endpoint]!, body as BlockId, from);
      case FLOOD:
        return this.hear(this.ends[endpoint]!, body as Flood, from);
      case FETCH:
        return relay.giveChain(this.ends[endpoint]!, body as Fetch, from);
      case CHAIN:
        return relay.receiveChain(this.ends[endpoint]!, body as ChainPart, from);
    }
  }

  private hear(end: GossipNode, m: Flood, from: NodeId): void {
    const { endpoint } = end;
    if ((m.seen[endpoint >>> 5]! & (1 << (endpoint & 31))) !== 0) return;
    this.passOn(end, m, from);
    end.inner.deliver(m.kind, m.body, m.origin);
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

  constructor(gossip: Gossip, endpoint: number, honest: Make, me: NodeContext) {
    this.gossip = gossip;
    this.endpoint = endpoint;
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
    else options.relay.receive(this, block, kind, body, from);
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

  command(name: string, options: unknown): string | void {
    return this.inner.command(name, options);
  }

  recover(): void {
    this.gossip.options.relay.recover(this);
    this.inner.recover();
  }
}
