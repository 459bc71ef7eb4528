/**
 * Dolev–Strong broadcast that stops after f rounds: f liars show one node a value with all their signatures in the last
 * round, and nobody is left to pass it on. The agreement judge must cry out.
 */
import { dolevStrong } from '../protocols/dolev-strong.js';

const canary: typeof dolevStrong = {
  ...dolevStrong,
  name: 'dolev-strong-f-rounds',
  describe: 'Broken on purpose: Dolev–Strong broadcast in f rounds',
  canaryOf: dolevStrong.name,
  init: (me, params) => ({ ...dolevStrong.init(me, params), rounds: Math.max(1, me.f) }),
};

export default canary;
