/**
 * Jolteon that commits a certified block whose child is certified, in whatever rounds: a rival of a round in between may
 * have been certified as well, and find a child of its own. The agreement judge must cry out.
 */
import { jolteon } from '../protocols/jolteon.js';

const canary: typeof jolteon = {
  ...jolteon,
  name: 'jolteon-any-rounds',
  describe: 'Broken on purpose: Jolteon whose two certified blocks need not be of consecutive rounds',
  canaryOf: jolteon.name,
  init(me, params) {
    const s = jolteon.init(me, params);
    return { ...s, rules: { ...s.rules, consecutive: false } };
  },
};

export default canary;
