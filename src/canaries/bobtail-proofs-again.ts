/**
 * Bobtail whose miners count the proofs of the block before once more, and nobody minds: low values come again for free, and
 * blocks come too soon. The validity judge must cry out.
 */
import { add, bobtail, follow, valueOf } from '../protocols/bobtail.js';

const canary: typeof bobtail = {
  ...bobtail,
  name: 'bobtail-proofs-again',
  describe: 'Broken on purpose: Bobtail that counts the proofs of the block before once more',
  canaryOf: bobtail.name,
  on: {
    ...bobtail.on,
    proof(s, m, _from, me) {
      add(s, m.proof, me);
      const { k } = s.params;
      if (me.blocks.producer(m.proof) !== me.id || me.blocks.parent(m.proof) !== s.tip) return;
      const value = (proof: number) => valueOf(proof, me.genesisSeed, k);
      const proofs = [m.proof, ...me.blocks.references(s.tip)].sort((a, b) => value(a) - value(b));
      if (proofs.length < k) return;
      const block = me.mint(s.tip, { work: 0, references: proofs.slice(0, k) });
      follow(s, block, me);
      me.broadcast('block', { block });
    },
    block(s, m, _from, me) {
      if (me.blocks.height(m.block) > me.blocks.height(s.tip)) follow(s, m.block, me);
    },
  },
};

export default canary;
