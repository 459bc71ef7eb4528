import type { Evidence, NodeId } from '../../contract.js';
import { type Attestation, type AttestationData, isSlashable } from './attestations.js';

/** Nodes of which some validator has signed two attestations that are slashable together, ascending. */
export function slashableOwners(evidence: Evidence): NodeId[] {
  const guilty = new Set<NodeId>();
  const said = new Map<number, AttestationData[]>();
  for (const { from, body } of evidence.statements('attestation')) {
    const attestation = body as Attestation;
    for (const validator of attestation.validators) {
      const before = said.get(validator);
      if (!before) said.set(validator, [attestation]);
      else {
        if (before.some((each) => isSlashable(each, attestation))) guilty.add(from);
        before.push(attestation);
      }
    }
  }
  return [...guilty].sort((a, b) => a - b);
}
