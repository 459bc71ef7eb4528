/**
 * Aura whose blocks are final as soon as they are signed, and not when a majority has signed on top. An authority that signs
 * twice in its step makes two of them final. The agreement judge must cry out.
 */
import { aura, stateOf } from '../protocols/aura.js';

const canary: typeof aura = {
  ...aura,
  name: 'aura-final-at-once',
  describe: 'Broken on purpose: Aura whose blocks are final as soon as they are signed',
  canaryOf: aura.name,
  init: (_me, params) => stateOf(params, () => Infinity),
};

export default canary;
