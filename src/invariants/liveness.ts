/**
 * Bounded liveness after healing (Dwork, Lynch, Stockmeyer 1988: progress is owed once the network keeps its bound): every
 * correct node owes each step of progress within the protocol's own bound, counted from the later of the demand and the
 * moment from which the network is whole. Under protocols that decide, a step is the decision of a client's request; under
 * finality by depth, a chain that grows by one block, owed only while requests are open if the protocol makes blocks for
 * requests alone.
 *
 * A debt that is late is a violation, even if it is paid later. A debt that is still open at the end and not yet late counts
 * as being on its way while it is at most twice as old as the longest that was paid; older than that, the verdict is
 * `unknown`, for the run ended too early to tell a slow protocol from one that stands still.
 */
import type { BlockId, Invariant, Judge, JudgeView, NodeId, Time, Value, Verdict } from '../contract.js';
import { clock } from './wording.js';

/** A debt's age may be this many times the longest that was paid before it casts doubt. */
const DOUBT = 2;

/** A network that never heals owes nothing, whatever the bound. */
const finite = (time: Time): Time => (Number.isFinite(time) ? time : 0);

/** The account of all debts of a run: the first that came late, the longest that was paid, the oldest still open. */
class Debts {
  private readonly view: JudgeView;
  private readonly bound: Time;
  private late: { readonly at: Time; readonly witness: string } | undefined;
  private longestPaid = 0;
  private paid = 0;
  private oldestOpen: { readonly since: Time; readonly what: string } | undefined;

  constructor(view: JudgeView) {
    this.view = view;
    this.bound = view.protocol.livenessBound(view.params, view.n, view.delta, finite(view.healedAt));
  }

  /** A debt of this age has been paid; whether in time. */
  pay(demanded: Time, now: Time): boolean {
    const age = now - this.owedSince(demanded);
    if (age < 0) return true;
    if (age > this.bound) return false;
    this.paid++;
    if (age > this.longestPaid) this.longestPaid = age;
    return true;
  }

  /** A debt that is open at the end of the run. */
  leaveOpen(demanded: Time, end: Time, what: () => string): void {
    const since = this.owedSince(demanded);
    if (since === Infinity || end < since) return;
    if (end - since > this.bound) this.reportLate(demanded, what());
    else if (!this.oldestOpen || since < this.oldestOpen.since) this.oldestOpen = { since, what: what() };
  }

  reportLate(demanded: Time, what: string): void {
    const since = this.owedSince(demanded);
    const at = since + this.bound;
    if (this.late && this.late.at <= at) return;
    this.late = { at, witness: `${what}, owed since ${clock(since)}: more than ${clock(this.bound)} (the bound)` };
  }

  verdict(end: Time): Verdict {
    const { view, late, oldestOpen } = this;
    if (late) return { is: 'violated', witness: late.witness, at: late.at };
    if (!view.correct.includes(true)) return { is: 'unknown', why: 'no node is correct throughout' };
    if (view.healedAt === Infinity || end < view.healedAt) {
      const healed =
        view.healedAt === Infinity ? 'never becomes whole' : `becomes whole only at ${clock(view.healedAt)}`;
      return { is: 'unknown', why: `the network ${healed}; the run ended at ${clock(end)}` };
    }
    if (oldestOpen && (this.paid === 0 || end - oldestOpen.since > DOUBT * this.longestPaid)) {
      const open = `the run ended at ${clock(end)}: ${oldestOpen.what}`;
      if (this.bound === Infinity) {
        return { is: 'unknown', why: `${open}; nothing is promised where delays reach ${clock(view.delta)}` };
      }
      const until = clock(oldestOpen.since + this.bound);
      return {
        is: 'unknown',
        why: `${open}, which has time until ${until}`,
      };
    }
    if (this.paid > 0) return { is: 'holds' };
    const since = view.healedAt > 0 ? ` after the network became whole at ${clock(view.healedAt)}` : '';
    return { is: 'unknown', why: `nothing was decided${since}, nor was anything owed` };
  }

  private owedSince(demanded: Time): Time {
    return Math.max(demanded, this.view.healedAt);
  }
}

class DecidedLiveness implements Judge {
  private readonly view: JudgeView;
  private readonly debts: Debts;
  private readonly requestedAt = new Map<Value, Time>();
  /** By request: the first height at which a correct node decided it. */
  private readonly heightOf = new Map<Value, number>();
  /** By height: the value decided there first, and when the earliest request in it was made; Infinity: there is none. */
  private readonly values: Value[] = [];
  private readonly demands: Time[] = [];
  /** By node: it has decided all heights up to this one, and those besides. */
  private readonly decidedUpTo: Int32Array;
  private readonly decidedBesides: Set<number>[];

  constructor(view: JudgeView) {
    this.view = view;
    this.debts = new Debts(view);
    this.decidedUpTo = new Int32Array(view.n);
    this.decidedBesides = view.correct.map(() => new Set());
  }

  onRequest(time: Time, value: Value): void {
    this.requestedAt.set(value, time);
  }

