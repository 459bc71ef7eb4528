import type { JudgeView, NodeId, VoteFacts, VoterSet } from '../contract.js';
import { type Slot, Tally } from '../ledger/tally.js';
import { sumOf } from '../ledger/stake-weight.js';
import { Voters } from '../ledger/voters.js';

/** Heights, and views within a height, that are kept behind the newest. */
const WINDOW = 2048;
/** Heights that are kept after every truthful node has decided them: a new leader may bring them up again. */
const MARGIN = 512;
/** What is old is looked for once in so many heights or views. */
const SWEEP = 256;

interface Kind {
  readonly facts: VoteFacts<any>;
  readonly tally: Tally;
}

/**
 * Who has signed a vote for what, by kind of message, height and view. Its memory is bounded: heights go that every truthful
 * node decided long ago, and so do heights and views far behind the newest.
 */
export class SignedVotes {
  private readonly view: JudgeView;
  private readonly kinds: ReadonlyMap<string, Kind>;
  /** By node: the height up to which it has decided. */
  private readonly decidedUpTo: Int32Array;
  private topHeight = 0;
  /** The newest view that a truthful node has voted in, where views run on across heights. */
  topView = 0;
  private lowestHeight = 0;
  /** By height: the lowest view kept; absent: all are. */
  private readonly lowestViews = new Map<number, number>();
  /** The statement heard last, which several judges tell of, and what came of it. */
  private lastFrom: NodeId = -1;
  private lastBody: unknown = undefined;
  private lastKind = '';
  private lastConflict: Slot | undefined = undefined;

  /** The one that the judges of this run share: each of them tells it of all that is signed and decided. */
  static of(view: JudgeView): SignedVotes {
    return view.share('signed votes', () => new SignedVotes(view));
  }

  private constructor(view: JudgeView) {
    this.view = view;
    const { n } = view;
    const facts = Object.entries(view.protocol.votes ?? {}) as [string, VoteFacts<any>][];
    const enough = () => false;
    this.kinds = new Map(facts.map(([kind, each]) => [kind, { facts: each, tally: new Tally({ kind, n, enough }) }]));
    this.decidedUpTo = new Int32Array(n);
  }

  /** Records a statement if it is a vote; the slot, if its sender has now voted for two things in it. */
  add(from: NodeId, kind: string, body: any): Slot | undefined {
    if (from === this.lastFrom && body === this.lastBody && kind === this.lastKind) return this.lastConflict;
    this.lastFrom = from;
    this.lastKind = kind;
    this.lastBody = body;
    this.lastConflict = this.record(from, kind, body);
    for (const held of this.view.protocol.holds?.[kind]?.(body) ?? []) {
      const conflict = this.record(from, held.kind, held.body);
      this.lastConflict ??= conflict;
    }
    return this.lastConflict;
  }

  private record(from: NodeId, kind: string, body: unknown): Slot | undefined {
    const facts = this.kinds.get(kind)?.facts;
    if (!facts) return undefined;
    const conflict = this.count(from, kind, facts, body);
    const other = facts.countsAs === undefined ? undefined : this.count(from, facts.countsAs, facts, body);
    return conflict ?? other;
  }

  /** Counts a vote, of which `facts` tell, among those of a kind. */
  private count(from: NodeId, kind: string, facts: VoteFacts<any>, body: unknown): Slot | undefined {
    const tally = this.kinds.get(kind)?.tally;
    if (!tally) throw new Error(`a vote of ${this.view.protocol.name} counts as ${kind}, which is no vote`);
    const height = facts.height ? facts.height(body) : 0;
    const view = facts.view(body);
    if (this.hasForgotten(kind, height, view)) return undefined;
    const slot = tally.slot(height, view);
    if (!slot.ballot(facts.value(body)).voters.add(from)) return undefined;
    if (!slot.voters.add(from)) return slot;
    if (!this.view.truthful[from]) return undefined;
    if (!facts.height && view > this.topView) this.topView = view;
    if (view > WINDOW && view % SWEEP === 0) this.forgetViews(height, view - WINDOW);
    return undefined;
  }

  /** Whether messages of this kind are votes. */
  has(kind: string): boolean {
    return this.kinds.has(kind);
  }

