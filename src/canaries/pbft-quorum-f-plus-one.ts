/**
 * PBFT with quorums of f + 1: two quorums need not share a correct node, so a primary that tells two halves different
 * things has both decide. The agreement judge must cry out.
 */
import { pbft } from '../protocols/pbft.js';

const canary: typeof pbft = {
  ...pbft,
  name: 'pbft-quorum-f-plus-one',
  describe: 'Broken on purpose: PBFT with quorums of f + 1',
  canaryOf: pbft.name,
  init: (me, params) => ({ ...pbft.init(me, params), q: me.f + 1 }),
};

export default canary;
