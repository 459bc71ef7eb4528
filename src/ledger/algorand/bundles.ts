/** Votes and bundles of Algorand's agreement, as one node has observed them. */
import type { BlockId, Certificate, NodeId, VoteFacts } from '../../contract.js';
import type { CommitteeSize } from '../committee-risk.js';
import { Tally } from '../tally.js';

/** Steps of a period; next_k is NEXT + k. */
export const PROPOSE = 0;
export const CERT = 2;
export const NEXT = 3;
export const LAST_NEXT = 252;
const STEPS = 256;

export type VoteKind = 'soft' | 'cert' | 'next' | 'late' | 'redo' | 'down';

/** The step of a kind of vote; that of a next vote is the first. */
export const stepOf: { readonly [K in VoteKind]: number } = {
  soft: 1,
  cert: CERT,
  next: NEXT,
  late: 253,
  redo: 254,
  down: 255,
};

export interface Vote {
  readonly round: number;
  readonly period: number;
  readonly step: number;
  /** A block; −1: ⊥. */
  readonly value: BlockId;
  /** What the credential shows: how many seats the voter has in the committee of this step. */
  readonly seats: number;
}

export interface Proposal {
  readonly round: number;
  readonly period: number;
  readonly block: BlockId;
  /** The same, among the proposers. */
  readonly seats: number;
}

/** What has ended a period, besides a cert bundle: next, late, redo or down bundles for a block, and for ⊥. */
export interface Conclusion {
  value?: Certificate;
  bottom?: Certificate;
}

const NONE: Readonly<Conclusion> = {};

/** A number for the committee of a period and step, distinct within a round. */
export const slotOf = (period: number, step: number): number => period * STEPS + step;
/** The view of a vote's slot: the period, but for next votes, of which there are many in one. */
export const viewOf = (kind: string, m: Vote): number => (kind === 'next' ? slotOf(m.period, m.step) : m.period);
export const periodOf = ({ kind, view }: Certificate): number => (kind === 'next' ? Math.floor(view / STEPS) : view);
export const lastStepOf = ({ kind, view }: Certificate): number =>
  kind === 'next' ? view % STEPS : stepOf[kind as VoteKind];

/** The kind of votes in a step. */
export function kindOf(step: number): VoteKind {
  if (step >= NEXT && step <= LAST_NEXT) return 'next';
  return (['soft', 'cert', 'late', 'redo', 'down'] as const).find((kind) => stepOf[kind] === step)!;
}

const voteFacts = (kind: VoteKind): VoteFacts<Vote> => ({
  height: (m) => m.round,
  view: (m) => viewOf(kind, m),
  value: (m) => m.value,
});
const proposalFacts: VoteFacts<Proposal> = {
  height: (m) => m.round,
  view: (m) => m.period,
  value: (m) => m.block,
};

/** What is signed, as judges see it. */
export const statements = {
  propose: proposalFacts,
  repropose: proposalFacts,
  soft: voteFacts('soft'),
  cert: voteFacts('cert'),
  next: voteFacts('next'),
  late: voteFacts('late'),
  redo: voteFacts('redo'),
  down: voteFacts('down'),
};

/** Whether the step is one of this kind, and may vote for this: next for a block or ⊥, down for ⊥, others for a block. */
export function isWellFormed(kind: VoteKind, { step, value }: Vote): boolean {
  if (kind === 'next') return step >= NEXT && step <= LAST_NEXT;
  return step === stepOf[kind] && (kind === 'down' ? value === -1 : value >= 0);
}

/** A bundle on the wire: its votes, without what they share. */
export const bundleBytes = ({ voters }: Certificate): number => 200 + 160 * voters.size;

export class Bundles {
  private readonly n: number;
  private readonly committees: { readonly [K in VoteKind]: CommitteeSize };
  private readonly tallies: { readonly [K in VoteKind]: Tally };
  /** By period of the present round. */
  private readonly conclusions = new Map<number, Conclusion>();

  constructor(n: number, committees: { readonly [K in VoteKind]: CommitteeSize }) {
    this.n = n;
    this.committees = committees;
    const tally = (kind: VoteKind) => {
      const { threshold } = committees[kind];
      return new Tally({ kind, n, enough: (seats) => seats >= threshold });
    };
    this.tallies = {
      soft: tally('soft'),
      cert: tally('cert'),
      next: tally('next'),
      late: tally('late'),
      redo: tally('redo'),
      down: tally('down'),
    };
  }

  /** Counts a vote whose seats have been verified; the bundle if this very vote completes one. */
  add(kind: VoteKind, m: Vote, voter: NodeId): Certificate | undefined {
    return this.tallies[kind].add(m.round, viewOf(kind, m), m.value, voter, m.seats);
  }

  /** Counts the votes in a bundle; the bundle as this node now has it, if it had none for this value before. */
  observe(bundle: Certificate, seats: ArrayLike<number>): Certificate | undefined {
    const tally = this.tallies[bundle.kind as VoteKind];
    const { height, view, value, voters } = bundle;
    if (tally.certificate(height, view, value)) return undefined;
    for (let node = 0; node < this.n; node++) {
      if (voters.has(node) && seats[node]! > 0) tally.add(height, view, value, node, seats[node]!);
    }
    return tally.certificate(height, view, value);
  }

  has({ kind, height, view, value }: Certificate): boolean {
    return this.tallies[kind as VoteKind].certificate(height, view, value) !== undefined;
  }

  /** Whether the voters' seats are a threshold. */
  isComplete({ kind, voters }: Certificate, seats: ArrayLike<number>): boolean {
    let held = 0;
    for (let node = 0; node < this.n; node++) if (voters.has(node)) held += seats[node]!;
    return held >= this.committees[kind as VoteKind].threshold;
  }

  /** σ(r, p): what a soft bundle was observed for. */
  soft(round: number, period: number): Certificate | undefined {
    return this.tallies.soft.find(round, period)?.certificates()[0];
  }

  /** The votes observed for something in a slot, whether they are enough or not. */
  observed(kind: VoteKind, round: number, view: number, value: BlockId): Certificate | undefined {
    const voters = this.tallies[kind].find(round, view)?.find(value)?.voters.copy();
    return voters && { kind, height: round, view, value, voters };
  }

  /** Keeps what ends a period: a next, late, redo or down bundle. */
  conclude(bundle: Certificate): void {
    const period = periodOf(bundle);
    const conclusion = this.conclusions.get(period) ?? {};
    if (bundle.value === -1) conclusion.bottom ??= bundle;
    else conclusion.value ??= bundle;
    this.conclusions.set(period, conclusion);
  }

  conclusion(period: number): Readonly<Conclusion> {
    return this.conclusions.get(period) ?? NONE;
  }

  startRound(round: number): void {
    this.conclusions.clear();
    for (const tally of Object.values(this.tallies)) tally.dropHeightsBelow(round);
  }

  /** Forgets the votes of periods before the last but one. */
  startPeriod(round: number, period: number): void {
    for (const [kind, tally] of Object.entries(this.tallies)) {
      tally.dropViewsBelow(round, kind === 'next' ? slotOf(period - 1, 0) : period - 1);
    }
  }
}
