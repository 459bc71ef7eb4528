/**
 * HotStuff whose nodes vote for any block that extends its certificate's block, whatever they are locked on: a leader who
 * has not heard of a decision has another one made. The agreement judge must cry out.
 */
import { hotstuff } from '../protocols/hotstuff.js';

const canary: typeof hotstuff = {
  ...hotstuff,
  name: 'hotstuff-no-lock',
  describe: 'Broken on purpose: HotStuff without the lock in its vote rule',
  canaryOf: hotstuff.name,
  init(me, params) {
    const s = hotstuff.init(me, params);
    return { ...s, rules: { ...s.rules, lock: false } };
  },
};

export default canary;
