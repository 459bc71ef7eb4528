/**
 * Chained HotStuff that takes three certified blocks in a row for a decision even if views between them failed: in those,
 * another chain may have grown as far. The agreement judge must cry out.
 */
import { hotstuffChained } from '../protocols/hotstuff-chained.js';

const canary: typeof hotstuffChained = {
  ...hotstuffChained,
  name: 'hotstuff-chained-any-views',
  describe: 'Broken on purpose: chained HotStuff that decides without consecutive views',
  canaryOf: hotstuffChained.name,
  init(me, params) {
    const s = hotstuffChained.init(me, params);
    return { ...s, rules: { ...s.rules, consecutive: false } };
  },
};

export default canary;
