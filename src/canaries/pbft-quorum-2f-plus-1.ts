/**
 * PBFT with the paper's literal quorum of 2f + 1 also where n is not 3f + 1: at n = 5 or 6 two quorums of three may share the
 * one liar alone. The agreement judge must cry out.
 */
import { pbft } from '../protocols/pbft.js';

const canary: typeof pbft = {
  ...pbft,
  name: 'pbft-quorum-2f-plus-1',
  describe: 'Broken on purpose: PBFT with quorums of 2f + 1 at any n',
  canaryOf: pbft.name,
  init: (me, params) => ({ ...pbft.init(me, params), q: 2 * me.f + 1 }),
};

export default canary;
