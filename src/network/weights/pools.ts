import { z } from 'zod';
import type { WeightDistribution } from '../../contract.js';
import { POOL_PRESETS, POOLS, type PoolPreset } from '../gervais-data.js';

const params = z
  .strictObject({
    preset: z.enum(POOL_PRESETS).optional().describe('Pools with regions as in Gervais et al., CCS 2016.'),
    pools: z
      .array(
        z.strictObject({
          share: z.number().min(0).describe('Weight; shares need not sum to 1.'),
          region: z.string().min(1).describe('Where it stands: one of the regions of the nodes.'),
        }),
      )
      .min(1)
      .optional()
      .describe('Own pools, one node each from node 0 on.'),
    repeat: z
      .int()
      .min(1)
      .prefault(1)
      .describe('So many times the whole list, each with its part of the weight: more pools that are smaller.'),
  })
  .refine(({ preset, pools }) => (preset === undefined) !== (pools === undefined), {
    error: 'expected either a preset or pools',
  });
type Params = z.output<typeof params>;

const pools: WeightDistribution<Params> = {
  name: 'pools',
  describe: 'Mining pools that stand in given regions hold all the weight; the rest of the nodes have none.',
  params,
  weigh({ preset, pools: own, repeat }, n) {
    const list = own ?? listOf(preset!);
    const count = list.length * repeat;
    if (count > n) throw new Error(`weights pools: ${count} pools are given for ${n} nodes`);
    if (!list.some(({ share }) => share > 0)) throw new Error('weights pools: all shares are 0');
    const pool = (node: number) => list[node % list.length]!;
    return {
      weights: Array.from({ length: n }, (_, node) => (node < count ? pool(node).share / repeat : 0)),
      names: Array.from({ length: n }, (_, node) => (node < count ? `pool-${node}` : `node-${node}`)),
      regions: Array.from({ length: count }, (_, node) => pool(node).region),
    };
  },
};
export default pools;

function listOf(preset: PoolPreset): { readonly share: number; readonly region: string }[] {
  return POOLS[preset].map(([share, region]) => ({ share, region }));
}
