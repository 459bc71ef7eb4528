/** Message kinds of the gossip layer, numbered after the protocol's own. */
export const GOSSIP_KINDS = [
  'gossip.announce',
  'gossip.request',
  'gossip.flood',
  'gossip.fetch',
  'gossip.chain',
  'gossip.compact',
  'gossip.missing',
  'gossip.part',
  'gossip.compressed',
] as const;

/** Their numbers in a run. */
export interface GossipKinds {
  readonly announce: number;
  readonly request: number;
  readonly flood: number;
  readonly fetch: number;
  readonly chain: number;
  readonly compact: number;
  readonly missing: number;
  readonly part: number;
  readonly compressed: number;
}

/** @param first how many kinds the protocol has */
export function gossipKinds(first: number): GossipKinds {
  const [announce, request, flood, fetch, chain, compact, missing, part, compressed] = GOSSIP_KINDS.map(
    (_, index) => first + index,
  ) as [number, number, number, number, number, number, number, number, number];
  return { announce, request, flood, fetch, chain, compact, missing, part, compressed };
}
