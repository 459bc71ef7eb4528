import type { BlockId, Links, Make, Node, NodeContext, NodeId, Time, Value } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import type { BlockTree } from '../ledger/block-tree.js';
import { chainAfter, locatorOf } from '../ledger/chain-sync.js';

/** Message kinds of the gossip layer, numbered after the protocol's own. */
export const GOSSIP_KINDS = [
  'gossip.announce',
  'gossip.request',
  'gossip.flood',
  'gossip.fetch',
  'gossip.chain',
] as const;
export const GOSSIP_TIMERS = ['gossip.retry'] as const;

/** Most blocks in one answer to a fetch. */
const MOST_BLOCKS = 500;

/** What is passed on from neighbour to neighbour; `seen` has one bit for each node that has had it. */
export interface Flood {
  readonly kind: number;
  readonly body: unknown;
  readonly origin: NodeId;
  readonly seen: Uint32Array;
}
interface Fetch {
  readonly block: BlockId;
  /** Blocks of the asker's chain, newest first, ever further apart. */
  readonly locator: readonly BlockId[];
}

export interface GossipOptions {
  readonly tree: BlockTree;
  readonly links: Links | 'complete';
  /** All kinds of the run: the protocol's, then `GOSSIP_KINDS`. */
  readonly kinds: readonly string[];
  readonly protocolTimers: number;
  /** By kind: the block that a message of this kind carries. */
  readonly carries: readonly (((body: any) => BlockId) | undefined)[];
  /** When a requested block has not come, another node is asked. */
  readonly requestTimeout: Time;
  /** Nodes and further copies of them. */
  readonly endpoints: number;
}

/**
 * The gossip layer between a protocol and the network. On a complete graph a broadcast goes straight to everybody; on
 * sparse links a block is announced, requested by who lacks it, and announced on (Bitcoin's inv/getdata/block), and
 * any other broadcast is flooded: a node passes on what it hears for the first time, not back to where it came from.
 * Blocks reach the protocol after their parents and all that they name: what is missing is fetched from whoever sent them.
 * `send` is direct on any topology: addresses are known to all.
 */
export function gossip(options: GossipOptions, endpoint: number): (honest: Make) => Make {
  return (honest) => (me) => new GossipNode(options, endpoint, honest, me);
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
    this.gossiper.refused.add(block);
  }

  override adopt(tip: BlockId): void {
    this.gossiper.tip = tip;
    this.inner.adopt(tip);
  }
}

class GossipNode implements Node {
  readonly refused = new Set<BlockId>();
  tip: BlockId = 0;
  private readonly options: GossipOptions;
  private readonly endpoint: number;
  private readonly tree: BlockTree;
  private readonly me: NodeContext;
  private readonly inner: Node;
  private readonly protocolKinds: number;
  private readonly kindNumbers: ReadonlyMap<string, number>;
  /** Blocks asked for, and who is known to have them; the first has been asked. */
  private readonly requested = new Map<BlockId, NodeId[]>();
  /** Blocks that wait for their parent, or for one that they name, by what they wait for. */
  private readonly held = new Map<BlockId, { block: BlockId; kind: number; body: unknown; from: NodeId }[]>();

  constructor(options: GossipOptions, endpoint: number, honest: Make, me: NodeContext) {
    this.options = options;
    this.endpoint = endpoint;
    this.tree = options.tree;
    this.me = me;
    this.protocolKinds = options.kinds.length - GOSSIP_KINDS.length;
    this.kindNumbers = new Map(options.kinds.map((kind, number) => [kind, number]));
    this.inner = honest(new GossipContext(me, this));
  }

  // ——— What the protocol says ———

  noteCarrier(kind: string, body: unknown): BlockId | undefined {
    const number = this.kindNumbers.get(kind)!;
    const block = this.options.carries[number]?.(body);
    if (block !== undefined) this.tree.setCarrier(block, number, body);
    return block;
  }

  spread(kind: string, body: unknown): void {
    const { me, options } = this;
    const block = this.noteCarrier(kind, body);
    if (options.links === 'complete') return me.broadcast(kind, body);
    me.send(me.id, kind, body);
    if (block !== undefined) return this.announce(block, me.id);
    const seen = new Uint32Array((options.endpoints + 31) >>> 5);
    this.passOn({ kind: this.kindNumbers.get(kind)!, body, origin: me.id, seen }, me.id);
  }

  // ——— What the network brings ———

  deliver(kind: number, body: any, from: NodeId): void {
    if (kind < this.protocolKinds) {
      const block = this.options.carries[kind]?.(body);
      if (block === undefined) this.inner.deliver(kind, body, from);
      else this.receive(block, kind, body, from);
      return;
    }
    switch (GOSSIP_KINDS[kind - this.protocolKinds]!) {
      case 'gossip.announce':
        return this.hearOf(body as BlockId, from);
      case 'gossip.request':
        return this.give(body as BlockId, from);
      case 'gossip.flood':
        return this.flood(body as Flood, from);
      case 'gossip.fetch':
        return this.giveChain(body as Fetch, from);
      case 'gossip.chain':
        return this.receiveChain(body as readonly BlockId[], from);
    }
  }

