import type { BlockId, BlockView, Certificate, NodeContext, NodeId, Value } from '../contract.js';
import type { DecidedChain } from './decided-chain.js';
import { scheduledLeader } from './leaders.js';
import { replays } from './mempool.js';
import type { TimeoutCertificate } from './timeouts.js';
import { Voters } from './voters.js';

const HEADER_BYTES = 200;
const SIGNATURE_BYTES = 64;

/** What stands in a block that extends a certified one. */
export interface CertifiedHeader {
  readonly view: number;
  /** The certificate of its parent. */
  readonly qc: Certificate;
  /** That the view before was given up, where the certificate is older than that view. */
  readonly tc: TimeoutCertificate | undefined;
  /** A double certificate, made of votes of kind `vote2`, that the block only passes on. */
  readonly news?: Certificate | undefined;
  /** The handle of its batch. */
  readonly value: Value;
}

/** Certifies genesis, without a vote. */
export const GENESIS: Certificate = { kind: 'vote', height: 0, view: 0, value: 0, voters: new Voters(0) };

export function headerOf(block: BlockId, blocks: BlockView): CertifiedHeader {
  return blocks.header(block) as CertifiedHeader;
}

/** What makes a block one of its view. */
export interface Form {
  leader(view: number): NodeId;
  /** Whether this is a certificate of that kind of vote, and has the votes that it needs. */
  isSound(certificate: Certificate, kind: string): boolean;
}

export function formOf(leaders: 'rotating' | readonly NodeId[], quorum: number, n: number): Form {
  return {
    leader: (view) => scheduledLeader(leaders, view, n),
    isSound: (c, kind) => c.kind === kind && (c.view === 0 || c.voters.size >= quorum),
  };
}

/**
 * Whether a block was made by the leader of its view, on the block that its certificate names, with the reason that it
 * takes to be in its view (a certificate or a time-out of the view before), and repeats no request of its chain.
 */
export function isWellFormed(block: BlockId, blocks: BlockView, form: Form): boolean {
  return blocks.derive('well formed', block, () => {
    const { view, qc, tc, news } = headerOf(block, blocks);
    return (
      blocks.producer(block) === form.leader(view) &&
      blocks.parent(block) === qc.value &&
      view > qc.view &&
      (qc.view === view - 1 || tc?.view === view - 1) &&
      form.isSound(qc, 'vote') &&
      (!tc || form.isSound(tc, 'timeout')) &&
      (!news || form.isSound(news, 'vote2')) &&
      !replays(blocks, block)
    );
  });
}

/** Makes the block of a view with what waits longest, at most `most` requests; empty when nothing waits. */
export function extend(
  header: Omit<CertifiedHeader, 'value'>,
  chain: DecidedChain,
  most: number,
  me: NodeContext,
): BlockId {
  const parent = header.qc.value;
  const contents = chain.batch(parent, most, me);
  const sizeBytes = HEADER_BYTES + timeoutBytes(header.tc);
  return me.mint(parent, { contents, sizeBytes, header: { ...header, value: me.propose(contents) } });
}

/** Size of a time-out certificate: a signature and a view of every signer; without one, 0. */
export function timeoutBytes(tc: TimeoutCertificate | undefined): number {
  return tc ? (SIGNATURE_BYTES + 8) * tc.listed.length : 0;
}
