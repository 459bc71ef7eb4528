import type { Certificate, NodeId } from '../contract.js';
import { Voters } from './voters.js';

/** Votes for one thing in a slot. */
export class Ballot {
  readonly value: number;
  readonly voters: Voters;
  weight = 0;
  /** Once the votes were enough. */
  certificate: Certificate | undefined = undefined;

  constructor(value: number, n: number) {
    this.value = value;
    this.voters = new Voters(n);
  }
}

/** Votes of one kind in one view of one height; a node that votes for two things counts once in each and once in all. */
export class Slot {
  readonly height: number;
  readonly view: number;
  /** Everybody who voted for anything here. */
  readonly voters: Voters;
  /** Weight of everybody who voted for anything here. */
  weight = 0;
  /** Nearly always the only thing that anybody votes for. */
  private readonly ballots: Ballot[] = [];
  private readonly n: number;

  constructor(height: number, view: number, n: number) {
    this.height = height;
    this.view = view;
    this.n = n;
    this.voters = new Voters(n);
  }

  ballot(value: number): Ballot {
    for (const ballot of this.ballots) if (ballot.value === value) return ballot;
    const ballot = new Ballot(value, this.n);
    this.ballots.push(ballot);
    return ballot;
  }

  find(value: number): Ballot | undefined {
    return this.ballots.find((ballot) => ballot.value === value);
  }

  /** What was voted for here, and by whom. */
  votersByValue(): Map<number, Voters> {
    return new Map(this.ballots.map(({ value, voters }) => [value, voters]));
  }

  /** All votes cast here. */
  collected(kind: string): CollectedVotes[] {
    const { height, view } = this;
    return this.ballots.map(({ value, voters }) => ({ kind, height, view, value, voters: voters.copy() }));
  }

  /** The certificates formed here; more than one only if too many voters lie. */
  certificates(): Certificate[] {
    return this.ballots.flatMap(({ certificate }) => (certificate ? [certificate] : []));
  }
}

/** Votes for one thing in one slot as one node hands them on to another, perhaps not enough of them. */
export type CollectedVotes = Certificate;

export interface TallyOptions {
  /** The message kind of the votes, which stands in the certificates. */
  readonly kind: string;
  readonly n: number;
  /** Whether this weight of votes makes a certificate at this height. */
  readonly enough: (weight: number, height: number) => boolean;
  /** What the vote of each node weighs at a height; absent: one. */
  readonly weights?: (height: number) => ArrayLike<number>;
}

/** One node's count of the votes of one kind: distinct voters by height, view and value. */
export class Tally {
  private readonly options: TallyOptions;
  private readonly slots = new Map<number, Map<number, Slot>>();
  /** By height, the first certificate for anything but −1. */
  private readonly firsts = new Map<number, Certificate>();
  /** The slot asked for last: votes come in bursts for one slot. */
  private last: Slot | undefined = undefined;

  constructor(options: TallyOptions) {
    this.options = options;
  }

  slot(height: number, view: number): Slot {
    const { last } = this;
    if (last !== undefined && last.view === view && last.height === height) return last;
    let views = this.slots.get(height);
    if (!views) this.slots.set(height, (views = new Map()));
    let slot = views.get(view);
    if (!slot) views.set(view, (slot = new Slot(height, view, this.options.n)));
    return (this.last = slot);
  }

  /** The slot if anything is known of it. */
  find(height: number, view: number): Slot | undefined {
    return this.slots.get(height)?.get(view);
  }

  /**
   * Counts a vote; the certificate if this very vote completes one. A repeated vote changes nothing.
   * @param seats what this vote weighs, where that changes from slot to slot
   */
  add(height: number, view: number, value: number, node: NodeId, seats?: number): Certificate | undefined {
    const { kind, enough, weights } = this.options;
    const slot = this.slot(height, view);
    const ballot = slot.ballot(value);
    if (!ballot.voters.add(node)) return undefined;
    const weight = seats ?? (weights ? weights(height)[node]! : 1);
    ballot.weight += weight;
    if (slot.voters.add(node)) slot.weight += weight;
    if (ballot.certificate !== undefined || !enough(ballot.weight, height)) return undefined;
    ballot.certificate = { kind, height, view, value, voters: ballot.voters.copy() };
    if (value !== -1 && !this.firsts.has(height)) this.firsts.set(height, ballot.certificate);
    return ballot.certificate;
  }

  /** Counts votes that somebody else has collected; those of another kind are none here. */
  merge({ kind, height, view, value, voters }: CollectedVotes): void {
    if (kind !== this.options.kind) return;
    for (let node = 0; node < this.options.n; node++) if (voters.has(node)) this.add(height, view, value, node);
  }

  /** All votes of a view, to be handed on. */
  collected(height: number, view: number): CollectedVotes[] {
    return this.find(height, view)?.collected(this.options.kind) ?? [];
  }

  /** Whether the voters of this view would be enough if they had voted for one thing. */
  hasEnoughVoters(height: number, view: number): boolean {
    return this.options.enough(this.find(height, view)?.weight ?? 0, height);
  }

  /** The first certificate of this height in any view, for anything but −1, which is a vote for nothing. */
  first(height: number): Certificate | undefined {
    return this.firsts.get(height);
  }

  /** The certificate for this value, once there is one. */
  certificate(height: number, view: number, value: number): Certificate | undefined {
    return this.find(height, view)?.find(value)?.certificate;
  }

  /** Views of a height of which anything is known, ascending. */
  views(height: number): number[] {
    return [...(this.slots.get(height)?.keys() ?? [])].sort((a, b) => a - b);
  }

  dropHeightsBelow(height: number): void {
    this.last = undefined;
    for (const old of this.slots.keys()) if (old < height) this.slots.delete(old);
    for (const old of this.firsts.keys()) if (old < height) this.firsts.delete(old);
  }

  /** Within one height. */
  dropViewsBelow(height: number, view: number): void {
    this.last = undefined;
    const views = this.slots.get(height);
    for (const old of views?.keys() ?? []) if (old < view) views!.delete(old);
  }
}
