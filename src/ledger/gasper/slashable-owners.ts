import type { Evidence, NodeId } from '../../contract.js';
import type { Attestation, AttestationData } from './attestations.js';
import type { Rules } from './state.js';

/** Nodes of which some validator has signed two attestations that are slashable together, ascending. */
export function slashableOwners(evidence: Evidence, { isSlashable }: Pick<Rules, 'isSlashable'>): NodeId[] {
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
