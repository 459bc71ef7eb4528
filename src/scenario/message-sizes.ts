import type { BlockId, Protocol, SizeFacts } from '../contract.js';
import type { BlockTree } from '../ledger/block-tree.js';
import { GOSSIP_KINDS, type Flood } from '../network/gossip.js';
import { compactBlock, isFailing, partBlock, partShare } from '../network/relay/compact.js';
import type { ChainPart } from '../network/relay/fetch.js';
import { gossipKinds } from '../network/relay/kinds.js';
import type { RelayTerms } from '../network/relay/terms.js';
import type { SizeOf } from '../network/transport-options.js';

/** A message of which the protocol says nothing. */
const DEFAULT_BYTES = 200;
/** An inventory entry with its header (Bitcoin: 36 B and 24 B). */
const ANNOUNCEMENT_BYTES = 61;
/** A block's header with the message's own (Bitcoin: 81 B and 24 B). */
const HEADER_BYTES = 105;
const LOCATOR_ENTRY_BYTES = 32;

const {
  announce: ANNOUNCE,
  request: REQUEST,
  missing: MISSING,
  compact: COMPACT,
  part: PART,
  compressed: COMPRESSED,
  fetch: FETCH,
  chain: CHAIN,
} = gossipKinds(0);

/** By kind, the block that a message carries. */
export function carriesByKind(protocol: Protocol, kinds: readonly string[]): (((body: any) => BlockId) | undefined)[] {
  const carries = (protocol.carries ?? {}) as Record<string, ((body: any) => BlockId) | undefined>;
  return kinds.map((kind) => carries[kind]);
}

/** Whether messages of a kind bring a block, or a part of one. */
export function bringsBlock(protocol: Protocol, kind: string): boolean {
  const gossip: readonly string[] = ['gossip.chain', 'gossip.compact', 'gossip.part', 'gossip.compressed'];
  return gossip.includes(kind) || (protocol.carries !== undefined && kind in protocol.carries);
}

/** What messages of a run weigh, and how much of what they bring is to be checked. */
export class MessageSizes {
  private readonly tree: BlockTree;
  private readonly terms: RelayTerms;
  private readonly facts: SizeFacts;
  private readonly carries: readonly (((body: any) => BlockId) | undefined)[];
  private readonly own: readonly (((body: any, facts: SizeFacts) => number) | undefined)[];
  private readonly firstOfGossip: number;

  constructor(protocol: Protocol, kinds: readonly string[], tree: BlockTree, terms: RelayTerms, facts: SizeFacts) {
    const statedBy = (protocol.bytes ?? {}) as Record<string, ((body: any, facts: SizeFacts) => number) | undefined>;
    this.tree = tree;
    this.terms = terms;
    this.facts = facts;
    this.carries = carriesByKind(protocol, kinds);
    this.own = kinds.map((kind) => statedBy[kind]);
    const first = kinds.indexOf(GOSSIP_KINDS[0]);
    this.firstOfGossip = first < 0 ? kinds.length : first;
  }

  /** Sizes on the wire: a block's own size, what the protocol states, or a small message. */
  readonly sizeOf: SizeOf = (kind, body) =>
    kind < this.firstOfGossip ? this.ofProtocol(kind, body) : this.ofGossip(kind, body);

  /** Bytes of the block that is whole once this message has come; undefined: none is. */
  wholeBytes(kind: number, body: any): number | undefined {
    switch (kind - this.firstOfGossip) {
      case COMPACT:
        return isFailing(body as number) ? undefined : this.ofBlock(compactBlock(body as number));
      case PART:
        return this.ofBlock(partBlock(body as number));
      case COMPRESSED:
        return this.ofBlock(body as BlockId);
      case CHAIN:
        return this.sizeOf(kind, body);
    }
    const block = this.carries[kind]?.(body);
    return block === undefined ? undefined : this.ofBlock(block);
  }

  private ofBlock(block: BlockId): number {
    const { tree } = this;
    return (tree.sizeBytes(block) ?? DEFAULT_BYTES) + tree.contents(block).length * this.facts.requestBytes;
  }

  private ofProtocol(kind: number, body: unknown): number {
    const block = this.carries[kind]?.(body);
    return block === undefined ? (this.own[kind]?.(body, this.facts) ?? DEFAULT_BYTES) : this.ofBlock(block);
  }

  private ofGossip(kind: number, body: any): number {
    const { terms } = this;
    switch (kind - this.firstOfGossip) {
      case ANNOUNCE:
        return terms.kind === 'headers' ? HEADER_BYTES : ANNOUNCEMENT_BYTES;
      case REQUEST:
      case MISSING:
        return ANNOUNCEMENT_BYTES;
      case COMPACT:
        return Math.min(terms.compact!.sizeBytes, this.ofBlock(compactBlock(body as number)));
      case PART:
        return Math.ceil(partShare(body as number) * this.ofBlock(partBlock(body as number)));
      case COMPRESSED:
        return Math.ceil(this.ofBlock(body as BlockId) * compression(terms));
      case FETCH:
        return ANNOUNCEMENT_BYTES + LOCATOR_ENTRY_BYTES * (body as { locator: readonly BlockId[] }).locator.length;
      case CHAIN:
        return (body as ChainPart).blocks.reduce((sum, block) => sum + this.ofCarrier(block), 0);
      default:
        return this.ofProtocol((body as Flood).kind, (body as Flood).body);
    }
  }

  private ofCarrier(block: BlockId): number {
    const carrier = this.tree.carrier(block);
    return carrier ? this.ofProtocol(carrier.kind, carrier.body) : 0;
  }
}

/** Bytes of a compressed block to each byte of the whole one. */
function compression({ relayNetwork }: RelayTerms): number {
  return relayNetwork!.bytesPerTransaction / relayNetwork!.transactionBytes;
}
