/**
 * TruDeC whose election binds nobody, as in the published code, where any puzzle solution is a block: whoever has a
 * transaction makes one at the end of the vote window, and all accept it. Both sides of a partition go on. The agreement
 * judge must cry out.
 */
import { adopt, isBetter, solve, trudec } from '../protocols/trudec.js';

const canary: typeof trudec = {
  ...trudec,
  name: 'trudec-unchecked-election',
  describe: 'Broken on purpose: TruDeC in which nobody need be elected to make a block',
  canaryOf: trudec.name,
  on: {
    ...trudec.on,
    block(s, m, _from, me) {
      if (isBetter(m.block, s.tip, me)) adopt(s, m.block, me);
    },
  },
  timeout: {
    ...trudec.timeout!,
    window(s, _key, me) {
      if (s.solving || !s.pool.bySender.has(me.id)) return;
      s.solving = { round: s.ballot.round, votes: s.ballot.votes.slice() };
      solve(s, me);
    },
  },
};

export default canary;
