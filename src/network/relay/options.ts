import type { BlockId, Links, Node, NodeContext, NodeId, Time } from '../../contract.js';
import type { Followers } from '../../host/followers.js';
import type { BlockTree } from '../../ledger/block-tree.js';
import type { Announcer } from './announcer.js';
import type { ArrivalVectors } from './arrival-vectors.js';
import type { CompactBlocks } from './compact.js';
import type { GossipKinds } from './kinds.js';
import type { RelayTerms } from './terms.js';

/** One endpoint, as the relay sees it: its door to the network, and the protocol behind it. */
export interface RelayEnd {
  readonly me: NodeContext;
  readonly inner: Node;
}

/** What carries the layer's messages, kinds by number: by way of an endpoint's door if a behaviour stands there. */
export interface RelayVoice {
  say(endpoint: number, to: NodeId, kind: number, body: unknown): void;
  sayToMany(endpoint: number, kind: number, body: unknown, count: number, destinations: Int32Array): void;
}

export interface RelayOptions {
  readonly tree: BlockTree;
  readonly endpoints: number;
  readonly now: () => Time;
  /** Whose an endpoint is. */
  readonly idOf: (endpoint: number) => NodeId;
  readonly links: Links | 'complete';
  readonly kinds: GossipKinds;
  readonly terms: RelayTerms;
  readonly requestTimeout: Time | null;
  readonly compact: CompactBlocks | undefined;
  /** Nodes that send each other what they make, compressed; empty: there is no such network. */
  readonly members: readonly NodeId[];
  readonly announcer: Announcer | undefined;
  /** What arrives when, by origin, where that is fixed. */
  readonly arrivals: ArrivalVectors | undefined;
  /** Nodes whose tips are chosen without them, if there are such. */
  readonly followers: Followers | undefined;
  /** Tells of a tip that one of these has adopted. */
  readonly adopted: (endpoint: number, tip: BlockId) => void;
}
