/** How the room computes the reference points about stake, committees and rewards: groups pos, bft, fair. */
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
} from '../../src/theory/committees.js';
import { binomial } from '../../src/theory/chances.js';
import {
  blockRewardVariance,
  frozenLots,
  fruitBound,
  grinding,
  praosLeads,
  praosSlots,
  proportionalChances,
  shareDeviation,
  singleLotteryChances,
  singleLotteryShare,
} from '../../src/theory/stake-lotteries.js';
import {
  compoundVariance,
  constantReward,
  fairFrom,
  geometricRewardVariance,
  robustFairness,
} from '../../src/theory/staked-rewards.js';
import type { Handler, Simulated } from './oracles.js';

const stake: readonly Handler[] = [
  {
    prefix: 'pos.const',
    compute({ initial_share: a, reward_over_initial_stake: w, blocks: n }) {
      const { variance, limitVariance, beta } = constantReward(a, w, n);
      return { mean_share: a, var_share: variance, var_limit: limitVariance, beta_limit: beta };
    },
  },
  {
    prefix: 'pos.geo',
    compute: ({ initial_share: a, total_reward_over_initial_stake: total, blocks: n }) => ({
      mean_share: a,
      var_share: geometricRewardVariance(a, total, n),
      var_share_constant_reward_same_total: constantReward(a, total / n, n).variance,
    }),
  },
  {
    prefix: 'pos.mlpos.robust',
    compute({ a, w, n, eps }) {
      const { staked, stakedLimit, independent, variance } = robustFairness(a, w, n, eps);
      return {
        P_within_mlpos: staked,
        P_within_pow: independent,
        P_within_mlpos_limit: stakedLimit,
        var_fraction: variance,
      };
    },
  },
  {
    prefix: 'pos.pow.robust',
    compute({ a, eps, delta }) {
      const { hoeffding, lastUnfair, stakedBound } = fairFrom(a, eps, delta);
      return {
        n_hoeffding: hoeffding,
        n_exact_binomial_always_fair_above: lastUnfair,
        mlpos_rhs_bound: stakedBound,
      };
    },
  },
  { prefix: 'pos.slpos.two', compute: ({ stakes }) => ({ P_small: singleLotteryChances(stakes)[0]! }) },
  { prefix: 'pos.slpos.multi', compute: ({ stakes }) => ({ P: singleLotteryChances(stakes) }) },
  {
    prefix: 'pos.slpos.meanfield',
    compute: ({ a0, total_stake_growth: growth }) => ({ share: singleLotteryShare(a0, growth) }),
  },
  { prefix: 'pos.fslpos', compute: ({ stakes }) => ({ P: proportionalChances(stakes) }) },
  {
    prefix: 'pos.cpos',
    compute: (p) => ({
      var_share: compoundVariance(
        p['a'],
        p['proposer_reward_w'],
        p['attester_inflation_v'],
        p['shards_P'],
        p['epochs'],
      ),
    }),
  },
  { prefix: 'pos.lots', compute: ({ stakes }) => ({ P: proportionalChances(stakes) }) },
  {
    prefix: 'pos.lots.frozen',
    // Six digits are recorded.
    tolerance: 5e-8,
    compute({ tokens, total }) {
      const { mean, deviation } = frozenLots(tokens, total);
      return { mean_P: mean, sd_P_across_seeds: deviation };
    },
  },
  {
    prefix: 'pos.grind',
    compute({ stake: s, tries }) {
      const { next, share } = grinding(s, tries);
      return { P_next_given_last: next, stationary_share: share };
    },
  },
  { prefix: 'pos.praos.phi', compute: ({ f, stake: s }) => ({ phi: praosLeads(f, s) }) },
  {
    prefix: 'pos.praos.slots',
    compute({ f }) {
      const [many, ten] = [praosSlots(f, Infinity), praosSlots(f, 10)];
      return {
        P_empty: many.empty,
        P_single_limit: many.single,
        P_multi_limit: many.several,
        P_single_10equal: ten.single,
        P_multi_10equal: ten.several,
      };
    },
  },
];

/** Ten digits are recorded, of whatever size. */
const relative = (expected: number) => 1e-6 * Math.abs(expected);

const committees: readonly Handler[] = [
  {
    prefix: 'bft.binomial',
    compute: ({ committee, byz_fraction: p, threshold }) => ({ P_at_least: binomialTail(committee, p, threshold) }),
  },
  {
    prefix: 'bft.poisson',
    compute: ({ expected_committee: mean, byz_fraction: p, threshold }) => ({
      P_at_least: poissonTail(mean * p, threshold),
    }),
  },
  {
    prefix: 'bft.hypergeom',
    compute({ N, byzantine, committee }) {
      const least = Math.floor((committee - 1) / 3) + 1;
      return {
        P_fail: hypergeometricFailure(N, byzantine, committee),
        P_fail_binomial_approx: binomialTail(committee, byzantine / N, least),
      };
    },
  },
  { prefix: 'bft.algorand', compute: ({ h, tau, T }) => ({ P_violation: algorandViolation(h, tau, T) }) },
  {
    prefix: 'bft.consecutive',
    compute: ({ p_honest_leader: p }) => ({ expected_slots: [1, 2, 3, 4, 5].map((k) => slotsUntilInARow(p, k)) }),
  },
  {
    prefix: 'bft.snow',
    tolerance: (_params, expected) => relative(expected),
    compute({ k, alpha, beta, share }) {
      const { quorum, queries } = snowballSampling(k, alpha, beta, share);
      return { P_quorum: quorum, expected_queries_to_beta: queries };
    },
  },
  {
    prefix: 'bft.randao.myopic',
    compute: ({ alpha, slots }) => ({
      gain_by_tail_k0_5: [0, 1, 2, 3, 4, 5].map((k) => randaoGain(alpha, k, slots)),
      one_step_expected_extra_slots: randaoOneStep(alpha, slots),
    }),
  },
  {
    prefix: 'bft.commit_reveal',
    compute: ({ p }) => ({ P_event_by_k: [0, 1, 2, 3, 4].map((k) => lastRevealer(p, k)) }),
  },
];

const rewards: readonly Handler[] = [
  {
    prefix: 'fair.bk.reward_var',
    compute({ alpha, k }) {
      const { votes, leader } = blockRewardVariance(alpha, k);
      return { var_share_constant_scheme: votes, var_share_block_scheme: leader };
    },
  },
  {
    prefix: 'fair.pow.share_se',
    compute: ({ h, n }) => {
      // The second moment of the binomial law, term by term.
      let squares = 0;
      for (let k = 0; k <= n; k++) squares += binomial(k, n, h) * (k / n - h) * (k / n - h);
      const deviation = shareDeviation(h, n);
      return { sd_of_share: Math.abs(Math.sqrt(squares) - deviation) < 1e-12 ? deviation : NaN };
    },
  },
  { prefix: 'fair.fruitchain', compute: ({ alpha }) => ({ max_fraction: fruitBound(alpha, 0) }) },
];

export const handlersOfStake: readonly Handler[] = [...stake, ...committees, ...rewards];

export const simulatedOfStake: readonly Simulated[] = [
  {
    prefix: 'bft.randao.optimal',
    where: 'nowhere: an optimum that a paper printed, above what one step of greed gains',
  },
];
