/**
 * Proof of stake by lots that splices whatever block it heard last onto its view, as the published code does on
 * synchronisation: one old block, made public late, takes back what was long buried. The agreement judge must cry out.
 */
import { adopt, posLots } from '../protocols/pos-lots.js';

const canary: typeof posLots = {
  ...posLots,
  name: 'pos-lots-last-heard',
  describe: 'Broken on purpose: proof of stake by lots on the chain of the last peer heard',
  canaryOf: posLots.name,
  on: {
    ...posLots.on,
    block(s, m, _from, me) {
      if (m.block !== s.tip) adopt(s, m.block, me);
    },
  },
};

export default canary;
