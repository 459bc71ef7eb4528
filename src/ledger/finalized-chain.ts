import type { Certificate, NodeContext, NodeId, Value } from '../contract.js';
import { isMoreThanOneThird } from './quorum.js';
import type { RequestPool } from './request-pool.js';
import { sumOf } from './stake-weight.js';

/** Finalized values from height `first` on, and the certificate of the last, whose header names all that come before. */
export interface Finalized {
  readonly first: number;
  readonly values: readonly Value[];
  readonly certificate: Certificate;
}

const NOTHING: readonly Value[] = [];
const SIGNATURE_BYTES = 64;

/** The values that a node has finalized, by height from 1 on, and what it can show of them to one that lags. */
export class FinalizedChain {
  private readonly values: Value[] = [];
  private certificate: Certificate | undefined = undefined;

  get height(): number {
    return this.values.length;
  }

  /** Decides the values of the next heights, the last of which is certified. */
  finalize(values: readonly Value[], certificate: Certificate, pool: RequestPool, me: NodeContext): void {
    this.certificate = certificate;
    me.certify(certificate);
    for (const value of values) {
      this.values.push(value);
      pool.settle(me.contents(value));
      me.decide(this.height, value);
    }
  }

  /** All from this height on. */
  from(first: number): Finalized {
    if (!this.certificate) throw new Error(`nothing is finalized from height ${first} on`);
    return { first, values: this.values.slice(first - 1), certificate: this.certificate };
  }

  /** What is new here of values whose last one is certified by votes of this kind; nothing, if some are missing between. */
  news({ first, values, certificate }: Finalized, kind: string, enough: (c: Certificate) => boolean): readonly Value[] {
    const last = first + values.length - 1;
    const isCertified = certificate.kind === kind && certificate.height === last && certificate.value === values.at(-1);
    if (first > this.height + 1 || last <= this.height || !isCertified || !enough(certificate)) return NOTHING;
    return values.slice(this.height + 1 - first);
  }
}

/** Whether a node is one of the f + 1 after the one that lags, of which one is correct: these answer it. */
export function answers(node: NodeId, lagging: NodeId, n: number, f: number): boolean {
  return node !== lagging && (node - lagging + n) % n <= f + 1;
}

/** The same by weight: whether a node is among those after the one that lags which together weigh more than a third. */
export function answersByWeight(node: NodeId, lagging: NodeId, weights: ArrayLike<number>): boolean {
  const total = sumOf(weights);
  let reached = 0;
  for (let i = 1; i < weights.length && !isMoreThanOneThird(reached, total); i++) {
    const next = (lagging + i) % weights.length;
    if (next === node) return true;
    reached += weights[next]!;
  }
  return false;
}

/** Size on the wire of a certificate's signatures. */
export function certificateBytes(certificate: Certificate | null | undefined): number {
  return SIGNATURE_BYTES * (certificate?.voters.size ?? 0);
}

/** Size on the wire of finalized values: a header each, and the certificate. */
export function finalizedBytes({ values, certificate }: Finalized): number {
  return 200 + 100 * values.length + certificateBytes(certificate);
}
