/**
 * Jolteon that still votes in a round which it has given up: so a block is certified, and its parent decided, beside a TC
 * that knows nothing of either. The agreement judge must cry out.
 */
import { jolteon } from '../protocols/jolteon.js';

const canary: typeof jolteon = {
  ...jolteon,
  name: 'jolteon-votes-after-timeout',
  describe: 'Broken on purpose: Jolteon that votes in rounds that it has given up',
  canaryOf: jolteon.name,
  init(me, params) {
    const s = jolteon.init(me, params);
    return { ...s, rules: { ...s.rules, silenced: false } };
  },
};

export default canary;
