import type { BlockId, Links, NodeId } from '../../contract.js';
import { REFUSED } from '../../host/followers.js';
import type { BlockTree } from '../../ledger/block-tree.js';
import { locatorOf } from '../../ledger/chain-sync.js';
import { compactBlock, compactBody, isFailing, partBody } from './compact.js';
import { asksForTip, chainPart, whichTip, type ChainPart, type Fetch } from './fetch.js';
import type { RelayEnd, RelayOptions, RelayVoice } from './options.js';
import { Orphans } from './orphans.js';
import { neighboursBut, peersOf } from './recipients.js';
import { ASKED, HAS, HELD, LiveBlocks, UNKNOWN } from './live-blocks.js';
import { CatchUp } from './catch-up.js';
import { Sources } from './sources.js';

export const RETRY_TIMER = 'gossip.retry';

/**
 * Blocks on their way from neighbour to neighbour: announced, requested by who lacks them, sent, and announced on (Bitcoin's
 * inv/getdata/block); whole or compact, or unasked by their makers. A block reaches the protocol after all that it builds on
 * or names: what is missing is fetched from whoever sent it. What is known of a block goes once it is settled everywhere.
 */
export class Relay {
  private readonly options: RelayOptions;
  private readonly tree: BlockTree;
  private readonly live: LiveBlocks;
  private readonly sources: Sources | undefined;
  /** By endpoint: the tip that its protocol has adopted, or the furthest block that a fetch has brought. */
  private readonly tips: Int32Array;
  /** By block: the endpoints whose protocol has refused it. */
  private readonly refused = new Map<BlockId, Set<number>>();
  private readonly orphans = new Orphans();
  readonly catchUp: CatchUp;
  private readonly destinations: Int32Array;
  private readonly isMember: Uint8Array;
  /** Set once, before any node is made. */
  voice!: RelayVoice;
  /** By endpoint. */
  readonly ends: RelayEnd[] = [];

  constructor(options: RelayOptions) {
    const { endpoints } = options;
    this.options = options;
    this.tree = options.tree;
    this.live = new LiveBlocks(options.tree, endpoints, options.announcer !== undefined, options.now);
    this.catchUp = new CatchUp(options, (endpoint) => this.ends[endpoint]!.me.now);
    this.sources = options.requestTimeout === null ? undefined : new Sources(endpoints);
    this.tips = new Int32Array(endpoints);
    this.destinations = new Int32Array(endpoints);
    this.isMember = new Uint8Array(endpoints);
    for (const member of options.members) this.isMember[member] = 1;
  }

  // ——— What protocols say ———

  adopt(endpoint: number, tip: BlockId): void {
    this.tips[endpoint] = tip;
    this.options.followers?.adopt(endpoint, tip);
  }

  refuse(endpoint: number, block: BlockId): void {
    const by = this.refused.get(block);
    if (by) by.add(endpoint);
    else this.refused.set(block, new Set([endpoint]));
  }

  /** A protocol tells everybody of a block. */
  spread(endpoint: number, block: BlockId, kind: number, body: unknown): void {
    const { options, live } = this;
    const id = options.idOf(endpoint);
    if (options.arrivals?.takes(endpoint, block, this.admitKnown)) return;
    live.row(block);
    live.add(block, 1);
    // Members of a relay network send each other what one of them makes, and it is not announced to them.
    const served = this.isMember[endpoint] === 1 ? this.isMember : undefined;
    if (served) {
      const others = Int32Array.from(options.members.filter((member) => member !== id));
      if (others.length > 0) this.voice.sayToMany(endpoint, options.kinds.compressed, block, others.length, others);
    }
    if (options.terms.kind === 'push') {
      const count = neighboursBut(options.links as Links, id, id, served, this.destinations);
      if (count > 0) this.voice.sayToMany(endpoint, kind, body, count, this.destinations);
    } else this.announce(endpoint, block, id, served);
    this.settle(block);
  }

  // ——— Blocks ———

  /** A message that carries a block has come. */
  receive(endpoint: number, block: BlockId, kind: number, body: unknown, from: NodeId): void {
    const { live, tree } = this;
    const known = live.known(endpoint, block);
    if (known === HAS) {
      if (from === this.options.idOf(endpoint)) this.bring(endpoint, block, kind, body, from);
      return;
    }
    if (known === HELD) return;
    const missing = tree.missing(endpoint, block);
    // About what is whole and passed on to nobody nothing stays open: it takes no row, which costs a step for each node.
    const isDirect = known === UNKNOWN && missing < 0 && this.options.links === 'complete';
    if (isDirect) return this.admit(endpoint, block, kind, body, from);
    const row = live.row(block);
    live.add(block, 1);
    if (known === ASKED) this.answered(endpoint, block);
    if (missing < 0) this.admit(endpoint, block, kind, body, from);
    else {
      row.set(endpoint, HELD);
      live.add(block, 1);
      this.orphans.hold(missing, { endpoint, block, kind, body, from });
      this.fetch(endpoint, missing, from);
    }
    this.settle(block);
  }

