import type { Time } from '../../contract.js';

/** Two classes of nodes: what differs between them by class. */
export interface ByClass<T> {
  readonly churn: T;
  readonly control: T;
}

/**
 * Compact blocks (BIP 152) as SimBlock models them: nodes that use them send each other a short form of a block, which fails
 * with a probability of the receiver's class; the receiver then asks for the transactions that it lacks.
 */
export interface CompactTerms {
  /** Share of the nodes that use compact blocks; both ends must. */
  readonly use: number;
  readonly sizeBytes: number;
  /** Share of the nodes in the class `churn`; the rest are `control`. Drawn independently of the use. */
  readonly churnShare: number;
  /** Probability that a compact block is not enough, by the class of its receiver. */
  readonly failure: ByClass<number>;
  /** Share of the block that is then missing: a number, or drawn from the measured distribution. */
  readonly missing: ByClass<number | 'measured'>;
  /** Whose class says how much is missing. */
  readonly missingOf: 'sender' | 'receiver';
}

/** A network of some nodes' own: what one of them makes it sends to all others at once, in a compressed form. */
export interface RelayNetworkTerms {
  /** All nodes of weight above 0, or so many of the heaviest. */
  readonly members: 'miners' | number;
  /** Bytes of a transaction in a compressed block, and in a whole one. */
  readonly bytesPerTransaction: number;
  readonly transactionBytes: number;
  /** Whether compressed blocks take no turn on the access line (default), or wait behind whole ones. */
  readonly line?: 'own' | 'shared';
}

/** How blocks are passed on along sparse links. */
export interface RelayTerms {
  /** Whether blocks are announced by their hash or by their header; `push`: their makers send them unasked. */
  readonly kind: 'inventory' | 'headers' | 'push';
  /** Whether a node announces every sound block, or only those that it adopts. */
  readonly announce: 'all' | 'adopted';
  /** What a message that carries no block takes beside its latency. */
  readonly messageHandling: Time;
  /** What a message that carries a block, or a part of one, takes beside latency and transfer. */
  readonly blockHandling: Time;
  /** How long a node checks a block before it adopts it and passes it on. */
  readonly validation: { readonly fixed: Time; readonly perMegabyte: Time };
  readonly compact?: CompactTerms | undefined;
  readonly relayNetwork?: RelayNetworkTerms | undefined;
  /** Whether announcements that can have no effect may be counted without being carried out. */
  readonly elide: 'auto' | 'never';
}

/** What a scenario that says nothing of it gets. */
export const DEFAULT_RELAY: RelayTerms = {
  kind: 'inventory',
  announce: 'all',
  messageHandling: 0,
  blockHandling: 0,
  validation: { fixed: 0, perMegabyte: 0 },
  elide: 'auto',
};
