/**
 * FruitChains whose miners put a fruit into every block that is near enough to the fruit's hang block, though the chain holds it
 * already, and nobody minds: its miner is paid again and again. The validity judge must cry out.
 */
import { follow, fruitchains, isRecent } from '../protocols/fruitchains.js';

const canary: typeof fruitchains = {
  ...fruitchains,
  name: 'fruitchains-twice',
  describe: 'Broken on purpose: FruitChains with fruits that every recent block may hold again',
  canaryOf: fruitchains.name,
  input: {
    ...fruitchains.input!,
    mined(s, me, puzzle) {
      if (puzzle === 'fruit') return fruitchains.input!.mined!(s, me, puzzle);
      const before = me.blocks.references(s.tip);
      const references = [...before, ...s.fruits.waiting].filter((fruit) =>
        isRecent(me.blocks, fruit, s.tip, s.params),
      );
      const block = me.mint(s.tip, { references });
      follow(s, block, me);
      me.broadcast('block', { block });
    },
  },
  on: {
    ...fruitchains.on,
    block(s, m, _from, me) {
      if (me.blocks.totalWork(m.block) > me.blocks.totalWork(s.tip)) follow(s, m.block, me);
    },
  },
};

export default canary;
