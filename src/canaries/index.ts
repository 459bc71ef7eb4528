import type { Protocol } from '../contract.js';
import algorandHalfThreshold from './algorand-half-threshold.js';
import auraFinalAtOnce from './aura-final-at-once.js';
import bitcoinNgAnybodyLeads from './bitcoin-ng-anybody-leads.js';
import bkVotesAgain from './bk-votes-again.js';
import bobtailProofsAgain from './bobtail-proofs-again.js';
import cliqueSignsAgain from './clique-signs-again.js';
import dolevStrongFRounds from './dolev-strong-f-rounds.js';
import dposAtOnce from './dpos-at-once.js';
import ethereumUnclesTwice from './ethereum-uncles-twice.js';
import fairRotationNoCoolDown from './fair-rotation-no-cool-down.js';
import fruitchainsTwice from './fruitchains-twice.js';
import gasperHalf from './gasper-half.js';
import gasperSurround from './gasper-surround.js';
import ghostByLength from './ghost-by-length.js';
import ghostDropsStale from './ghost-drops-stale.js';
import hotstuff2NoLock from './hotstuff-2-no-lock.js';
import hotstuff2NoWait from './hotstuff-2-no-wait.js';
import hotstuffChainedAnyViews from './hotstuff-chained-any-views.js';
import hotstuffForgetsLock from './hotstuff-forgets-lock.js';
import hotstuffNoLock from './hotstuff-no-lock.js';
import ibft from './ibft.js';
import jolteonAnyRounds from './jolteon-any-rounds.js';
import jolteonTcUnchecked from './jolteon-tc-unchecked.js';
import jolteonVotesAfterTimeout from './jolteon-votes-after-timeout.js';
import onDemandPowAnyChain from './on-demand-pow-any-chain.js';
import pbftCountsTwice from './pbft-counts-twice.js';
import pbftForgetsPrepared from './pbft-forgets-prepared.js';
import pbftNoViewChange from './pbft-no-view-change.js';
import pbftQuorum2fPlus1 from './pbft-quorum-2f-plus-1.js';
import pbftQuorumFPlusOne from './pbft-quorum-f-plus-one.js';
import poetShortestWait from './poet-shortest-wait.js';
import pbftOfConsensusProtocols from './pbft-of-consensus-protocols.js';
import posLotsLastHeard from './pos-lots-last-heard.js';
import powLastHeard from './pow-last-heard.js';
import powReplays from './pow-replays.js';
import praosAnyDepth from './praos-any-depth.js';
import proofOfStakeInPythonSplices from './proof-of-stake-in-python-splices.js';
import qbftUnjustifiedProposal from './qbft-unjustified-proposal.js';
import raftAnyMajority from './raft-any-majority.js';
import raftNoTruncation from './raft-no-truncation.js';
import raftOfConsensusProtocols from './raft-of-consensus-protocols.js';
import raftOldTermCommit from './raft-old-term-commit.js';
import raftStaleLeader from './raft-stale-leader.js';
import snowmanNeverStartsAgain from './snowman-never-starts-again.js';
import streamletAnyEpochs from './streamlet-any-epochs.js';
import streamletHalf from './streamlet-half.js';
import tendermintHastyUnlock from './tendermint-hasty-unlock.js';
import tendermintNoLock from './tendermint-no-lock.js';
import trudecCoreForgetsSpent from './trudec-core-forgets-spent.js';
import trudecUncheckedElection from './trudec-unchecked-election.js';
import trudecVotesAgain from './trudec-votes-again.js';

/**
 * Protocols that are broken on purpose, one rule each. They are no choice for a study: for each there is a scenario in
 * which a judge must cry out, and in which the honest protocol keeps its promise.
 * Listed in the order of the honest ones.
 */
export const canaries: readonly Protocol[] = [
  powLastHeard,
  powReplays,
  ghostDropsStale,
  ghostByLength,
  ethereumUnclesTwice,
  fruitchainsTwice,
  bkVotesAgain,
  bobtailProofsAgain,
  bitcoinNgAnybodyLeads,
  posLotsLastHeard,
  praosAnyDepth,
  trudecUncheckedElection,
  trudecVotesAgain,
  onDemandPowAnyChain,
  fairRotationNoCoolDown,
  poetShortestWait,
  cliqueSignsAgain,
  proofOfStakeInPythonSplices,
  trudecCoreForgetsSpent,
  raftStaleLeader,
  raftOldTermCommit,
  raftAnyMajority,
  raftNoTruncation,
  raftOfConsensusProtocols,
  dolevStrongFRounds,
  dposAtOnce,
  auraFinalAtOnce,
  pbftQuorumFPlusOne,
  pbftNoViewChange,
  pbftQuorum2fPlus1,
  pbftForgetsPrepared,
  pbftCountsTwice,
  pbftOfConsensusProtocols,
  qbftUnjustifiedProposal,
  ibft,
  tendermintNoLock,
  tendermintHastyUnlock,
  algorandHalfThreshold,
  snowmanNeverStartsAgain,
  gasperHalf,
  gasperSurround,
  streamletHalf,
  streamletAnyEpochs,
  hotstuffNoLock,
  hotstuffForgetsLock,
  hotstuffChainedAnyViews,
  jolteonAnyRounds,
  jolteonTcUnchecked,
  jolteonVotesAfterTimeout,
  hotstuff2NoWait,
  hotstuff2NoLock,
];
