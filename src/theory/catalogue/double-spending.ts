import {
  catchUpProbability,
  confirmationsFor,
  doubleSpendGivenTime,
  exactDoubleSpend,
  majorityCatchUpBlocks,
  nakamotoDoubleSpend,
  strictDoubleSpend,
} from '../double-spend.js';
import { featherForkSuccess, twoInARow } from '../feather-fork.js';
import { settlementBracket } from '../settlement-bracket.js';
import { GIVEN, type TheoryFunction } from './entry.js';

export const doubleSpending: readonly TheoryFunction[] = [
  {
    name: 'double-spend',
    describe:
      'Chance of a double spend after z confirmations: the exact race, the strict variant, Nakamoto’s approximation',
    source: 'Rosenfeld 2014; Grunspan & Pérez-Marco, Double Spend Races, 2018, theorem 2; Nakamoto 2008, section 11',
    parameters: { q: GIVEN, z: GIVEN, kappa: { default: null } },
    evaluate(args) {
      const [q, z] = [args.number('q'), args.number('z')];
      return {
        exact: exactDoubleSpend(q, z),
        strict: strictDoubleSpend(q, z),
        nakamoto: nakamotoDoubleSpend(q, z),
        ...(args.has('kappa') && { given_time: doubleSpendGivenTime(q, z, args.number('kappa')) }),
      };
    },
  },
  {
    name: 'confirmations',
    describe: 'Fewest confirmations at which a double spend succeeds with less than a chance',
    source: 'as double-spend',
    parameters: { q: GIVEN, risk: { default: 0.001 } },
    evaluate(args) {
      const [q, risk] = [args.number('q'), args.number('risk')];
      return {
        exact: confirmationsFor(q, risk, 'exact'),
        strict: confirmationsFor(q, risk, 'strict'),
        nakamoto: confirmationsFor(q, risk, 'nakamoto'),
      };
    },
  },
  {
    name: 'catch-up',
    describe: 'Chance to ever close a deficit, and mean number of mined blocks until a majority has',
    source: 'gambler’s ruin; Nakamoto 2008, section 11',
    parameters: { q: GIVEN, deficit: GIVEN },
    evaluate(args) {
      const [q, deficit] = [args.number('q'), args.number('deficit')];
      return {
        chance: catchUpProbability(q, deficit),
        mean_blocks: q > 0.5 ? majorityCatchUpBlocks(q, deficit) : null,
      };
    },
  },
  {
    name: 'settlement-bracket',
    describe: 'Bracket of the chance that k confirmations are undone when messages take up to a delay',
    source: 'Guo & Ren, Bitcoin’s Latency–Security Analysis Made Simple, AFT 2022, theorem 2',
    parameters: { alpha: GIVEN, interval: { default: 600 }, delay: GIVEN, k: GIVEN },
    evaluate: (args) => ({
      ...settlementBracket(args.number('alpha'), args.number('interval'), args.number('delay'), args.number('k')),
    }),
  },
  {
    name: 'feather-fork',
    describe: 'Chance to fork a block away that is one ahead, giving up when k behind',
    source: 'Miller, Feather-forks, Bitcoin forum 2013; gambler’s ruin between two barriers',
    parameters: { q: GIVEN, k: { default: null } },
    evaluate(args) {
      const q = args.number('q');
      return {
        ...(args.has('k') && { success: featherForkSuccess(q, args.number('k')) }),
        success_never_giving_up: featherForkSuccess(q, Infinity),
        two_in_a_row: twoInARow(q),
      };
    },
  },
];
