import type { Certificate, Evidence, NodeId, SizeFacts, Time, Value, VoteFacts } from '../contract.js';
import { ByHeight } from './by-height.js';
import { certificateBytes } from './finalized-chain.js';
import { Tally } from './tally.js';
import { ViewChanges } from './view-changes.js';

/** A vote of protocols that decide height by height, each in rounds from 0 on; value −1 is a vote for nothing. */
export interface RoundVote {
  readonly height: number;
  readonly round: number;
  readonly value: Value;
}

/** How judges read a `RoundVote`. */
export const roundVote: VoteFacts<RoundVote> = {
  height: (m) => m.height,
  view: (m) => m.round,
  value: (m) => m.value,
};

/** A liar's vote for another value beside one of its own; beside a vote for nothing it has none. */
export function otherVote<V extends RoundVote>(m: V, salt: number): V {
  return m.value < 0 ? m : { ...m, value: m.value + salt };
}

/** A node's word that it leaves its round, with what it prepared last at this height and the votes behind that. */
export interface RoundChange {
  readonly height: number;
  readonly round: number;
  readonly prepared: Certificate | null;
}

/** Round changes of one round, by sender. */
export type Changes = ReadonlyMap<NodeId, RoundChange>;

/** A block put forward in a round; `changes` say why this one may be, after round 0. */
export interface JustifiedProposal extends RoundVote {
  readonly time: Time;
  readonly changes: Changes | null;
}

class HeightEntry {
  readonly proposals: JustifiedProposal[] = [];
  readonly changes = new ViewChanges<RoundChange>();
}

/** One node's log of proposals, PREPAREs, COMMITs and round changes at the heights that are not finalized. */
export class RoundChangeLog {
  readonly prepares: Tally;
  readonly commits: Tally;
  private readonly heights = new ByHeight(() => new HeightEntry());

  constructor(n: number, enough: (votes: number) => boolean) {
    this.prepares = new Tally({ kind: 'prepare', n, enough });
    this.commits = new Tally({ kind: 'commit', n, enough });
  }

  at(height: number): HeightEntry {
    return this.heights.at(height);
  }

  dropBelow(height: number): void {
    this.prepares.dropHeightsBelow(height);
    this.commits.dropHeightsBelow(height);
    this.heights.dropBelow(height);
  }
}

/** Whether a round change claims no more than the PREPAREs that it carries show. */
export function isSoundChange({ height, round, prepared }: RoundChange, quorum: number): boolean {
  if (prepared === null) return true;
  const { voters, view } = prepared;
  return prepared.kind === 'prepare' && prepared.height === height && view < round && voters.size >= quorum;
}

/** What was prepared in the highest round that any of these speaks of. */
export function highestPrepared(changes: Changes): Certificate | undefined {
  let highest: Certificate | undefined;
  for (const { prepared } of changes.values())
    if (prepared && prepared.view > (highest?.view ?? -1)) highest = prepared;
  return highest;
}

const batchBytes = (value: Value, facts: SizeFacts): number => facts.contents(value).length * facts.requestBytes;

/** Size on the wire: the block, a digest of each round change, and the votes behind the highest that was prepared. */
export function proposalBytes({ value, changes }: JustifiedProposal, facts: SizeFacts): number {
  const proof = changes ? 100 * changes.size + certificateBytes(highestPrepared(changes)) : 0;
  return 200 + batchBytes(value, facts) + proof;
}

/** Size on the wire: with the block that was prepared, and the votes for it. */
export function roundChangeBytes({ prepared }: RoundChange, facts: SizeFacts): number {
  return 200 + (prepared ? certificateBytes(prepared) + batchBytes(prepared.value, facts) : 0);
}

/**
 * Who committed at this height in a round and said in a later one to have prepared nothing since: whoever commits has
 * prepared, and an honest node never forgets it. A rival block in a later round rests on a quorum of round changes that
 * shares f + 1 nodes with the commits, and these have left them out.
 */
export function hidersOfCommits(height: number, evidence: Evidence): NodeId[] {
  const guilty = new Set<NodeId>();
  for (const { from, body } of evidence.statements('roundChange') as { from: NodeId; body: RoundChange }[]) {
    if (body.height !== height) continue;
    for (const view of evidence.views('commit', height)) {
      if (view >= body.round || view <= (body.prepared?.view ?? -1)) continue;
      for (const voters of evidence.ballots('commit', height, view).values()) if (voters.has(from)) guilty.add(from);
    }
  }
  return [...guilty].sort((a, b) => a - b);
}
