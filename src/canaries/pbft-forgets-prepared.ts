/**
 * PBFT whose view changes bring no prepared certificates along: a value that some node has executed is replaced by another
 * in the next view. The agreement judge must cry out.
 */
import { pbft } from '../protocols/pbft.js';

const canary: typeof pbft = {
  ...pbft,
  name: 'pbft-forgets-prepared',
  describe: 'Broken on purpose: PBFT whose view changes tell nothing of what was prepared',
  canaryOf: pbft.name,
  init: (me, params) => ({ ...pbft.init(me, params), showsPrepared: false }),
};

export default canary;
