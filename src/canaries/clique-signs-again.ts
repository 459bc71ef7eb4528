/**
 * Clique without its SIGNER_LIMIT: a signer may sign one block after another. A minority that is cut off goes on for ever by
 * itself, and buries its blocks. The agreement judge must cry out.
 */
import { clique, stateOf } from '../protocols/clique.js';

const canary: typeof clique = {
  ...clique,
  name: 'clique-signs-again',
  describe: 'Broken on purpose: Clique in which a signer may sign one block after another',
  canaryOf: clique.name,
  init: (_me, params) => stateOf({ ...params, signerLimit: () => 1 }),
};

export default canary;
