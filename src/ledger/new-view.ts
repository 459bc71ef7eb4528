import type { Evidence, Fork, NodeContext, NodeId, SizeFacts, Value, VoteFacts, VoterSet } from '../contract.js';
import { type Ordered, type ViewChange, isSound } from './view-changes.js';

/** How judges read a value with its place. */
export const orderedVote: VoteFacts<Ordered> = { height: (m) => m.seq, view: (m) => m.view, value: (m) => m.value };
/** A primary sends no prepare: "2f prepares from different backups that match the pre-prepare" (section 4.2). */
export const primaryVote: VoteFacts<Ordered> = { ...orderedVote, countsAs: 'prepare' };

/** A new primary's word (Castro & Liskov 1999, section 4.4), with the pre-prepares of what waited. */
export interface NewView {
  readonly view: number;
  /** V: a quorum of view changes, by sender. */
  readonly changes: ReadonlyMap<NodeId, ViewChange>;
  /** O, recomputed by every backup. */
  readonly reissued: readonly Ordered[];
  readonly fresh: readonly Ordered[];
}

/** Sizes on the wire: a proposal with its batch; what was prepared, with its certificates; digests of the view changes. */
export const bytes = {
  prePrepare: ({ value }: Ordered, facts: SizeFacts): number => 200 + batchBytes(value, facts),
  viewChange: ({ prepared }: ViewChange): number => 200 + 300 * prepared.length,
  newView: ({ changes, reissued, fresh }: NewView, facts: SizeFacts): number =>
    [...reissued, ...fresh].reduce((sum, { value }) => sum + 100 + batchBytes(value, facts), 200 + 300 * changes.size),
};

/** The pre-prepares that a new primary signs by its NEW-VIEW. */
export function prePreparesIn({ reissued, fresh }: NewView): { kind: 'prePrepare'; body: Ordered }[] {
  return [...reissued, ...fresh].map((body) => ({ kind: 'prePrepare', body }));
}

const batchBytes = (value: Value, facts: SizeFacts): number => facts.contents(value).length * facts.requestBytes;

/** The same requests in another batch: nobody can tell which of them was meant. */
function otherBatch(m: Ordered, _salt: number, me: NodeContext): Ordered {
  return { ...m, value: me.propose(me.contents(m.value)) };
}

/**
 * A lying primary's NEW-VIEW: other batches for what waited; where nothing did, another value for what nobody had prepared,
 * which the backups find out. What had been prepared it cannot change: V speaks for it.
 */
function otherNewView(m: NewView, salt: number, me: NodeContext): NewView {
  const { fresh, reissued } = m;
  if (fresh.length > 0) return { ...m, fresh: fresh.map((proposal) => otherBatch(proposal, salt, me)) };
  return { ...m, reissued: reissued.map((each) => (each.value === 0 ? otherBatch(each, salt, me) : each)) };
}

const otherValue = (m: Ordered, salt: number): Ordered => ({ ...m, value: m.value + salt });

/** How a liar alters its own words. */
export const lies = {
  prePrepare: otherBatch,
  prepare: otherValue,
  commit: otherValue,
  viewChange: (m: ViewChange): ViewChange => ({ ...m, prepared: [] }),
  newView: otherNewView,
};

/**
 * Who is to blame for two values committed with one sequence number in different views (Sheng, Wang, Nayak, Kannan,
 * Viswanath, "BFT Protocol Forensics", CCS 2021, the variant of PBFT with signed messages): those who committed the first
 * and left it out of the view change that a sound NEW-VIEW without it rests on, the first NEW-VIEW of that sort. Its quorum
 * of view changes shares f + 1 nodes with the quorum of commits.
 */
export function forgetful({ height, first, second }: Fork, evidence: Evidence): NodeId[] {
  for (const view of evidence.views('commit', height)) {
    const ballots = evidence.ballots('commit', height, view);
    for (const value of [first, second]) {
      const committers = ballots.get(value);
      if (committers && evidence.enough(committers))
        return withoutTrace({ view, seq: height, value }, committers, evidence);
    }
  }
  return [];
}

function withoutTrace(committed: Ordered, committers: VoterSet, evidence: Evidence): NodeId[] {
  const { view, seq, value } = committed;
  const shows = (m: Ordered) => m.seq === seq && m.value === value && m.view >= view;
  const enough = (m: NewView) => evidence.enough({ size: m.changes.size, has: (node) => m.changes.has(node) });
  let earliest = Infinity;
  let guilty = new Set<NodeId>();
  for (const { body } of evidence.statements('newView')) {
    const m = body as NewView;
    if (m.view <= view || m.view > earliest || m.reissued.some(shows) || !enough(m) || !isSound(m, 0)) continue;
    const hiders = [...m.changes].filter(([node, { stable, prepared }]) => {
      return committers.has(node) && stable < seq && !prepared.some(shows);
    });
    if (hiders.length === 0) continue;
    if (m.view < earliest) guilty = new Set();
    earliest = m.view;
    for (const [node] of hiders) guilty.add(node);
  }
  return [...guilty].sort((a, b) => a - b);
}
