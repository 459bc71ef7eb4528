/**
 * GHOST that weighs a fork by the length of its longest chain: blocks off the main chain add nothing, and where blocks come as fast
 * as messages travel a secret chain of less than half of the power is the longest. The agreement judge must cry out.
 */
import { ghost } from '../protocols/ghost.js';

const canary: typeof ghost = {
  ...ghost,
  name: 'ghost-by-length',
  describe: 'Broken on purpose: GHOST that weighs chains instead of subtrees',
  canaryOf: ghost.name,
  on: {
    ...ghost.on,
    block(s, m, _from, me) {
      if (me.blocks.totalWork(m.block) <= me.blocks.totalWork(s.tip)) return;
      s.pool.follow(me.blocks, s.tip, m.block);
      s.tip = m.block;
      me.adopt(m.block);
    },
  },
  input: {
    ...ghost.input!,
    mined(s, me) {
      const block = me.mint(s.tip);
      s.tip = block;
      me.adopt(block);
      me.broadcast('block', { block });
    },
  },
};

export default canary;
