/**
 * Delegated proof of stake that counts the blocks on top of a block instead of who made them, so that a few producers who
 * build on and on make anything irreversible. Both sides of a split do. The agreement judge must cry out.
 */
import { dpos, stateOf } from '../protocols/dpos.js';

const canary: typeof dpos = {
  ...dpos,
  name: 'dpos-counts-blocks',
  describe: 'Broken on purpose: delegated proof of stake in which blocks make a block irreversible, whoever made them',
  canaryOf: dpos.name,
  init: (_me, params) => stateOf(params, (makers) => makers.length),
};

export default canary;
