import type { BlockId, NodeId } from '../../contract.js';
import type { KeyedDraw } from '../../kernel/keyed-draw.js';
import { quotas } from '../../ledger/apportionment.js';
import { deal } from '../quotas.js';
import { MISSING_SHARES, MISSING_WEIGHTS } from '../region-data.js';
import type { CompactTerms } from './terms.js';

const USES = 1;
const IS_CONTROL = 2;
/** Parts are written into messages as ten-thousandths of a block, beside the block's number. */
const WHOLE = 10_000;
const PART_STRIDE = 16_384;

/** Who uses compact blocks, when they fail, and how much is missing then. */
export class CompactBlocks {
  private readonly terms: CompactTerms;
  private readonly n: number;
  /** By node: the sum of the marks below. */
  private readonly marks: Uint8Array;
  private readonly draw: KeyedDraw;
  private readonly cumulative: Float64Array;

  /** @param random one stream for the use, one for the classes */
  constructor(
    terms: CompactTerms,
    n: number,
    random: { readonly use: () => number; readonly classes: () => number },
    draw: KeyedDraw,
  ) {
    this.terms = terms;
    this.n = n;
    this.draw = draw;
    const uses = deal(quotas([1 - terms.use, terms.use], n), random.use);
    const classes = deal(quotas([terms.churnShare, 1 - terms.churnShare], n), random.classes);
    this.marks = Uint8Array.from(uses, (use, node) => use * USES + classes[node]! * IS_CONTROL);
    let sum = 0;
    this.cumulative = Float64Array.from(MISSING_WEIGHTS, (weight) => (sum += weight));
  }

  /** Whether blocks between the two go as compact ones. */
  between(a: NodeId, b: NodeId): boolean {
    return (this.marks[a]! & this.marks[b]! & USES) !== 0;
  }

  /** Whether a block that one node sends to another in short form is not enough. */
  fails(block: BlockId, sender: NodeId, receiver: NodeId): boolean {
    const { failure } = this.terms;
    const limit = this.isControl(receiver) ? failure.control : failure.churn;
    return this.draw.uniform(block * this.n + sender, receiver) < limit;
  }

  /** How many ten-thousandths of the block the receiver lacks. */
  missing(block: BlockId, sender: NodeId, receiver: NodeId): number {
    const { missing, missingOf } = this.terms;
    const share = this.isControl(missingOf === 'sender' ? sender : receiver) ? missing.control : missing.churn;
    if (share !== 'measured') return Math.round(share * WHOLE);
    const { cumulative } = this;
    // A negative receiver keys another draw than that of the failure.
    const u = this.draw.uniform(block * this.n + sender, -1 - receiver);
    const rank = u * cumulative[cumulative.length - 1]!;
    let at = 0;
    while (rank >= cumulative[at]!) at++;
    return Math.round(MISSING_SHARES[at]! * WHOLE);
  }

  private isControl(node: NodeId): boolean {
    return (this.marks[node]! & IS_CONTROL) !== 0;
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
