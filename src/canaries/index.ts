import type { Protocol } from '../contract.js';
import pbftCountsTwice from './pbft-counts-twice.js';
import pbftForgetsPrepared from './pbft-forgets-prepared.js';
import pbftNoViewChange from './pbft-no-view-change.js';
import pbftQuorum2fPlus1 from './pbft-quorum-2f-plus-1.js';
import pbftQuorumFPlusOne from './pbft-quorum-f-plus-one.js';
import posLotsLastHeard from './pos-lots-last-heard.js';
import powLastHeard from './pow-last-heard.js';
import powReplays from './pow-replays.js';
import raftAnyMajority from './raft-any-majority.js';
import raftNoTruncation from './raft-no-truncation.js';
import raftOldTermCommit from './raft-old-term-commit.js';
import raftStaleLeader from './raft-stale-leader.js';
import trudecUncheckedElection from './trudec-unchecked-election.js';

/**
 * Protocols that are broken on purpose, one rule each. They are no choice for a study: for each there is a scenario in
 * which a judge must cry out, and in which the honest protocol keeps its promise.
 */
export const canaries: readonly Protocol[] = [
  powLastHeard,
  powReplays,
  pbftQuorumFPlusOne,
  pbftNoViewChange,
  pbftQuorum2fPlus1,
  pbftForgetsPrepared,
  pbftCountsTwice,
  posLotsLastHeard,
  trudecUncheckedElection,
  raftStaleLeader,
  raftOldTermCommit,
  raftAnyMajority,
  raftNoTruncation,
];
