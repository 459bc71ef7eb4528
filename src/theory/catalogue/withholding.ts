import { byzantiumReward, flatReward, uncleRevenue, uncleThreshold } from '../ethereum-uncles.js';
import { optimalThreshold, optimalWithholding } from '../optimal-withholding.js';
import type { TieBreaking } from '../policy-table.js';
import {
  difficultyAdjustment,
  eclipsedAlpha,
  effectiveAlpha,
  gammaByDelays,
  selfishDelta,
  selfishRevenue,
  selfishStates,
  selfishThreshold,
  selfishThroughput,
} from '../selfish-mining.js';
import { stubbornYield } from '../stubborn-mining.js';
import { twoPoolsThreshold, twoSelfishPools } from '../two-pools.js';
import { GIVEN, type Arguments, type TheoryFunction } from './entry.js';

const EYAL_SIRER = 'Eyal & Sirer, Majority Is Not Enough, FC 2014, section 4';

/** Revenue of SM1 where another share of the power counts. */
const countedAs = (alpha: number, gamma: number) => ({
  alpha_counted: alpha,
  revenue: alpha < 0.5 ? selfishRevenue(alpha, gamma) : 1,
});

function optimal(args: Arguments) {
  return optimalWithholding(args.number('alpha'), args.number('gamma'), {
    ...(args.has('cut-off') && { cutOff: args.number('cut-off') }),
    tieBreaking: args.word('tie-breaking') as TieBreaking,
  });
}

const uncleReward = (args: Arguments) => (args.word('uncle-reward') === 'half' ? flatReward(0.5) : byzantiumReward);

