/**
 * PBFT that counts votes and not voters: a network that delivers some messages twice makes a quorum of too few. The agreement
 * judge must cry out.
 */
import { VoteLog } from '../ledger/vote-log.js';
import { pbft } from '../protocols/pbft.js';

const canary: typeof pbft = {
  ...pbft,
  name: 'pbft-counts-twice',
  describe: 'Broken on purpose: PBFT that counts a vote as often as it hears it',
  canaryOf: pbft.name,
  init: (me, params) => ({ ...pbft.init(me, params), log: new VoteLog(me.n, true) }),
};

export default canary;
