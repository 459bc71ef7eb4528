/**
 * The corrected lot-based proof of stake, but for one rule: whatever comes as a longer chain is put on the own one unchecked, as
 * published. An equivocating forger's two blocks are never reconciled: the judges of agreement and of elections must cry out.
 */
import { proofOfStakeInPython } from '../protocols/proof-of-stake-in-python.js';

const canary: typeof proofOfStakeInPython = {
  ...proofOfStakeInPython,
  name: 'proof-of-stake-in-python-splices',
  describe: 'Broken on purpose: lot-based proof of stake that splices longer chains onto its own',
  canaryOf: proofOfStakeInPython.name,
  init: (me, params) => proofOfStakeInPython.init(me, { ...params, spliceSync: true }),
};

export default canary;
