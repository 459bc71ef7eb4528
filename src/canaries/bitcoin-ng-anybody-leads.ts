/**
 * Bitcoin-NG in which nobody looks who signed a microblock: every node takes itself for the leader, and all confirm at once on
 * branches of their own. The agreement judge must cry out.
 */
import { bitcoinNg, follow, isKey, makeMicroblock } from '../protocols/bitcoin-ng.js';

const canary: typeof bitcoinNg = {
  ...bitcoinNg,
  name: 'bitcoin-ng-anybody-leads',
  describe: 'Broken on purpose: Bitcoin-NG with microblocks of whoever likes',
  canaryOf: bitcoinNg.name,
  on: {
    ...bitcoinNg.on,
    micro(s, m, _from, me) {
      if (me.blocks.parent(m.block) === s.tip) follow(s, m.block, me);
      me.setTimer('micro', s.params.microInterval);
    },
    key(s, m, _from, me) {
      if (me.blocks.totalWork(m.block) > me.blocks.totalWork(s.tip) && isKey(me.blocks, m.block))
        follow(s, m.block, me);
      me.setTimer('micro', s.params.microInterval);
    },
  },
  timeout: { micro: (s, _key, me) => makeMicroblock(s, me) },
};

export default canary;