  onDecide(time: Time, node: NodeId, height: number, value: Value): void {
    if (!this.view.correct[node] || !this.advance(node, height)) return;
    if (this.values[height] === undefined) this.place(height, value);
    const demanded = this.demands[height]!;
    if (demanded === Infinity) return;
    if (this.debts.pay(demanded, time)) return;
    const request = this.requestsOf(this.values[height]!).find((r) => this.requestedAt.get(r) === demanded);
    this.debts.reportLate(
      demanded,
      `node ${node} decided request ${request} (height ${height}) only at ${clock(time)}`,
    );
  }

  verdict(end: Time): Verdict {
    const { correct } = this.view;
    const everywhere = this.decidedUpTo.reduce(
      (least, upTo, id) => (correct[id] ? Math.min(least, upTo) : least),
      Infinity,
    );
    for (const [request, demanded] of this.requestedAt) {
      const height = this.heightOf.get(request);
      if (height !== undefined && height <= everywhere) continue;
      const node = correct.findIndex((is, id) => is && (height === undefined || !this.hasDecided(id, height)));
      if (node < 0) continue;
      this.debts.leaveOpen(demanded, end, () => {
        const where = height === undefined ? '' : `, which others decided at height ${height}`;
        return `node ${node} has not decided request ${request}${where}`;
      });
    }
    return this.debts.verdict(end);
  }

  private place(height: number, value: Value): void {
    this.values[height] = value;
    let earliest = Infinity;
    for (const request of this.requestsOf(value)) {
      if (!this.heightOf.has(request)) this.heightOf.set(request, height);
      earliest = Math.min(earliest, this.requestedAt.get(request) ?? Infinity);
    }
    this.demands[height] = earliest;
  }

  private requestsOf(value: Value): readonly Value[] {
    return this.requestedAt.has(value) ? [value] : this.view.contents(value);
  }

  /** Notes that a node has decided a height; whether it had not before. */
  private advance(node: NodeId, height: number): boolean {
    if (this.hasDecided(node, height)) return false;
    const besides = this.decidedBesides[node]!;
    if (besides.size === 0 && height === this.decidedUpTo[node]! + 1) {
      this.decidedUpTo[node] = height;
      return true;
    }
    besides.add(height);
    while (besides.delete(this.decidedUpTo[node]! + 1)) this.decidedUpTo[node]!++;
    return true;
  }

  private hasDecided(node: NodeId, height: number): boolean {
    return height <= this.decidedUpTo[node]! || this.decidedBesides[node]!.has(height);
  }
}

class GrowthLiveness implements Judge {
  readonly isPatient = true;
  private readonly view: JudgeView;
  private readonly debts: Debts;
  /** Whether blocks are made for requests alone. */
  private readonly byRequest: boolean;
  private readonly requestTimes: Time[] = [];
  /** By block: requests in its chain. */
  private readonly confirmed: number[] = [0];
  /** By node, side by side: its highest tip so far, and when it got there. */
  private readonly grown: Float64Array;

  constructor(view: JudgeView) {
    this.view = view;
    this.byRequest = view.protocol.outstanding !== undefined;
    this.debts = new Debts(view);
    this.grown = new Float64Array(2 * view.n);
  }

  onRequest(time: Time, _value: Value): void {
    if (this.byRequest) this.requestTimes.push(time);
  }

  onAdopt(time: Time, node: NodeId, tip: BlockId): void {
    const { blocks } = this.view;
    const height = blocks.height(tip);
    if (height <= blocks.height(this.grown[2 * node]!) || !this.view.correct[node]) return;
    const demanded = this.demandOn(node);
    if (demanded !== Infinity && !this.debts.pay(demanded, time)) {
      this.debts.reportLate(demanded, `the chain of node ${node} reached height ${height} only at ${clock(time)}`);
    }
    this.grown[2 * node] = tip;
    this.grown[2 * node + 1] = time;
  }

  verdict(end: Time): Verdict {
    this.view.correct.forEach((is, node) => {
      const demanded = is ? this.demandOn(node) : Infinity;
      if (demanded === Infinity) return;
      const height = this.view.blocks.height(this.grown[2 * node]!);
      this.debts.leaveOpen(demanded, end, () => `the chain of node ${node} has not grown beyond height ${height}`);
    });
    return this.debts.verdict(end);
  }

  /** Since when this node owes a higher chain; Infinity: it owes none. */
  private demandOn(node: NodeId): Time {
    const grownAt = this.grown[2 * node + 1]!;
    if (!this.byRequest) return grownAt;
    // With c requests in the chain, one has been open since the moment at which request c + 1 was made.
    const open = this.requestTimes[this.confirmedUnder(this.grown[2 * node]!)];
    return open === undefined ? Infinity : Math.max(grownAt, open);
  }

  private confirmedUnder(tip: BlockId): number {
    const { blocks } = this.view;
    const unknown: BlockId[] = [];
    let at = tip;
    for (; this.confirmed[at] === undefined; at = blocks.parent(at)) unknown.push(at);
    let count = this.confirmed[at]!;
    for (const block of unknown.reverse()) this.confirmed[block] = count += blocks.contents(block).length;
    return count;
  }
}

const liveness: Invariant = {
  name: 'liveness',
  describe: 'Once the network is whole, every correct node makes progress within the bound of its protocol',
  sort: 'liveness',
  make: (view) => (view.protocol.finality.by === 'decide' ? new DecidedLiveness(view) : new GrowthLiveness(view)),
};

export default liveness;