  timeout(timer: number, key: number): void {
    if (timer < this.options.protocolTimers) this.inner.timeout(timer, key);
    else this.retry(key);
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
    this.requested.clear();
    this.held.clear();
    this.inner.recover();
  }

  // ——— Blocks ———

  private receive(block: BlockId, kind: number, body: unknown, from: NodeId): void {
    const { tree, me, endpoint } = this;
    if (tree.has(endpoint, block)) {
      if (from === me.id) this.inner.deliver(kind, body, from);
      return;
    }
    this.answered(block);
    const missing = tree.missing(endpoint, block);
    if (missing < 0) return this.admit(block, kind, body, from);
    const held = { block, kind, body, from };
    if (!this.held.get(missing)?.push(held)) this.held.set(missing, [held]);
    this.fetch(missing, from);
  }

  private admit(block: BlockId, kind: number, body: unknown, from: NodeId): void {
    const { tree, refused } = this;
    tree.see(this.endpoint, block);
    if (refused.has(tree.parent(block))) refused.add(block);
    else this.inner.deliver(kind, body, from);
    if (this.options.links !== 'complete' && !refused.has(block)) this.announce(block, from);
    const waiting = this.held.get(block);
    if (!waiting) return;
    this.held.delete(block);
    this.answered(block);
    for (const child of waiting) this.receive(child.block, child.kind, child.body, child.from);
  }

  private announce(block: BlockId, except: NodeId): void {
    this.toNeighbours('gossip.announce', block, except);
  }

  private hearOf(block: BlockId, from: NodeId): void {
    if (this.tree.has(this.endpoint, block) || this.isHeld(block)) return;
    if (!this.requested.get(block)?.push(from)) this.ask(block, [from], 'gossip.request');
  }

  private isHeld(block: BlockId): boolean {
    const missing = this.tree.missing(this.endpoint, block);
    return this.held.get(missing)?.some((waiting) => waiting.block === block) ?? false;
  }

  private give(block: BlockId, to: NodeId): void {
    const carrier = this.tree.carrier(block);
    if (carrier && this.tree.has(this.endpoint, block))
      this.me.send(to, this.options.kinds[carrier.kind]!, carrier.body);
  }

  // ——— Missing ancestors ———

  fetch(block: BlockId, from: NodeId): void {
    if (this.requested.has(block)) this.requested.get(block)!.push(from);
    else this.ask(block, [from], 'gossip.fetch');
  }

  private ask(block: BlockId, sources: NodeId[], how: 'gossip.request' | 'gossip.fetch'): void {
    this.requested.set(block, sources);
    const body = how === 'gossip.request' ? block : { block, locator: locatorOf(this.tree, this.tip) };
    this.me.send(sources[0]!, how, body);
    this.me.setTimer(GOSSIP_TIMERS[0], this.options.requestTimeout, block);
  }

  private answered(block: BlockId): void {
    if (!this.requested.delete(block)) return;
    this.me.cancelTimer(GOSSIP_TIMERS[0], block);
  }

  /** The one asked has not answered: ask the next that is known to have it, or the same again. */
  private retry(block: BlockId): void {
    const sources = this.requested.get(block);
    if (!sources || this.tree.has(this.endpoint, block)) return this.answered(block);
    if (sources.length > 1) sources.shift();
    this.ask(block, sources, 'gossip.fetch');
  }

  private giveChain(m: Fetch, to: NodeId): void {
    const { tree, me } = this;
    if (!tree.has(this.endpoint, m.block)) return;
    const chain = chainAfter(tree, m.block, m.locator, MOST_BLOCKS);
    const blocks = chain.flatMap((block) => [...tree.references(block), block]);
    if (blocks.length > 0) me.send(to, 'gossip.chain', blocks);
  }

  private receiveChain(blocks: readonly BlockId[], from: NodeId): void {
    const { tree } = this;
    for (const block of blocks) {
      const carrier = tree.carrier(block);
      if (carrier) this.receive(block, carrier.kind, carrier.body, from);
      // The next fetch goes on from here, even if the protocol adopts it only later.
      if (tree.has(this.endpoint, block) && tree.height(block) > tree.height(this.tip)) this.tip = block;
    }
  }

  // ——— Everything else ———

  private flood(m: Flood, from: NodeId): void {
    if ((m.seen[this.endpoint >>> 5]! & (1 << (this.endpoint & 31))) !== 0) return;
    this.passOn(m, from);
    this.inner.deliver(m.kind, m.body, m.origin);
  }

  private passOn(m: Flood, from: NodeId): void {
    m.seen[this.endpoint >>> 5]! |= 1 << (this.endpoint & 31);
    this.toNeighbours('gossip.flood', m, from);
  }

  private toNeighbours(kind: string, body: unknown, except: NodeId): void {
    const { offsets, neighbours } = this.options.links as Links;
    for (let i = offsets[this.me.id]!; i < offsets[this.me.id + 1]!; i++) {
      const to = neighbours[i]!;
      if (to !== except) this.me.send(to, kind, body);
    }
  }
}
