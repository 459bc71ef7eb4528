/**
 * Ethereum's proof of work whose miners name an uncle as long as it is near enough, though a block before has named it, and
 * nobody minds: its miner is paid again and again. The validity judge must cry out.
 */
import { difficultyAt, ethereumPow, isUncle, observe } from '../protocols/ethereum-pow.js';

const canary: typeof ethereumPow = {
  ...ethereumPow,
  name: 'ethereum-uncles-twice',
  describe: 'Broken on purpose: Ethereum with uncles that are paid by every block that is near enough',
  canaryOf: ethereumPow.name,
  input: {
    ...ethereumPow.input!,
    mined(s, me) {
      const { blocks } = me;
      const height = blocks.height(s.tip) + 1;
      // Judged from its own height on, an uncle is always new.
      const references = [...(s.heard.get(height - 2) ?? []), ...(s.heard.get(height - 1) ?? [])]
        .filter((uncle) => isUncle(blocks, uncle, blocks.ancestor(s.tip, blocks.height(uncle)), s.params))
        .slice(0, s.params.mostUncles);
      const block = me.mint(s.tip, { work: difficultyAt(blocks, s.tip, me.now, s.params), references });
      observe(s, block, me);
      me.broadcast('block', { block });
    },
  },
  on: {
    ...ethereumPow.on,
    block: (s, m, _from, me) => observe(s, m.block, me),
  },
};

export default canary;
