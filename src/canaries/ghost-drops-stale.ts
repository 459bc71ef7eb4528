/**
 * GHOST that neither keeps nor passes on what loses against its chain when it comes: nodes weigh different trees, and whoever
 * has dropped a block never follows the chain that is built on it. The agreement judge must cry out.
 */
import { ghost, observe } from '../protocols/ghost.js';

const canary: typeof ghost = {
  ...ghost,
  name: 'ghost-drops-stale',
  describe: 'Broken on purpose: GHOST that throws away the blocks off its chain',
  canaryOf: ghost.name,
  on: {
    ...ghost.on,
    block(s, m, from, me) {
      if (from === me.id) return;
      observe(s, m.block, me);
      if (s.tip !== m.block) me.refuse(m.block);
    },
  },
};

export default canary;
