/**
 * HotStuff whose nodes drop their lock when they enter a view: within a view it binds nobody, for there they vote only once.
 * The agreement judge must cry out.
 */
import { hotstuff } from '../protocols/hotstuff.js';

const canary: typeof hotstuff = {
  ...hotstuff,
  name: 'hotstuff-forgets-lock',
  describe: 'Broken on purpose: HotStuff whose locks end with their view',
  canaryOf: hotstuff.name,
  init(me, params) {
    const s = hotstuff.init(me, params);
    return { ...s, rules: { ...s.rules, keepsLock: false } };
  },
};

export default canary;
