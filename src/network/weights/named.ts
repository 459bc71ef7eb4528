import { z } from 'zod';
import type { WeightDistribution } from '../../contract.js';

const params = z.strictObject({
  shares: z
    .record(z.string().min(1), z.number().min(0))
    .describe('Name -> weight; the first nodes get these, in the order written. They need not sum to 1.'),
  rest: z.number().min(0).prefault(0).describe('Weight of each remaining node; those are named node-<id>.'),
});

const named: WeightDistribution<z.output<typeof params>> = {
  name: 'named',
  describe: 'Named nodes with given weights, such as mining pools; the rest share one weight.',
  params,
  weigh({ shares, rest }, n) {
    const given = Object.keys(shares);
    if (given.length > n) throw new Error(`weights named: ${given.length} shares are given for ${n} nodes`);
    const names = Array.from({ length: n }, (_, node) => given[node] ?? `node-${node}`);
    const weights = names.map((name, node) => (node < given.length ? shares[name]! : rest));
    if (!weights.some((weight) => weight > 0)) throw new Error('weights named: all weights are 0');
    for (let node = given.length; node < n; node++) {
      if (Object.hasOwn(shares, names[node]!)) {
        throw new Error(`weights named: the share "${names[node]}" has the name of node ${node}, which is not named`);
      }
    }
    return { weights, names };
  },
};
export default named;
