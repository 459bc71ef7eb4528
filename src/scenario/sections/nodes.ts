import { z } from 'zod';
import { QUOTA_RULES } from '../../network/quotas.js';
import { REGION_PRESETS } from '../../network/region-data.js';
import { WORLD_PRESETS } from '../presets.js';
import type { Registry } from '../families.js';
import { choiceOf } from './choice.js';
import { regionName } from './names.js';

export const nodeCount = () => z.int().min(1).max(1_000_000);

/** How many nodes there are, what they weigh and where they stand. */
export function nodesSchema(registry: Registry) {
  const shares = z
    .record(regionName(), z.number().min(0))
    .refine((byName) => Object.values(byName).some((share) => share > 0), {
      error: 'expected at least one region with a share above 0',
    });
  return z
    .strictObject({
      preset: z
        .enum(WORLD_PRESETS)
        .optional()
        .describe('Number, weights and regions of a published world; what is written beside it takes their place.'),
      count: nodeCount().describe('How many nodes, 1 to 1,000,000.'),
      weights: choiceOf(registry.weightDistributions)
        .prefault({ kind: 'equal' })
        .describe('Stake or hash power of each node.'),
      owners: z
        .record(z.string().min(1), z.array(z.int().min(0)).min(1))
        .optional()
        .describe(
          'Owner -> its nodes, by number: the columns owner_… count blocks by owner; other nodes own themselves.',
        ),
      regions: z
        .union([
          z
            .strictObject({
              preset: z.enum(REGION_PRESETS).describe('Shares of nodes as published.'),
              quotas: z
                .enum(QUOTA_RULES)
                .prefault('exact')
                .describe(
                  'Exact numbers by largest remainder, one too many in the first region as in SimBlock, or drawn.',
                ),
            })
            .describe('Published shares of six world regions.'),
          shares.describe('Region -> share of the nodes; shares are scaled to sum to 1.'),
        ])
        .prefault({ everywhere: 1 })
        .describe('Where the nodes stand; one region called everywhere by default.'),
    })
    .describe('How many nodes there are, what they weigh and where they stand.');
}
