import type { NodeId } from '../../contract.js';
import type { KeyedDraw } from '../../kernel/keyed-draw.js';
import { deal, quotas } from '../quotas.js';
import { MISSING_SHARES, MISSING_WEIGHTS } from '../region-data.js';
import type { CompactTerms } from './terms.js';

/** Parts are written into messages as ten-thousandths of a block, beside the block's number. */
const WHOLE = 10_000;
const PART_STRIDE = 16_384;
/** A sender's deliveries are numbered so that two senders never share a number. */
const SENDER_STRIDE = 4_294_967_296;

/** Who uses compact blocks, when they fail, and how much is missing then. */
export class CompactBlocks {
  private readonly terms: CompactTerms;
  private readonly uses: Int32Array;
  /** 0: churn, 1: control. */
  private readonly classes: Int32Array;
  private readonly draw: KeyedDraw;
  /** By sender: compact blocks and parts of blocks that it has sent. */
  private readonly sent: Float64Array;
  private readonly cumulative: Float64Array;

  /** @param random one stream for the use, one for the classes */
  constructor(
    terms: CompactTerms,
    n: number,
    random: { readonly use: () => number; readonly classes: () => number },
    draw: KeyedDraw,
  ) {
    this.terms = terms;
    this.draw = draw;
    this.sent = new Float64Array(n);
    this.uses = deal(quotas([1 - terms.use, terms.use], n), random.use);
    this.classes = deal(quotas([terms.churnShare, 1 - terms.churnShare], n), random.classes);
    let sum = 0;
    this.cumulative = Float64Array.from(MISSING_WEIGHTS, (weight) => (sum += weight));
  }

  /** Whether blocks between the two go as compact ones. */
  between(a: NodeId, b: NodeId): boolean {
    return this.uses[a] === 1 && this.uses[b] === 1;
  }

  /** Draws whether the compact block that one node now sends to another is not enough. */
  fails(sender: NodeId, receiver: NodeId): boolean {
    const { failure } = this.terms;
    const limit = this.classes[receiver] === 0 ? failure.churn : failure.control;
    return this.draw.uniform(this.number(sender), receiver) < limit;
  }

  /** Draws how many ten-thousandths of a block the receiver lacks, which the sender now sends after it. */
  missing(sender: NodeId, receiver: NodeId): number {
    const { missing, missingOf } = this.terms;
    const number = this.number(sender);
    const isChurn = this.classes[missingOf === 'sender' ? sender : receiver] === 0;
    const share = isChurn ? missing.churn : missing.control;
    if (share !== 'measured') return Math.round(share * WHOLE);
    const { cumulative } = this;
    const rank = this.draw.uniform(number, receiver) * cumulative[cumulative.length - 1]!;
    let at = 0;
    while (rank >= cumulative[at]!) at++;
    return Math.round(MISSING_SHARES[at]! * WHOLE);
  }

  private number(sender: NodeId): number {
    return sender * SENDER_STRIDE + this.sent[sender]!++;
  }
}

/** A compact block as a message's body: the block, and whether it is not enough. */
export const compactBody = (block: number, fails: boolean): number => 2 * block + (fails ? 1 : 0);
export const compactBlock = (body: number): number => Math.floor(body / 2);
export const isFailing = (body: number): boolean => body % 2 === 1;

/** The missing part of a block as a message's body. */
export const partBody = (block: number, parts: number): number => block * PART_STRIDE + parts;
export const partBlock = (body: number): number => Math.floor(body / PART_STRIDE);
export const partShare = (body: number): number => (body % PART_STRIDE) / WHOLE;
