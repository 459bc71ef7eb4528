/**
 * Snowman whose count of successes survives failed polls: the two halves of a split network, each a bare half of the stake,
 * find β lucky polls in the end and go on alone. The agreement judge must cry out.
 */
import { snowman } from '../protocols/snowman.js';

const canary: typeof snowman = {
  ...snowman,
  name: 'snowman-never-starts-again',
  describe: 'Broken on purpose: Snowman whose failed polls leave the count of successes as it is',
  canaryOf: snowman.name,
  init: (me, params) => ({ ...snowman.init(me, params), rules: { startsAgain: false } }),
};

export default canary;
