/**
 * TruDeC that counts votes and not voters, as in the published code, where votes are unsigned and repeated ones count again:
 * a voter's second vote passes for that of somebody who has not voted. A few who are cut off elect a leader by saying
 * everything twice. The agreement judge must cry out.
 */
import { trudec } from '../protocols/trudec.js';

const NOBODY = -1;

const canary: typeof trudec = {
  ...trudec,
  name: 'trudec-votes-again',
  describe: 'Broken on purpose: TruDeC in which repeated votes count again',
  canaryOf: trudec.name,
  on: {
    ...trudec.on,
    vote(s, m, from, me) {
      const { head, round, votes } = s.ballot;
      const again = m.head === head && m.round === round && votes[from] !== NOBODY;
      const free = votes.indexOf(NOBODY);
      trudec.on.vote(s, m, again && free >= 0 ? free : from, me);
    },
  },
};

export default canary;
