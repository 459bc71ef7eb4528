import type { Protocol } from '../contract.js';
import ibft from './ibft.js';
import pbftNoViewChange from './pbft-no-view-change.js';
import pbftQuorumFPlusOne from './pbft-quorum-f-plus-one.js';
import posLotsLastHeard from './pos-lots-last-heard.js';
import powLastHeard from './pow-last-heard.js';
import powReplays from './pow-replays.js';
import qbftUnjustifiedProposal from './qbft-unjustified-proposal.js';
import tendermintHastyUnlock from './tendermint-hasty-unlock.js';
import tendermintNoLock from './tendermint-no-lock.js';
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
  posLotsLastHeard,
  trudecUncheckedElection,
  qbftUnjustifiedProposal,
  ibft,
  tendermintNoLock,
  tendermintHastyUnlock,
];
