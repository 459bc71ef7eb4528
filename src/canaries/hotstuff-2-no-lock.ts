/**
 * HotStuff-2 that votes for blocks whose certificate is older than its own lock: a leader that has heard of no lock forks off
 * below what was decided. The agreement judge must cry out.
 */
import { hotstuff2 } from '../protocols/hotstuff-2.js';

const canary: typeof hotstuff2 = {
  ...hotstuff2,
  name: 'hotstuff-2-no-lock',
  describe: 'Broken on purpose: HotStuff-2 that votes against its own lock',
  canaryOf: hotstuff2.name,
  init(me, params) {
    const s = hotstuff2.init(me, params);
    return { ...s, rules: { ...s.rules, lock: false } };
  },
};

export default canary;
