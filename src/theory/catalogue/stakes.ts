import {
  algorandViolation,
  binomialTail,
  hypergeometricFailure,
  lastRevealer,
  poissonTail,
  randaoGain,
  randaoOneStep,
  slotsUntilInARow,
  snowballSampling,
} from '../committees.js';
import { slotChain } from '../slot-chains.js';
import {
  blockRewardVariance,
  frozenLots,
  grinding,
  praosLeads,
  praosSlots,
  proportionalChances,
  singleLotteryChances,
  singleLotteryShare,
} from '../stake-lotteries.js';
import {
  compoundVariance,
  constantReward,
  fairFrom,
  geometricRewardVariance,
  robustFairness,
} from '../staked-rewards.js';
import { GIVEN, type TheoryFunction } from './entry.js';

const HUANG = 'Huang et al., Do the Rich Get Richer?, SIGMOD 2021';

/** A chance for each of a list, by number. */
const numbered = (name: string, chances: readonly number[]): Record<string, number> =>
  Object.fromEntries(chances.map((chance, i) => [`${name}_${i}`, chance]));

export const stakes: readonly TheoryFunction[] = [
  {
    name: 'staked-rewards',
    describe: 'Variance of a staker’s share when a constant reward is staked again: after n blocks and in the limit',
    source: 'Pólya’s urn; Fanti et al., Compounding of Wealth, FC 2019; Roşu & Saleh 2021',
    parameters: { share: GIVEN, reward: GIVEN, n: GIVEN },
    evaluate(args) {
      const [a, w, n] = [args.number('share'), args.number('reward'), args.number('n')];
      const { variance, limitVariance } = constantReward(a, w, n);
      const geometric = geometricRewardVariance(a, w * n, n);
      return { variance, limit_variance: limitVariance, geometric_reward_variance: geometric };
    },
  },
  {
    name: 'robust-fairness',
    describe: 'Chance that a staker’s share of the blocks lies within a part epsilon of its stake',
    source: HUANG,
    parameters: { share: GIVEN, reward: GIVEN, n: GIVEN, epsilon: { default: 0.1 } },
    evaluate(args) {
      const found = robustFairness(
        args.number('share'),
        args.number('reward'),
        args.number('n'),
        args.number('epsilon'),
      );
      return {
        staked_again: found.staked,
        staked_again_limit: found.stakedLimit,
        proof_of_work: found.independent,
        variance: found.variance,
      };
    },
  },
  {
    name: 'fair-from',
    describe: 'Blocks from which proof of work is fair: by Hoeffding’s bound, and the last number at which it is not',
    source: HUANG,
    parameters: { share: GIVEN, epsilon: { default: 0.1 }, risk: { default: 0.1 } },
    evaluate(args) {
      const { hoeffding, lastUnfair, stakedBound } = fairFrom(
        args.number('share'),
        args.number('epsilon'),
        args.number('risk'),
      );
      return { hoeffding, last_unfair: lastUnfair, staked_bound: stakedBound };
    },
  },
  {
    name: 'c-pos',
    describe: 'Variance of a share under C-PoS: a proposer reward over shards, and inflation to all',
    source: HUANG,
    parameters: { share: GIVEN, reward: GIVEN, inflation: GIVEN, shards: GIVEN, n: GIVEN },
    evaluate: (args) => ({
      variance: compoundVariance(
        args.number('share'),
        args.number('reward'),
        args.number('inflation'),
        args.number('shards'),
        args.number('n'),
      ),
    }),
  },
  {
    name: 'single-lottery',
    describe: 'Chances of stakers when the least U/stake wins (SL-PoS, NXT)',
    source: HUANG,
    parameters: { weights: GIVEN },
    evaluate: (args) => numbered('chance', singleLotteryChances(args.list('weights'))),
  },
  {
    name: 'single-lottery-share',
    describe: 'Share of a small staker under SL-PoS as total stake grows',
    source: `derived; ${HUANG}`,
    parameters: { share: GIVEN, growth: GIVEN },
    evaluate: (args) => ({ share: singleLotteryShare(args.number('share'), args.number('growth')) }),
  },
  {
    name: 'lots',
    describe: 'Chances of stakers with one lot for every coin: stake over total',
    source: 'all lots are alike',
    parameters: { weights: GIVEN },
    evaluate: (args) => numbered('chance', proportionalChances(args.list('weights'))),
  },
  {
    name: 'frozen-lots',
    describe: 'Mean and deviation over seeds of a staker’s chance when lots are drawn once',
    source: 'derived from random arcs of a circle',
    parameters: { coins: GIVEN, n: GIVEN },
    evaluate: (args) => ({ ...frozenLots(args.number('coins'), args.number('n')) }),
  },
  {
    name: 'grinding',
    describe: 'Chance of the next block, and long-run share, of a forger who tries several seeds',
    source: 'a chain of two states',
    parameters: { share: GIVEN, tries: GIVEN },
    evaluate: (args) => ({ ...grinding(args.number('share'), args.number('tries')) }),
  },
  {
    name: 'praos',
    describe: 'Chance to lead a slot, and chances that a slot has no leader, one, or several among many small stakes',
    source: 'David et al., Ouroboros Praos, Eurocrypt 2018',
    parameters: { active: { default: 0.05 }, share: GIVEN },
    evaluate: (args) => ({
      leads: praosLeads(args.number('active'), args.number('share')),
      ...praosSlots(args.number('active'), Infinity),
    }),
  },
  {
    name: 'praos-delay',
    describe:
      'Slots from a height to the next, and stale blocks, where a block is known from so many slots after it on',
    source: 'derived from the lottery of David et al., Ouroboros Praos, Eurocrypt 2018',
    parameters: { active: { default: 0.05 }, weights: GIVEN, 'delay-slots': GIVEN },
    evaluate: (args) => ({ ...slotChain(args.number('active'), args.list('weights'), args.number('delay-slots')) }),
  },
  {
    name: 'block-reward-variance',
    describe: 'Variance of a part of a block’s reward with k votes, all paid or the leader alone',
    source: 'Keller & Böhme, AFT 2022; the reward schemes of the simulator CPR',
    parameters: { share: GIVEN, k: GIVEN },
    evaluate: (args) => ({ ...blockRewardVariance(args.number('share'), args.number('k')) }),
  },
  {
    name: 'committee',
    describe: 'Chance of at least so many bad members: with replacement, and by private sortition',
    source: 'binomial and Poisson tails',
    parameters: { members: GIVEN, bad: GIVEN, least: GIVEN },
    evaluate(args) {
      const [members, bad, least] = [args.number('members'), args.number('bad'), args.number('least')];
      return { binomial: binomialTail(members, bad, least), poisson: poissonTail(members * bad, least) };
    },
  },
  {
    name: 'committee-of-nodes',
    describe: 'Chance that more than a third of a committee is bad, drawn from n nodes without replacement',
    source: 'Kokoris-Kogias et al., OmniLedger, S&P 2018; Zamani et al., RapidChain, CCS 2018',
    parameters: { n: GIVEN, 'bad-nodes': GIVEN, members: GIVEN },
    evaluate: (args) => ({
      failure: hypergeometricFailure(args.number('n'), args.number('bad-nodes'), args.number('members')),
    }),
  },
  {
    name: 'algorand-committee',
    describe: 'Chance that a committee of Algorand is no good',
    source: 'Gilad et al., Algorand, SOSP 2017, section 7.5',
    parameters: { honest: { default: 0.8 }, members: { default: 2000 }, threshold: { default: 0.685 } },
    evaluate: (args) => ({
      violation: algorandViolation(args.number('honest'), args.number('members'), args.number('threshold')),
    }),
  },
  {
    name: 'leaders-in-a-row',
    describe: 'Mean number of slots until k honest leaders in a row',
    source: 'runs of successes',
    parameters: { honest: GIVEN, k: GIVEN },
    evaluate: (args) => ({ slots: slotsUntilInARow(args.number('honest'), args.number('k')) }),
  },
  {
    name: 'snowball',
    describe: 'Chance of a quorum in one query of k nodes, and mean number of queries until beta in a row',
    source: 'Rocket et al., Scalable and Probabilistic Leaderless BFT Consensus through Metastability, 2019',
    parameters: { k: GIVEN, least: GIVEN, beta: GIVEN, share: GIVEN },
    evaluate: (args) => ({
      ...snowballSampling(args.number('k'), args.number('least'), args.number('beta'), args.number('share')),
    }),
  },
  {
    name: 'randao',
    describe: 'Slots gained by one step of greed: with a tail of k slots, and per epoch',
    source: 'derived; compare Alpturer & Weinberg, AFT 2024',
    parameters: { share: GIVEN, k: { default: 1 }, slots: { default: 32 } },
    evaluate: (args) => ({
      gain: randaoGain(args.number('share'), args.number('k'), args.number('slots')),
      per_epoch: randaoOneStep(args.number('share'), args.number('slots')),
    }),
  },
  {
    name: 'last-revealer',
    describe: 'Chance to bring an event about for whoever reveals last with k secrets',
    source: 'the best of 2^k outcomes',
    parameters: { chance: GIVEN, k: GIVEN },
    evaluate: (args) => ({ biased: lastRevealer(args.number('chance'), args.number('k')) }),
  },
];
