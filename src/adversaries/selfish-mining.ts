/**
 * Selfish mining: a coalition of miners keeps its blocks back and publishes them as a strategy says, so that others' work is
 * wasted. This file says what a scenario may ask for; the same options hold at either level of detail.
 */
import { z } from 'zod';
import { honest, sm1, stubborn, type Strategy } from '../strategies/index.js';

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
  ])
  .describe('When it publishes');

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

/** The strategy that a scenario names. */
export function strategyOf(choice: StrategyChoice): Strategy {
  switch (choice.kind) {
    case 'honest':
      return honest;
    case 'sm1':
      return sm1;
    case 'stubborn':
      return stubborn(choice);
  }
}
