import type { BlockId, Links, Make, NodeContext, NodeId } from '../contract.js';
import { partBlock } from './relay/compact.js';
import type { Followers } from '../host/followers.js';
import type { Switchboard } from '../kernel/simulator.js';
import type { ArrivalVectors } from './relay/arrival-vectors.js';
import type { ChainPart, Fetch } from './relay/fetch.js';
import type { RelayVoice } from './relay/options.js';
import { RETRY_TIMER, type Relay } from './relay/relay.js';
import { GossipNode } from './gossip-node.js';
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
  readonly arrivals: ArrivalVectors | undefined;
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
  /** Nodes that are made when they have to act, and not before. */
  readonly followers: Followers | undefined;
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
    return (honest) => (me) => {
      const node = this.follower(endpoint, me.id, honest, () => me);
      this.isDirect[endpoint] = isDirect ? 1 : 0;
      node.wake();
      return node;
    };
  }

  /** The same for a node with no behaviour, which is made only when it has to act; so is its door. */
  follower(endpoint: number, id: NodeId, honest: Make, open: (endpoint: number) => NodeContext): GossipNode {
    const node = new GossipNode(this, endpoint, id, honest, open);
    this.ends[endpoint] = node;
    this.isDirect[endpoint] = 1;
    this.options.relay.ends[endpoint] = node;
    return node;
  }

  /** An endpoint learns of a block by other ways than the network, after all that it builds on. Nothing is passed on. */
  reveal(endpoint: number, block: BlockId): void {
    this.options.relay.reveal(endpoint, block);
  }

  /** Makes all nodes, which from now on follow no longer. */
  wakeAll(): void {
    for (const { endpoint } of this.ends) if (this.options.followers?.has(endpoint)) void this.ends[endpoint]!.inner;
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
        return relay.receiveCompact(endpoint, body as number, from);
      case MISSING:
        return relay.giveMissing(endpoint, body as BlockId, from);
      case PART:
        return relay.receiveCarrier(endpoint, partBlock(body as number), from);
      case COMPRESSED:
        return relay.receiveCarrier(endpoint, body as BlockId, from);
      case FLOOD:
        return this.hear(this.ends[endpoint]!, body as Flood, from);
      case FETCH:
        return relay.giveChain(endpoint, body as Fetch, from);
      case CHAIN:
        return relay.receiveChain(endpoint, body as ChainPart, from);
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
