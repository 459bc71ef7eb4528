/**
 * Tendermint whose nodes prevote whatever is proposed, locked or not: a value that one node has decided and that two more are
 * locked on is replaced in the next round. The agreement judge must cry out.
 */
import { tendermint } from '../protocols/tendermint.js';

const canary: typeof tendermint = {
  ...tendermint,
  name: 'tendermint-no-lock',
  describe: 'Broken on purpose: Tendermint whose locks bind nobody',
  canaryOf: tendermint.name,
  init: (me, params) => Object.assign(tendermint.init(me, params), { isFree: () => true }),
};

export default canary;
