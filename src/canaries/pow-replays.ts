/**
 * Proof of work whose miners put what the last block confirmed into the next one again, and nobody minds. The validity judge must
 * cry out.
 */
import { pow, reorganise } from '../protocols/pow.js';

const canary: typeof pow = {
  ...pow,
  name: 'pow-replays',
  describe: 'Broken on purpose: proof of work that confirms a transaction again and again',
  canaryOf: pow.name,
  input: {
    ...pow.input!,
    mined(s, me) {
      const contents = me.blocks.contents(s.tip).length > 0 ? me.blocks.contents(s.tip) : s.pool.oldest(1);
      const block = me.mint(s.tip, { contents });
      reorganise(s, block, me);
      me.broadcast('block', { block });
    },
  },
  on: {
    ...pow.on,
    block(s, m, _from, me) {
      if (me.blocks.totalWork(m.block) > me.blocks.totalWork(s.tip)) reorganise(s, m.block, me);
    },
  },
};

export default canary;