  /** An endpoint learns of a block by other ways than the network, after all that it builds on. */
  reveal(endpoint: number, block: BlockId): void {
    const known = this.live.known(endpoint, block);
    if (known === HAS) return;
    this.live.see(endpoint, block);
    if (known === ASKED) this.answered(endpoint, block);
    this.admitOrphans(endpoint, block);
  }

  private admit(endpoint: number, block: BlockId, kind: number, body: unknown, from: NodeId): void {
    const { options, refused, tree } = this;
    options.arrivals?.admitted();
    this.live.see(endpoint, block);
    this.catchUp.got(endpoint, block);
    if (refused.size > 0 && refused.get(tree.parent(block))?.has(endpoint)) this.refuse(endpoint, block);
    else this.bring(endpoint, block, kind, body, from);
    if (options.links !== 'complete' && this.isPassedOn(endpoint, block)) this.announce(endpoint, block, from);
    this.admitOrphans(endpoint, block);
  }

  /** What that comes to where it is known how it ends. */
  private readonly admitKnown = (endpoint: number, block: BlockId): void => {
    this.live.see(endpoint, block);
    this.adopt(endpoint, block);
    this.options.adopted(endpoint, block);
  };

  /** Hands a block to the protocol; or goes by its rule, where that is all it does. */
  private bring(endpoint: number, block: BlockId, kind: number, body: unknown, from: NodeId): void {
    const { followers } = this.options;
    if (!followers?.has(endpoint)) return this.ends[endpoint]!.inner.deliver(kind, body, from);
    const before = followers.tip(endpoint);
    const tip = followers.hear(endpoint, block);
    if (tip === REFUSED) this.refuse(endpoint, block);
    else if (tip !== before) {
      this.adopt(endpoint, tip);
      this.options.adopted(endpoint, tip);
    }
  }

  private isPassedOn(endpoint: number, block: BlockId): boolean {
    if (this.refused.size > 0 && this.refused.get(block)?.has(endpoint)) return false;
    // What hangs on a chain is never adopted.
    return this.options.terms.announce === 'all' || this.tips[endpoint] === block || this.tree.isBeside(block);
  }

  private admitOrphans(endpoint: number, awaited: BlockId): void {
    for (const { block, kind, body, from } of this.orphans.take(endpoint, awaited)) {
      const row = this.live.row(block);
      // It may have learnt of the block in another way meanwhile.
      if (row.states[endpoint] === HELD) {
        row.set(endpoint, UNKNOWN);
        this.receive(endpoint, block, kind, body, from);
      }
      this.settle(block);
    }
  }

  private announce(endpoint: number, block: BlockId, except: NodeId, served?: Uint8Array): void {
    const { announcer, kinds, links } = this.options;
    if (announcer) return announcer.announce(this.options.idOf(endpoint), block, except, served, this.live);
    const count = neighboursBut(links as Links, this.options.idOf(endpoint), except, served, this.destinations);
    if (count > 0) this.voice.sayToMany(endpoint, kinds.announce, block, count, this.destinations);
  }

  /** A block has been announced. */
  hearOf(endpoint: number, block: BlockId, from: NodeId): void {
    this.catchUp.toldOf(endpoint, block, from);
    const known = this.live.known(endpoint, block);
    if (known === UNKNOWN) this.ask(endpoint, block, from, false);
    else if (known === ASKED) this.sources?.add(endpoint, block, from);
    if (this.options.announcer) this.settle(block);
  }

  give(endpoint: number, block: BlockId, to: NodeId): void {
    const carrier = this.tree.carrier(block);
    if (!carrier || !this.tree.has(endpoint, block)) return;
    const { compact, kinds } = this.options;
    const from = this.options.idOf(endpoint);
    if (!compact?.between(from, to)) return this.voice.say(endpoint, to, carrier.kind, carrier.body);
    this.voice.say(endpoint, to, kinds.compact, compactBody(block, compact.fails(block, from, to)));
  }

  // ——— Short forms ———

  receiveCompact(endpoint: number, body: number, from: NodeId): void {
    const block = compactBlock(body);
    if (!isFailing(body)) this.receiveCarrier(endpoint, block, from);
    else if (this.live.known(endpoint, block) === ASKED)
      this.voice.say(endpoint, from, this.options.kinds.missing, block);
  }

