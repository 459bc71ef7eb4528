import { z } from 'zod';
import { positiveDuration } from '../../quantities.js';

const pooling = () =>
  z
    .strictObject({
      pools: z
        .array(
          z.strictObject({
            operator: z.int().min(0).describe('The node that makes the blocks which the members find.'),
            fee: z.number().min(0).lt(1).prefault(0).describe('Share of the rewards that the pool keeps.'),
          }),
        )
        .min(1)
        .refine((pools) => new Set(pools.map(({ operator }) => operator)).size === pools.length, {
          error: 'expected every operator once',
        })
        .describe('The pools; everybody else begins alone.'),
      riskAversion: z
        .number()
        .min(0)
        .describe('What a unit of variance of income costs, in units of its mean; both in block rewards.'),
      revision: positiveDuration().describe('Mean time between two revisions of one miner, at random times.'),
    })
    .describe('Miners join and leave pools: each goes where mean - riskAversion x variance of its income is greatest.');

const inflation = () =>
  z
    .union([
      z.strictObject({
        coins: z.number().gt(0).max(1e12).describe('New coins with every block, in units of weight.'),
      }),
      z.strictObject({
        rate: z.number().gt(0).max(1e6).describe('Growth of all coins in so many blocks, such as 0.05 a year.'),
        blocks: z.int().min(1).prefault(1).describe('Blocks of one period, such as 2628000 of 12 s a year.'),
      }),
    ])
    .describe('New coins for all holders in proportion to what they hold, beside the reward (C-PoS); none by default.');

const splits = () =>
  z
    .array(
      z.strictObject({
        owner: z.int().min(0).describe('The node that shows itself as several.'),
        identities: z.int().min(1).max(1_000_000).describe('As how many; its coins are spread evenly over them.'),
        cost: z
          .number()
          .min(0)
          .prefault(0)
          .describe('Coins that every identity costs, the first included; gone before the first block.'),
      }),
    )
    .min(1)
    .refine((owners) => new Set(owners.map(({ owner }) => owner)).size === owners.length, {
      error: 'expected every owner once',
    })
    .describe(
      'Sybil attack on the weight: owners who split their stake into several identities; counted as one owner.',
    );

/** Whether no node enters or leaves twice in a row, which would change nothing. */
function alternating(all: readonly { node: number; kind: string }[]): boolean {
  const last = new Map<number, string>();
  return all.every(({ node, kind }) => {
    if (kind === 'slash') return true;
    const before = last.get(node);
    last.set(node, kind);
    return before !== kind;
  });
}

const changes = () =>
  z
    .array(
      z
        .strictObject({
          block: z.int().min(1).describe('From the block after this one on.'),
          node: z.int().min(0).describe('Whose stake.'),
          kind: z
            .enum(['enter', 'leave', 'slash'])
            .describe('It counts in lotteries, counts no more, or a share of its coins is burnt.'),
          share: z.number().gt(0).max(1).optional().describe('Of its coins, where they are slashed.'),
        })
        .refine(({ kind, share }) => (kind === 'slash') === (share !== undefined), {
          error: 'expected share with slash, and with nothing else',
        })
        .transform(({ share = 0, ...change }) => ({ ...change, share })),
    )
    .min(1)
    .refine((all) => all.every(({ block }, index) => index === 0 || block >= all[index - 1]!.block), {
      error: 'expected changes in the order of their blocks',
    })
    .refine(alternating, {
      error: 'expected every node to enter only while it does not count, and leave while it does',
    })
    .describe('Validators that enter and leave, and stakes that are slashed; who enters first does not count before.');

const delegation = () =>
  z
    .strictObject({
      pools: z
        .array(
          z.strictObject({
            operator: z.int().min(0).describe('The node that makes the blocks.'),
            commission: z
              .number()
              .min(0)
              .lt(1)
              .prefault(0)
              .describe('Share of every reward that it keeps before the rest is shared by coins, its own among them.'),
          }),
        )
        .min(1)
        .refine((pools) => new Set(pools.map(({ operator }) => operator)).size === pools.length, {
          error: 'expected every operator once',
        })
        .describe('Everybody else with coins begins in one of them, drawn at random.'),
      solo: z
        .number()
        .gt(0)
        .optional()
        .describe('Coins at the start from which on a holder makes blocks itself; by default only operators do.'),
      saturation: z
        .number()
        .gt(0)
        .max(1)
        .optional()
        .describe('Share of all coins beyond which the coins of a pool count for nothing; no bound by default.'),
      revisionBlocks: z
        .int()
        .min(1)
        .optional()
        .describe(
          'Blocks from one delegator, drawn at random, moving to where a coin earns most to the next; never by default.',
        ),
    })
    .describe(
      'Holders delegate to pools, who make blocks by all coins of theirs together and share what they are paid.',
    );

export const economySchema = () =>
  z
    .strictObject({
      reward: z
        .number()
        .min(0)
        .max(1e12)
        .prefault(0)
        .describe('New coins of a canonical block, in units of weight, paid out by the rule of the protocol.'),
      halving: z
        .strictObject({ blocks: z.int().min(1).describe('Blocks between two halvings, such as 210000.') })
        .optional()
        .describe('The reward is halved at every height that is a multiple of so many blocks; never by default.'),
      geometric: z
        .strictObject({
          total: z.number().gt(0).max(1e9).describe('All rewards together, over all coins at genesis.'),
          blocks: z.int().min(1).describe('Blocks that share them; later ones bring nothing.'),
        })
        .optional()
        .describe('In place of reward: every block brings the same part of all coins (Fanti et al., FC 2019).'),
      inflation: inflation().optional(),
      spending: z
        .strictObject({
          rate: z.number().gt(0).lt(1).describe('Part of their coins that holders spend on fees with every block.'),
          by: z
            .array(z.int().min(0))
            .min(1)
            .refine((nodes) => new Set(nodes).size === nodes.length, { error: 'expected every node once' })
            .optional()
            .describe('The nodes whose users spend; all by default.'),
        })
        .optional()
        .describe('Fees that move stake: from those who spend to whoever makes the block; they do not by default.'),
      compound: z
        .boolean()
        .prefault(false)
        .describe('Whether new coins add to the weight of whom they are paid to; fees never do.'),
      stakeWeight: z
        .enum(['linear', 'sqrt', 'log'])
        .optional()
        .describe('How coins s count in lotteries: s, the square root, or ln(1 + s); linear by default.'),
      slashing: z
        .strictObject({
          share: z.number().gt(0).max(1).describe('Share of its coins that a node loses with each proof.'),
        })
        .optional()
        .describe('What it costs to be proven guilty by a block, of two blocks in one slot; nothing by default.'),
      splits: splits().optional(),
      changes: changes().optional(),
      delegation: delegation().optional(),
      pooling: pooling().optional(),
    })
    .refine(({ compound, pooling: pools }) => !(compound && pools), {
      error: 'expected either compound or pooling: who mines for a pool is paid by it, and buys no power of its own',
    })
    .refine(({ geometric, reward, halving }) => !geometric || (reward === 0 && !halving), {
      error: 'expected either geometric, or reward with or without halving',
    })
    .refine(({ halving, reward }) => !halving || reward > 0, { error: 'expected a reward above 0 to be halved' })
    .describe('Rewards, and how coins count.');
