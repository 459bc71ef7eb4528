/**
 * Gasper in which a vote may surround another: only two votes for one epoch are slashable. A third of the stake can then
 * finalize two chains by links that jump over each other, and nobody is to blame. The judge of accountability must cry out.
 */
import { type AttestationData, isSlashable } from '../ledger/gasper/attestations.js';
import { slashableOwners } from '../ledger/gasper/slashable-owners.js';
import type { Rules } from '../ledger/gasper/state.js';
import { Store } from '../ledger/gasper/store.js';
import { gasper, rules } from '../protocols/gasper.js';

const lax: Rules = {
  ...rules,
  isSlashable: (a: AttestationData, b: AttestationData) => a.target.epoch === b.target.epoch && isSlashable(a, b),
};

const canary: typeof gasper = {
  ...gasper,
  name: 'gasper-surround',
  describe: 'Broken on purpose: Gasper in which surround votes are not slashable',
  canaryOf: gasper.name,
  init: (me, params) => new Store(me, params, lax),
  accuse: (_fork, evidence) => slashableOwners(evidence, lax),
};

export default canary;