  giveMissing(endpoint: number, block: BlockId, to: NodeId): void {
    if (!this.tree.has(endpoint, block)) return;
    const { compact, kinds } = this.options;
    const parts = compact!.missing(block, this.options.idOf(endpoint), to);
    this.voice.say(endpoint, to, kinds.part, partBody(block, parts));
  }

  receiveCarrier(endpoint: number, block: BlockId, from: NodeId): void {
    const carrier = this.tree.carrier(block);
    if (carrier) this.receive(endpoint, block, carrier.kind, carrier.body, from);
  }

  // ——— Missing ancestors ———

  fetch(endpoint: number, block: BlockId, from: NodeId): void {
    const known = this.live.known(endpoint, block);
    if (known === ASKED) this.sources?.add(endpoint, block, from);
    else if (known === UNKNOWN) this.ask(endpoint, block, from, true);
    // Whoever sends what builds on a block that waits has all that it waits for, too.
    else if (known === HELD) this.voice.say(endpoint, from, this.options.kinds.fetch, this.fetchOf(endpoint, block));
  }

  giveChain(endpoint: number, m: Fetch, to: NodeId): void {
    // Who has no other tip says so too: the one who asks waits for it.
    if (asksForTip(m)) return this.voice.say(endpoint, to, this.options.kinds.announce, this.tips[endpoint]!);
    const part = chainPart(this.tree, endpoint, m);
    if (part) this.voice.say(endpoint, to, this.options.kinds.chain, part);
  }

  receiveChain(endpoint: number, { wanted, blocks }: ChainPart, from: NodeId): void {
    const { tree, tips } = this;
    for (const block of blocks) {
      this.receiveCarrier(endpoint, block, from);
      // Other fetches go on from here, even if the protocol adopts it only later.
      if (tree.has(endpoint, block) && tree.height(block) > tree.height(tips[endpoint]!)) tips[endpoint] = block;
    }
    // More than one message holds: the rest, from the last of these on, is asked for at once and not when the request has timed out.
    const last = blocks.at(-1)!;
    const isUnderWay = tree.has(endpoint, last) && this.live.known(endpoint, wanted) === ASKED;
    if (isUnderWay) this.sendRequest(endpoint, wanted, from, true, last);
  }

  // ——— Requests ———

  private ask(endpoint: number, block: BlockId, source: NodeId, isFetch: boolean): void {
    this.live.row(block).set(endpoint, ASKED);
    this.live.add(block, 1);
    this.sources?.add(endpoint, block, source);
    this.sendRequest(endpoint, block, source, isFetch);
  }

  private sendRequest(endpoint: number, block: BlockId, source: NodeId, isFetch: boolean, since?: BlockId): void {
    const { kinds, requestTimeout } = this.options;
    if (isFetch) this.voice.say(endpoint, source, kinds.fetch, this.fetchOf(endpoint, block, since));
    else this.voice.say(endpoint, source, kinds.request, block);
    if (requestTimeout !== null) this.ends[endpoint]!.me.setTimer(RETRY_TIMER, requestTimeout, block);
  }

  private fetchOf(endpoint: number, block: BlockId, since: BlockId = this.tips[endpoint]!): Fetch {
    return { block, locator: locatorOf(this.tree, since) };
  }

  private answered(endpoint: number, block: BlockId): void {
    if (this.sources) {
      this.sources.clear(endpoint, block);
      this.ends[endpoint]!.me.cancelTimer(RETRY_TIMER, block);
    }
    this.settle(block);
  }

  /** The one asked has not answered: ask the next that is known to have it, or the same again. */
  retry(endpoint: number, block: BlockId): void {
    if (this.live.known(endpoint, block) !== ASKED) return;
    this.sendRequest(endpoint, block, this.sources!.following(endpoint, block), true);
  }

  /** Back from a crash: whatever was asked for or held is forgotten, and neighbours are asked for their tips. */
  recover(endpoint: number): void {
    const { live, sources } = this;
    for (const block of live.pendingOf(endpoint)) {
      sources?.clear(endpoint, block);
      live.row(block).set(endpoint, UNKNOWN);
      this.settle(block);
    }
    this.orphans.forget(endpoint);
    const count = peersOf(this.options.links, this.ends[endpoint]!.me, this.destinations);
    this.catchUp.begin(endpoint, this.destinations.slice(0, count));
    this.voice.sayToMany(endpoint, this.options.kinds.fetch, whichTip(this.tips[endpoint]!), count, this.destinations);
  }

  private settle(block: BlockId): void {
    if (!this.live.drop(block)) return;
    this.sources?.forget(block);
    this.options.arrivals?.settled(block);
  }
}
