import type { BlockId, Protocol, SizeFacts } from '../contract.js';
import type { BlockTree } from '../ledger/block-tree.js';
import { GOSSIP_KINDS, type Flood } from '../network/gossip.js';
import type { SizeOf } from '../network/transport.js';

/** A message of which the protocol says nothing. */
const DEFAULT_BYTES = 200;
/** An inventory entry with its header (Bitcoin: 36 B and 24 B). */
const ANNOUNCEMENT_BYTES = 61;
const LOCATOR_ENTRY_BYTES = 32;

/** By kind, the block that a message carries. */
export function carriesByKind(protocol: Protocol, kinds: readonly string[]): (((body: any) => BlockId) | undefined)[] {
  const carries = (protocol.carries ?? {}) as Record<string, ((body: any) => BlockId) | undefined>;
  return kinds.map((kind) => carries[kind]);
}

/** Sizes on the wire: a block's own size, what the protocol states, or a small message. */
export function messageSizes(protocol: Protocol, kinds: readonly string[], tree: BlockTree, facts: SizeFacts): SizeOf {
  const carries = carriesByKind(protocol, kinds);
  const statedBy = (protocol.bytes ?? {}) as Record<string, ((body: any, facts: SizeFacts) => number) | undefined>;
  const own = kinds.map((kind) => statedBy[kind]);
  const sizeOf: SizeOf = (kind, body) => {
    const gossipKind = kinds[kind] as (typeof GOSSIP_KINDS)[number];
    switch (gossipKind) {
      case 'gossip.announce':
      case 'gossip.request':
        return ANNOUNCEMENT_BYTES;
      case 'gossip.fetch':
        return ANNOUNCEMENT_BYTES + LOCATOR_ENTRY_BYTES * (body as { locator: readonly BlockId[] }).locator.length;
      case 'gossip.flood':
        return ofProtocol((body as Flood).kind, (body as Flood).body);
      case 'gossip.chain':
        return (body as readonly BlockId[]).reduce((sum, block) => {
          const carrier = tree.carrier(block);
          return sum + (carrier ? ofProtocol(carrier.kind, carrier.body) : 0);
        }, 0);
    }
    return ofProtocol(kind, body);
  };
  const ofProtocol: SizeOf = (kind, body) => {
    const block = carries[kind]?.(body);
    if (block === undefined) return own[kind]?.(body, facts) ?? DEFAULT_BYTES;
    return (tree.sizeBytes(block) ?? DEFAULT_BYTES) + tree.contents(block).length * facts.requestBytes;
  };
  return sizeOf;
}