export const withholding: readonly TheoryFunction[] = [
  {
    name: 'selfish-mining',
    describe: 'Share of the main chain of SM1, threshold, and main-chain blocks per mined block (1/δ)',
    source: `${EYAL_SIRER}; δ: Grunspan & Pérez-Marco 2018`,
    parameters: { alpha: GIVEN, gamma: GIVEN },
    evaluate(args) {
      const [alpha, gamma] = [args.number('alpha'), args.number('gamma')];
      return {
        revenue: selfishRevenue(alpha, gamma),
        threshold: selfishThreshold(gamma),
        throughput: selfishThroughput(alpha),
        delta: selfishDelta(alpha),
      };
    },
  },
  {
    name: 'selfish-states',
    describe: 'Chances of what a new block meets under SM1: no lead, a tie, a lead of 1, 2, 3, 4',
    source: EYAL_SIRER,
    parameters: { alpha: GIVEN },
    evaluate(args) {
      const { tie, lead } = selfishStates(args.number('alpha'), 4);
      return { lead_0: lead[0]!, tie, ...Object.fromEntries(lead.slice(1).map((p, i) => [`lead_${i + 1}`, p])) };
    },
  },
  {
    name: 'difficulty-adjustment',
    describe:
      'Earnings of SM1 per target interval before and after the first retarget, its loss, and when it breaks even',
    source: 'Grunspan & Pérez-Marco, On profitability of selfish mining, 2018, section 4',
    parameters: { alpha: GIVEN, gamma: GIVEN, epoch: { default: 2016 } },
    evaluate(args) {
      const found = difficultyAdjustment(args.number('alpha'), args.number('gamma'), args.number('epoch'));
      return {
        before: found.before,
        after: found.after,
        first_period_loss_blocks: found.firstPeriodLoss,
        break_even_intervals: Number.isFinite(found.breakEven) ? found.breakEven : null,
      };
    },
  },
  {
    name: 'stubborn-mining',
    describe: 'Share of the main chain, and throughput, of lead-, equal-fork- and trail-stubborn miners',
    source: 'Nayak, Kumar, Miller, Shi, Stubborn Mining, EuroS&P 2016, section 3, as an exact chain',
    parameters: { alpha: GIVEN, gamma: GIVEN, strategy: GIVEN },
    evaluate: (args) => ({ ...stubbornYield(args.number('alpha'), args.number('gamma'), args.word('strategy')) }),
  },
  {
    name: 'optimal-withholding',
    describe: 'Greatest share of the main chain that withholding earns; --out writes the policy for strategies to play',
    source:
      'Sapirshtein, Sompolinsky, Zohar, Optimal Selfish Mining Strategies in Bitcoin, FC 2016, by policy iteration',
    parameters: {
      alpha: GIVEN,
      gamma: GIVEN,
      'cut-off': { default: null },
      'tie-breaking': { default: 'first-seen' },
    },
    evaluate(args) {
      const { revenue, throughput } = optimal(args);
      return { revenue, throughput };
    },
    policy: (args) => optimal(args).policy,
  },
  {
    name: 'optimal-threshold',
    describe: 'Least share of power from which some withholding policy earns more than its share',
    source: 'as optimal-withholding',
    parameters: { gamma: GIVEN, 'tie-breaking': { default: 'first-seen' } },
    evaluate: (args) => ({
      threshold: optimalThreshold(args.number('gamma'), { tieBreaking: args.word('tie-breaking') as TieBreaking }),
    }),
  },
  {
    name: 'natural-forks-and-withholding',
    describe: 'SM1 where honest blocks go stale by themselves and the attacker’s do not',
    source: 'derived from Gervais et al., CCS 2016, section 3',
    parameters: { alpha: GIVEN, 'stale-rate': GIVEN, gamma: GIVEN },
    evaluate: (args) =>
      countedAs(effectiveAlpha(args.number('alpha'), args.number('stale-rate')), args.number('gamma')),
  },
  {
    name: 'eclipse',
    describe: 'SM1 with an eclipsed victim, whose blocks vanish',
    source: 'Nayak et al., EuroS&P 2016, section 5',
    parameters: { alpha: GIVEN, victim: GIVEN, gamma: GIVEN },
    evaluate: (args) =>
      countedAs(eclipsedAlpha(args.number('alpha'), args.number('victim'), 'destroyed'), args.number('gamma')),
  },
  {
    name: 'eclipse-colluding',
    describe: 'SM1 with an eclipsed victim, who mines for the attacker without knowing it',
    source: 'Nayak et al., EuroS&P 2016, section 5',
    parameters: { alpha: GIVEN, victim: GIVEN, gamma: GIVEN },
    evaluate: (args) =>
      countedAs(eclipsedAlpha(args.number('alpha'), args.number('victim'), 'colluding'), args.number('gamma')),
  },
  {
    name: 'gamma-by-delays',
    describe: 'Delays by which a network of single messages emulates γ',
    source: 'the model of the simulator CPR',
    parameters: { defenders: GIVEN, gamma: GIVEN, delay: { default: 1 } },
    evaluate(args) {
      const found = gammaByDelays(args.number('defenders'), args.number('gamma'), args.number('delay'));
      return { attacker_delay_uniform_upper: found.attackerDelay, hears_attacker_first: found.firstChance };
    },
  },
  {
    name: 'ethereum-uncles',
    describe: 'What a selfish pool earns where stale blocks are paid as uncles',
    source: 'Niu & Feng, Selfish Mining in Ethereum, ICDCS 2019, algorithm 1, as an exact chain',
    parameters: { alpha: GIVEN, gamma: { default: 0.5 }, 'uncle-reward': { default: 'byzantium' } },
    evaluate(args) {
      const found = uncleRevenue(args.number('alpha'), args.number('gamma'), uncleReward(args));
      return {
        per_main_block: found.perMainBlock,
        per_main_block_or_uncle: found.perCountedBlock,
        share_of_main_chain: found.mainChainShare,
        uncles_per_main_block: found.uncles,
      };
    },
  },
  {
    name: 'ethereum-uncles-threshold',
    describe: 'Least share from which a selfish pool gains where uncles are paid, by what the difficulty counts',
    source: 'as ethereum-uncles',
    parameters: { gamma: { default: 0.5 }, 'uncle-reward': { default: 'byzantium' } },
    evaluate: (args) => ({
      counting_main_blocks: uncleThreshold(args.number('gamma'), 'main', uncleReward(args)),
      counting_uncles_too: uncleThreshold(args.number('gamma'), 'main-and-uncles', uncleReward(args)),
    }),
  },
  {
    name: 'two-selfish-pools',
    describe: 'Shares of the main chain of two pools that play SM1 without knowing of each other, ties going evenly',
    source: 'Bai et al., A Deep Dive into Blockchain Selfish Mining, ICC 2019, as an exact chain',
    parameters: { m1: GIVEN, m2: GIVEN, 'cut-off': { default: 9 }, bystander: { default: 'first-seen' } },
    evaluate: (args) => ({
      ...twoSelfishPools(
        args.number('m1'),
        args.number('m2'),
        args.number('cut-off'),
        args.word('bystander') as TieBreaking,
      ),
    }),
  },
  {
    name: 'two-selfish-pools-threshold',
    describe: 'Least share of each of two equal selfish pools from which both gain',
    source: 'as two-selfish-pools; the paper prints 0.2148',
    parameters: { 'cut-off': { default: 8 }, bystander: { default: 'first-seen' } },
    evaluate: (args) => ({
      threshold: twoPoolsThreshold(args.number('cut-off'), args.word('bystander') as TieBreaking),
    }),
  },
];
