/**
 * PoET in which the certificate of the shortest wait wins, whatever chain it ends, as one may read the specification: an old
 * block with a short wait, made public late, takes back what was long buried. The agreement judge must cry out.
 */
import { adopt, poet } from '../protocols/poet.js';

const canary: typeof poet = {
  ...poet,
  name: 'poet-shortest-wait',
  describe: 'Broken on purpose: PoET in which the block of the shortest wait wins, whatever stands below it',
  canaryOf: poet.name,
  on: {
    ...poet.on,
    block(s, m, _from, me) {
      const wait = (block: number): number => (block === 0 ? Infinity : me.blocks.header(block).duration);
      if (m.block !== s.tip && wait(m.block) < wait(s.tip)) adopt(s, m.block, me);
    },
  },
};

export default canary;
