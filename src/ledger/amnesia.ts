import type { Evidence, NodeId } from '../contract.js';

const NIL = -1;

/**
 * Who precommitted a value at this height, with a quorum, and prevoted another in the first later round in which a quorum
 * prevoted another: locked on the first value, and with no quorum for a rival in any round between, an honest node does not.
 * Two quorums share more than a third of the weight. Rivals in one round are double votes, which need no such search.
 * (Buchman, "Tendermint: Byzantine Fault Tolerance in the Age of Blockchains", 2016; CometBFT, specification of
 * accountability: amnesia.)
 */
export function amnesiacs(height: number, evidence: Evidence): NodeId[] {
  const guilty = new Set<NodeId>();
  for (const round of evidence.views('precommit', height)) {
    for (const [value, committed] of evidence.ballots('precommit', height, round)) {
      if (value === NIL || !evidence.enough(committed, height)) continue;
      const rivals = firstRivals(height, round, value, evidence);
      for (let node = 0; node < evidence.n; node++) {
        if (committed.has(node) && rivals.some((voters) => voters.has(node))) guilty.add(node);
      }
    }
  }
  return [...guilty].sort((a, b) => a - b);
}

/** Quorums of prevotes for something else in the first round from this one on that has any; none, if it is this round. */
function firstRivals(height: number, round: number, value: number, evidence: Evidence) {
  for (const later of evidence.views('prevote', height)) {
    if (later < round) continue;
    const rivals = [...evidence.ballots('prevote', height, later)]
      .filter(([other, voters]) => other !== value && other !== NIL && evidence.enough(voters, height))
      .map(([, voters]) => voters);
    if (rivals.length > 0) return later === round ? [] : rivals;
  }
  return [];
}
