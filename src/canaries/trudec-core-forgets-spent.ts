/**
 * The corrected TruDeC with outputs, but for one rule: nobody keeps track of what is spent, as published. A transaction that
 * gossip brings back after it was confirmed is confirmed again: the judges of supply and double spends must cry out.
 */
import { trudecCore } from '../protocols/trudec-core.js';

const canary: typeof trudecCore = {
  ...trudecCore,
  name: 'trudec-core-forgets-spent',
  describe: 'Broken on purpose: TruDeC in which outputs can be spent again and again',
  canaryOf: trudecCore.name,
  init: (me, params) => trudecCore.init(me, { ...params, trackSpent: false }),
};

export default canary;
