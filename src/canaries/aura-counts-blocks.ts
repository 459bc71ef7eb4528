/**
 * Aura that counts the blocks on top of a block instead of their authors, so that a few who sign again and again make anything
 * final. Both sides of a split do. The agreement judge must cry out.
 */
import { aura, stateOf } from '../protocols/aura.js';

const canary: typeof aura = {
  ...aura,
  name: 'aura-counts-blocks',
  describe: 'Broken on purpose: Aura in which blocks make a block final, whoever signed them',
  canaryOf: aura.name,
  init: (_me, params) => stateOf(params, (authors) => authors.length),
};

export default canary;
