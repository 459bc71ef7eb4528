import type { BlockId, Certificate, NodeId, Time } from '../../contract.js';
import { Mempool } from '../mempool.js';
import { type Committee, credential } from '../sortition.js';
import { Bundles, CERT, LAST_NEXT, NEXT, periodOf, PROPOSE, slotOf, type Proposal, type Vote } from './bundles.js';
import { committeeOf, isSound, type Surroundings } from './committees.js';
import { filterTimeout, type Options } from './options.js';

export const BOTTOM: BlockId = -1;
export const NOBODY: NodeId = -1;

/** The proposal with the lowest credential. */
interface Lowest {
  readonly credential: number;
  readonly block: BlockId;
  readonly isNew: boolean;
}

/** A player's state, S = (r, p, s, s̄, V, P, v̄), and what it takes to run it ("Player State Definition"). */
export class Player {
  readonly params: Options;
  readonly bundles: Bundles;
  readonly pool = new Mempool();
  /** r, p, s; s̄, the last step of the period before; v̄, the pinned value. */
  round = 0;
  period = 0;
  step = PROPOSE;
  lastStep = PROPOSE;
  pinned = BOTTOM;
  hasCertVoted = false;
  /** When the period began; when the next step and the next fast recovery are due. */
  started: Time = 0;
  due: Time = 0;
  fastDue: Time = Infinity;
  /** The last committed block, and its cert bundle. */
  tip: BlockId = 0;
  proof: Certificate | undefined = undefined;
  /** The cert bundle of a block that has not come. */
  awaited: Certificate | undefined = undefined;
  /** Bundles of the round after this. */
  early: Certificate[] = [];
  /** A node heard in a later round, which is to be asked. */
  ahead: NodeId = NOBODY;
  private readonly me: Surroundings;
  /** By period of this round, and of period 0 of the next. */
  private readonly lowest = new Map<number, Lowest>();
  private lowestNext: Lowest | undefined = undefined;
  /** The committee asked for last: votes come in bursts. */
  private recent: Committee | undefined = undefined;
  private recentRound = 0;
  private recentSlot = 0;

  constructor(me: Surroundings & { readonly n: number }, params: Options) {
    this.me = me;
    this.params = params;
    this.bundles = new Bundles(me.n, params);
  }

  /** The committee of a step of this round or the next. */
  committee(round: number, period: number, step: number): Committee {
    const slot = slotOf(period, step);
    if (!this.recent || this.recentRound !== round || this.recentSlot !== slot) {
      this.recent = committeeOf(this.tip, { round, period, step }, this.me, this.params);
      this.recentRound = round;
      this.recentSlot = slot;
    }
    return this.recent;
  }

  /** Whether the credential is valid. */
  isElected({ round, period, seats }: Vote | Proposal, step: number, voter: NodeId): boolean {
    return seats > 0 && this.committee(round, period, step).seats[voter] === seats;
  }

  /**
   * Which votes are observed: those of this period and of the ones beside it, but of next votes only those about this
   * node's step ("Relay Rules").
   */
  isFresh({ round, period, step }: Vote): boolean {
    const ahead = round === this.round ? period - this.period : round === this.round + 1 && period === 0 ? 1 : 2;
    if (ahead < -1 || ahead > 1) return false;
    if (step <= NEXT || step > LAST_NEXT) return true;
    return ahead < 1 && Math.abs(step - (ahead === 0 ? this.step : this.lastStep)) <= 1;
  }

  /** Keeps a valid proposal of this round, or of the next, if its credential is the lowest. */
  hear(m: Proposal, voter: NodeId, isNew: boolean): void {
    const isNext = m.round === this.round + 1 && m.period === 0;
    if (!isNext && (m.round !== this.round || m.period < this.period || m.period > this.period + 1)) return;
    if (!this.isElected(m, PROPOSE, voter)) return;
    const drawn = this.committee(m.round, m.period, PROPOSE);
    const before = isNext ? this.lowestNext : this.lowest.get(m.period);
    const lowest = { credential: credential(drawn, voter), block: m.block, isNew };
    if (before && before.credential <= lowest.credential) return;
    if (isNext) this.lowestNext = lowest;
    else this.lowest.set(m.period, lowest);
  }

  /** µ(S, r, p). */
  get leading(): Lowest | undefined {
    return this.lowest.get(this.period);
  }

  /** The block that next bundles of the period before were for, and whether others were for ⊥. */
  get carried(): { readonly block: BlockId | undefined; readonly bottom: boolean } {
    const { value, bottom } = this.bundles.conclusion(this.period - 1);
    return { block: value?.value, bottom: bottom !== undefined };
  }

  /** σ(S, r, p), once its block is here and valid. */
  get committable(): BlockId | undefined {
    const { blocks } = this.me;
    const block = this.bundles.soft(this.round, this.period)?.value;
    if (block === undefined || !blocks.has(block) || blocks.parent(block) !== this.tip) return undefined;
    return isSound(block, this.me, this.params) ? block : undefined;
  }

  /** What is voted for in place of a committable block: the pinned one if the period before ended with it; else ⊥. */
  get fallback(): BlockId {
    const { block, bottom } = this.carried;
    return block === this.pinned && !bottom ? block : BOTTOM;
  }

  /** The late, redo and down votes of this period that have been observed, for what this node could vote for. */
  get fastVotes(): Certificate[] {
    const { bundles, round, period, pinned } = this;
    const staged = bundles.soft(round, period)?.value ?? BOTTOM;
    const votes = [
      bundles.observed('late', round, period, staged),
      bundles.observed('redo', round, period, pinned),
      bundles.observed('down', round, period, BOTTOM),
    ];
    return votes.filter((each) => each !== undefined);
  }

  /** Whether a cert bundle for a block that is here is valid: its chain tells who sat in the committee. */
  isCertified(bundle: Certificate): boolean {
    const { value, height: round } = bundle;
    if (this.me.blocks.height(value) !== round) return false;
    const { seats } = committeeOf(value, { round, period: periodOf(bundle), step: CERT }, this.me, this.params);
    return this.bundles.isComplete(bundle, seats);
  }

  /** The freshest bundle: what one who comes to this period late needs to see ("Resynchronization Attempt"). */
  get freshest(): Certificate | undefined {
    const { value, bottom } = this.bundles.conclusion(this.period - 1);
    return this.bundles.soft(this.round, this.period) ?? bottom ?? value;
  }

  /** "New Round". */
  startRound(round: number, now: Time): void {
    this.lowest.clear();
    if (this.lowestNext && round === this.round + 1) this.lowest.set(0, this.lowestNext);
    this.round = round;
    this.bundles.startRound(round);
    this.lowestNext = undefined;
    this.pinned = BOTTOM;
    this.start(0, now);
  }

  /** "New Period": pins what the period before ended with, or what this node saw a soft bundle for. */
  startPeriod(period: number, now: Time): void {
    const { bundles, round } = this;
    const pinned =
      bundles.conclusion(period - 1).value ?? bundles.soft(round, period - 1) ?? bundles.soft(round, this.period);
    if (pinned) this.pinned = pinned.value;
    bundles.startPeriod(round, period);
    this.start(period, now);
  }

  start(period: number, now: Time): void {
    this.lastStep = this.step;
    this.period = period;
    this.step = PROPOSE;
    this.hasCertVoted = false;
    this.started = now;
    this.due = now + filterTimeout(this.params, period);
    this.fastDue = Infinity;
  }
}
