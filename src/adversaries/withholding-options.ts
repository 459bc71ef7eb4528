/** What a scenario may ask of a selfish miner, at either level of detail. */
import { z } from 'zod';
import { honest, sm1, stubborn, tabled, type Strategy } from '../strategies/index.js';
import { optimalWithholding } from '../theory/optimal-withholding.js';
import { policyTableFrom } from '../theory/policy-table.js';

const strategy = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('honest') }).describe('Publishes at once.'),
    z.strictObject({ kind: z.literal('sm1') }).describe('Eyal & Sirer 2014, Algorithm 1.'),
    z
      .strictObject({
        kind: z.literal('stubborn'),
        lead: z.boolean().default(false).describe('L: when the lead falls to one, match only'),
        equalFork: z.boolean().default(false).describe('F: keep a block found during a tie'),
        trail: z.int().min(0).max(1000).default(0).describe('T: go on while at most so many blocks behind'),
      })
      .describe('Nayak et al. 2016: any union of lead, equal-fork and trail stubbornness.'),
    z
      .strictObject({
        kind: z.literal('optimal'),
        cutOff: z.int().min(2).max(200).default(80).describe('Longest branch that is reckoned with'),
      })
      .describe(
        'Sapirshtein, Sompolinsky, Zohar 2016: what earns most, solved for its share of the power and its gamma.',
      ),
    z
      .strictObject({
        kind: z.literal('table'),
        policy: z
          .union([z.string(), z.record(z.string(), z.unknown())])
          .superRefine((policy, context) => {
            const lack = lackOf(policy);
            if (lack !== undefined) context.addIssue(lack);
          })
          .describe('A policy as `consensim theory` writes it: the path of its JSON file, or the policy itself'),
      })
      .describe('Follows a policy that is written down state by state.'),
  ])
  .describe('When it publishes');

/** What is wrong with a policy. A path says nothing of what is in its file, which is read before this is asked. */
function lackOf(policy: unknown): string | undefined {
  if (typeof policy === 'string')
    return 'expected a policy; only a scenario that is read from a file can name one by path';
  try {
    policyTableFrom(policy);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const gamma = z
  .union([
    z.strictObject({
      explicit: z.number().min(0).max(1).describe('Probability that an honest block found in a tie extends its branch'),
    }),
    z.strictObject({
      delays: z
        .number()
        .gt(0)
        .lt(1)
        .describe('The same made by delays: everyone reaches it at once, its blocks reach the others after U(0, d)'),
    }),
  ])
  .describe('How ties are decided; absent: by the network as it is');

/** Options of selfish mining; put into a zod object by the behaviour. */
export const selfishMiningShape = {
  strategy: strategy.default({ kind: 'sm1' }),
  gamma: gamma.optional(),
};

export type StrategyChoice = z.output<typeof strategy>;
export type GammaChoice = z.output<typeof gamma>;
export interface SelfishMiningParams {
  readonly strategy: StrategyChoice;
  readonly gamma?: GammaChoice | undefined;
}

/** @throws when the strategy is to be solved, and has no gamma, or half of the power and more */
export function requireSolvable({ strategy: { kind }, gamma: ties }: SelfishMiningParams, share: number): void {
  if (kind !== 'optimal') return;
  if (!ties) throw new Error('expected a gamma, for which an optimal strategy is solved');
  if (!(share < 0.5))
    throw new Error(
      `expected less than half of the power, found ${Number(share.toPrecision(6))}: an optimal strategy is solved for less`,
    );
}

/** The seeds of a scenario ask for the same solution, which takes longer than many a run. */
const solutions = new Map<string, Strategy>();
const MOST_SOLUTIONS = 64;

function solved(share: number, chance: number, cutOff: number): Strategy {
  const name = `${share} ${chance} ${cutOff}`;
  let strategy = solutions.get(name);
  if (!strategy) {
    strategy = tabled('optimal', optimalWithholding(share, chance, { cutOff }).policy);
    if (solutions.size === MOST_SOLUTIONS) solutions.clear();
    solutions.set(name, strategy);
  }
  return strategy;
}

/**
 * The strategy that a scenario names.
 * @param share of the hash power that the coalition has
 * @throws for a policy that is none, and for one that cannot be solved
 */
export function strategyOf(params: SelfishMiningParams, share: number): Strategy {
  const { strategy: choice, gamma: ties } = params;
  switch (choice.kind) {
    case 'honest':
      return honest;
    case 'sm1':
      return sm1;
    case 'stubborn':
      return stubborn(choice);
    case 'optimal': {
      requireSolvable(params, share);
      const chance = 'explicit' in ties! ? ties.explicit : ties!.delays;
      return solved(share, chance, choice.cutOff);
    }
    case 'table':
      return tabled('table', policyTableFrom(choice.policy));
  }
}
