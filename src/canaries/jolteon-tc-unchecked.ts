/**
 * Jolteon that votes for any block with a TC of the round before, whatever the TC says of newer certificates: a leader that
 * knows of none forks off below what was decided. The agreement judge must cry out.
 */
import { jolteon } from '../protocols/jolteon.js';

const canary: typeof jolteon = {
  ...jolteon,
  name: 'jolteon-tc-unchecked',
  describe:
    'Broken on purpose: Jolteon that does not compare the certificate of a block with those that its time-out certificate lists',
  canaryOf: jolteon.name,
  init(me, params) {
    const s = jolteon.init(me, params);
    return { ...s, rules: { ...s.rules, listed: false } };
  },
};

export default canary;