  /** All votes of a kind in one view of one height; `height` counts only where views start anew with each. */
  slot(kind: string, height: number, view: number): Slot | undefined {
    const votes = this.kinds.get(kind);
    return votes?.tally.find(votes.facts.height ? height : 0, view);
  }

  /** Views in which votes of this kind were cast, ascending. */
  views(kind: string, height: number): number[] {
    const votes = this.kinds.get(kind);
    return votes ? votes.tally.views(votes.facts.height ? height : 0) : [];
  }

  /** Whether votes so old have been dropped. */
  hasForgotten(kind: string, height: number, view: number): boolean {
    const byHeight = this.kinds.get(kind)?.facts.height !== undefined;
    if (byHeight && height < this.lowestHeight) return true;
    return this.lowestViews.size > 0 && view < (this.lowestViews.get(byHeight ? height : 0) ?? 0);
  }

  /** Whether votes have been dropped that could belong to a height first decided when `topView` was `view`. */
  mayLack(height: number, view: number): boolean {
    const across = this.lowestViews.get(0) ?? 0;
    return height < this.lowestHeight || this.lowestViews.has(height) || across > Math.max(0, view - WINDOW / 2);
  }

  /** A truthful node has decided a height. */
  decided(node: NodeId, height: number): void {
    if (height > this.decidedUpTo[node]!) this.decidedUpTo[node] = height;
    if (height <= this.topHeight) return;
    this.topHeight = height;
    if (height % SWEEP === 0) this.forgetHeights(Math.max(this.leastDecided() - MARGIN, height - WINDOW));
  }

  private leastDecided(): number {
    const { truthful } = this.view;
    return this.decidedUpTo.reduce((least, upTo, node) => (truthful[node] ? Math.min(least, upTo) : least), Infinity);
  }

  private forgetHeights(below: number): void {
    if (below <= this.lowestHeight) return;
    this.lowestHeight = below;
    for (const { facts, tally } of this.kinds.values()) if (facts.height) tally.dropHeightsBelow(below);
    for (const height of this.lowestViews.keys()) if (height > 0 && height < below) this.lowestViews.delete(height);
  }

  private forgetViews(height: number, below: number): void {
    if (below <= (this.lowestViews.get(height) ?? 0)) return;
    this.lowestViews.set(height, below);
    for (const { tally } of this.kinds.values()) tally.dropViewsBelow(height, below);
  }
}

/** What the protocol says of how many votes are enough. */
export class Quorum {
  private readonly view: JudgeView;

  constructor(view: JudgeView) {
    this.view = view;
  }

  /** Whether the protocol says anything. */
  get isStated(): boolean {
    return this.view.protocol.quorum !== undefined;
  }

  /** What votes weigh at a height; undefined: one each. */
  private weightsAt(height: number): ArrayLike<number> | undefined {
    const { protocol, weights, blocks, facts } = this.view;
    if (!protocol.quorum?.weighted) return undefined;
    return protocol.quorum.weights?.(blocks, height, facts) ?? weights;
  }

  /** What is wrong with these voters at a height when only those of `signers` have voted; undefined: nothing is. */
  objection(voters: VoterSet, signers: VoterSet | undefined, height: number): string | undefined {
    const { n } = this.view;
    const weights = this.weightsAt(height);
    const total = weights ? sumOf(weights) : n;
    const comparable = voters instanceof Voters && signers instanceof Voters;
    if (comparable && !weights && voters.isWithin(signers) && this.isEnough(voters.size, total)) return undefined;
    let votes = 0;
    let stranger: NodeId | undefined;
    for (let node = 0; node < n; node++) {
      if (!voters.has(node)) continue;
      votes += weights ? weights[node]! : 1;
      if (stranger === undefined && !signers?.has(node)) stranger = node;
    }
    if (!this.isEnough(votes, total)) return `${voters.size} of ${n} voters are not enough`;
    return stranger === undefined ? undefined : `node ${stranger} is in it and has signed no such vote`;
  }

  /** False where the protocol does not say. */
  isReachedBy(voters: VoterSet, height: number): boolean {
    return this.isStated && this.objection(voters, voters, height) === undefined;
  }

  private isEnough(votes: number, total: number): boolean {
    const { protocol, params } = this.view;
    return protocol.quorum?.enough(votes, total, params) ?? true;
  }
}
