import type { Certificate, ChainFacts, NodeContext, NodeId, Time, Value } from '../../contract.js';
import { answersByWeight, FinalizedChain } from '../finalized-chain.js';
import { RequestPool } from '../request-pool.js';
import { RoundLog, type RoundProposal } from '../round-log.js';
import { type Options, type Phase, PHASES } from './options.js';
import { DoubleVotes } from './double-votes.js';
import { type Powers, powersOf } from './powers.js';

export const NIL: Value = -1;

type Surroundings = Pick<NodeContext, 'n' | 'blocks' | 'contents' | 'proofs' | 'producer' | keyof ChainFacts>;

/** What a process keeps (Algorithm 1, lines 1 to 9), and what its rules ask of it. */
export class Validator {
  readonly params: Options;
  readonly log: RoundLog;
  readonly pool = new RequestPool();
  /** Where double votes have a price. */
  readonly doubles: DoubleVotes | undefined;
  readonly chain = new FinalizedChain();
  height = 1;
  round = 0;
  /** Idle before the height has begun. */
  step: Phase | 'idle' = 'idle';
  lockedValue = NIL;
  lockedRound = -1;
  validValue = NIL;
  validRound = -1;
  /** The prevotes for validValue. */
  proof: Certificate | null = null;
  /** Lines that are carried out "for the first time" only, and have been in this round. */
  readonly done = new Set<number>();
  /** When the next height may begin. */
  nextAt: Time = 0;
  private readonly powers: Powers;
  private readonly me: Surroundings;

  constructor(me: Surroundings, params: Options) {
    this.me = me;
    this.params = params;
    this.powers = powersOf(me.blocks, me);
    this.doubles = me.economy.slashing && new DoubleVotes(me.n);
    this.log = new RoundLog(me.n, this.powers);
  }

  /** proposer(h, round). */
  proposer({ height, round }: { readonly height: number; readonly round: number }): NodeId {
    return this.powers.proposer(height, round);
  }

  /** Whether it is among those who answer a node that lags. */
  answers(node: NodeId, lagging: NodeId): boolean {
    return answersByWeight(node, lagging, this.powers.at(this.height).weights);
  }

  /** The values of this height and the next are decided, and those who proposed them paid. */
  credit(values: readonly Value[]): void {
    for (const [i, value] of values.entries()) {
      const proofs = this.me.proofs(value);
      this.powers.decided(
        this.height + i,
        this.me.producer(value),
        proofs.map(({ culprit }) => culprit),
      );
      this.doubles?.settle(proofs, this.height + i);
    }
  }

  /** valid(v). */
  isValid(value: Value): boolean {
    const { doubles, me, height } = this;
    const proofs = me.proofs(value);
    return this.pool.isFresh(me.contents(value)) && (proofs.length === 0 || !!doubles?.accepts(proofs, height));
  }

  /** Lines 23 and 29: whether the lock lets this node prevote the proposal. */
  isFree(m: RoundProposal): boolean {
    return this.lockedRound <= m.validRound || this.lockedValue === m.value;
  }

  /** Lines 22 and 28: whether the value is new, or 2f + 1 have prevoted it in validRound. */
  isProven(m: RoundProposal): boolean {
    return m.validRound < 0 || this.log.prevotes.certificate(m.height, m.validRound, m.value) !== undefined;
  }

  /** What has been proposed in this round. */
  get proposals(): readonly RoundProposal[] {
    return this.log.proposals(this.height, this.round);
  }

  /** Steps whose timeouts run. */
  get timed(): readonly Phase[] {
    return PHASES.filter(
      (phase) =>
        ({ propose: this.step === 'propose', prevote: this.done.has(34), precommit: this.done.has(47) })[phase],
    );
  }

  /** 2f + 1 prevotes of this round for a value. */
  prevotes(value: Value): Certificate | undefined {
    return this.log.prevotes.certificate(this.height, this.round, value);
  }

  /** A value that 2f + 1 have precommitted at this height, once it has been proposed and is valid. */
  get decision(): Certificate | undefined {
    const quorum = this.log.precommits.first(this.height);
    if (!quorum || !this.log.proposals(this.height).some(({ value }) => value === quorum.value)) return undefined;
    return this.isValid(quorum.value) ? quorum : undefined;
  }

  /** Lines 11 to 13. */
  startRound(round: number): void {
    this.round = round;
    this.step = 'propose';
    this.done.clear();
  }

  /** Lines 38 and 39. */
  lock(value: Value): void {
    this.lockedValue = value;
    this.lockedRound = this.round;
  }

  /** Lines 42 and 43. */
  setValid(quorum: Certificate, me: Pick<NodeContext, 'certify'>): void {
    me.certify(quorum);
    this.validValue = quorum.value;
    this.validRound = quorum.view;
    this.proof = quorum;
  }

  /** Lines 52 and 53: all but what is known of later heights is as at the start; the height may begin at `nextAt`. */
  startHeight(height: number, nextAt: Time): void {
    this.height = height;
    this.round = 0;
    this.step = 'idle';
    this.lockedValue = this.validValue = NIL;
    this.lockedRound = this.validRound = -1;
    this.proof = null;
    this.log.dropBelow(height);
    this.nextAt = nextAt;
  }
}
