/**
 * B_k whose leaders fill up with votes that the chain has counted for the block before, and nobody minds: half of a block is votes
 * of the past. The validity judge must cry out.
 */
import { bk, consider, count, hashOf } from '../protocols/bk.js';

const canary: typeof bk = {
  ...bk,
  name: 'bk-votes-again',
  describe: 'Broken on purpose: parallel proof of work that counts the votes of the block before once more',
  canaryOf: bk.name,
  on: {
    ...bk.on,
    vote(s, m, _from, me) {
      count(s, m.vote, me);
      const { k } = s.params;
      const votes = [...(s.votes.get(s.tip) ?? [])];
      const hash = (vote: number) => hashOf(vote, me.genesisSeed);
      if (votes.length < Math.ceil(k / 2) || me.blocks.producer(votes[0]!) !== me.id) return;
      const references = [...votes, ...me.blocks.references(s.tip)].sort((a, b) => hash(a) - hash(b)).slice(0, k);
      const block = me.mint(s.tip, { work: 0, references });
      consider(s, block, me);
      me.broadcast('block', { block });
    },
    block: (s, m, _from, me) => consider(s, m.block, me),
  },
};

export default canary;
