import { bobtailIntervalCv2, medianInterval, noBlockProbability, parallelIntervalCv2 } from '../block-intervals.js';
import { floodToAll, floodToOne } from '../flooding.js';
import {
  deckerWattenhofer,
  effectiveDelay,
  firstOrderFairness,
  infinitesimalMiners,
  meshStale,
  rivalProbability,
  twoMiners,
} from '../natural-forks.js';
import { bestInfiltration, oneSidedWithholding, withholdingEquilibrium } from '../pool-attacks.js';
import { retargetBias } from '../retarget.js';
import {
  chainQualityBound,
  GHOST_THRESHOLD,
  lonerThreshold,
  longestChainThreshold,
  NOTHING_AT_STAKE_THRESHOLD,
  nothingAtStakeDepth,
} from '../security-thresholds.js';
import { GIVEN, type TheoryFunction } from './entry.js';

export const chains: readonly TheoryFunction[] = [
  {
    name: 'natural-forks',
    describe: 'Growth and stale share of a chain of infinitely many honest miners with one delay',
    source: 'Sompolinsky & Zohar, FC 2015, section 4',
    parameters: { x: GIVEN },
    evaluate: (args) => ({ ...infinitesimalMiners(args.number('x')), rival: rivalProbability(args.number('x')) }),
  },
  {
    name: 'two-miners',
    describe: 'Growth and stale share of a chain of two honest miners',
    source: 'Sompolinsky & Zohar, FC 2015, section 4',
    parameters: { share: GIVEN, x: GIVEN },
    evaluate: (args) => ({ ...twoMiners(args.number('share'), args.number('x')) }),
  },
  {
    name: 'mesh-stale',
    describe: 'Stale share among honest miners on a full mesh, (1 − HHI) x/(1 + x)',
    source: 'an interpolation between two miners and infinitely many, held against simulation',
    parameters: { weights: GIVEN, x: GIVEN },
    evaluate: (args) => ({ stale: meshStale(args.list('weights'), args.number('x')) }),
  },
  {
    name: 'delay-fairness',
    describe: 'Own stale share and relative advantage of one honest miner on a full mesh, to first order',
    source: 'derived from pairwise conflicts of first-seen miners',
    parameters: { weights: GIVEN, miner: GIVEN, x: GIVEN },
    evaluate(args) {
      const found = firstOrderFairness(args.list('weights'), args.number('miner'), args.number('x'));
      return { own_stale: found.ownStale, relative_advantage: found.relativeAdvantage };
    },
  },
  {
    name: 'fork-probability',
    describe: 'Chance of a fork from how long hash power stays unaware of a block, in seconds',
    source: 'Decker & Wattenhofer, P2P 2013, section IV',
    parameters: { interval: { default: 600 }, unaware: GIVEN },
    evaluate: (args) => ({ fork: deckerWattenhofer(args.number('interval'), args.number('unaware')) }),
  },
  {
    name: 'effective-delay',
    describe: 'The delay that explains a stale rate',
    source: 'Sompolinsky & Zohar, FC 2015, section 4, solved for the delay',
    parameters: { interval: { default: 600 }, 'stale-rate': GIVEN },
    evaluate: (args) => ({ delay: effectiveDelay(args.number('stale-rate'), args.number('interval')) }),
  },
  {
    name: 'security-threshold',
    describe: 'Up to which share of an adversary a chain is secure: longest chain, older bound, GHOST',
    source: 'Dembo et al. and Gaži, Kiayias, Russell, CCS 2020; Ren 2019; Sompolinsky & Zohar, FC 2015, section 6',
    parameters: { x: GIVEN },
    evaluate(args) {
      const longest = longestChainThreshold(args.number('x'));
      return {
        longest_chain: longest,
        loner_bound: lonerThreshold(args.number('x')),
        ghost_private_attack: GHOST_THRESHOLD,
        chain_quality_at_threshold: chainQualityBound(longest),
      };
    },
  },
  {
    name: 'nothing-at-stake',
    describe:
      'Mean depth of a tree in which every block is extended at a rate, and the threshold of longest-chain stake',
    source: 'Dembo et al., CCS 2020',
    parameters: { rate: { default: 1 }, time: GIVEN },
    evaluate: (args) => ({
      depth: nothingAtStakeDepth(args.number('rate'), args.number('time')),
      threshold: NOTHING_AT_STAKE_THRESHOLD,
    }),
  },
  {
    name: 'block-interval',
    describe: 'Chance of no block within a time, and the median interval',
    source: 'the memoryless race',
    parameters: { interval: { default: 600 }, time: GIVEN },
    evaluate: (args) => ({
      no_block: noBlockProbability(args.number('interval'), args.number('time')),
      median: medianInterval(args.number('interval')),
    }),
  },
  {
    name: 'parallel-puzzles',
    describe: 'Squared coefficient of variation of the interval when a block needs k puzzles, or the k lowest hashes',
    source: 'Keller & Böhme, AFT 2022; Bissias & Levine, Bobtail, NDSS 2020',
    parameters: { k: GIVEN },
    evaluate: (args) => ({
      parallel: parallelIntervalCv2(args.number('k')),
      bobtail: bobtailIntervalCv2(args.number('k')),
    }),
  },
  {
    name: 'retarget',
    describe: 'Mean interval over the target when a retarget after n blocks measures some intervals',
    source: 'derived from the Gamma law of an epoch',
    parameters: { epoch: { default: 2016 }, measured: { default: null } },
    evaluate(args) {
      const epoch = args.number('epoch');
      const measured = args.has('measured') ? args.number('measured') : epoch - 1;
      return { measured_used: measured, over_target: retargetBias(epoch, measured) };
    },
  },
  {
    name: 'flooding',
    describe: 'Mean time until all, and until a random one, of n nodes know, links being exponential with mean 1',
    source: 'Janson 1999',
    parameters: { n: GIVEN },
    evaluate: (args) => ({ to_all: floodToAll(args.number('n')), to_random: floodToOne(args.number('n')) }),
  },
  {
    name: 'block-withholding',
    describe: 'Revenue densities when one pool sends power into another and hands no blocks in',
    source: 'Eyal, The Miner’s Dilemma, S&P 2015, section 4',
    parameters: { m1: GIVEN, m2: GIVEN, infiltration: { default: null } },
    evaluate(args) {
      const [m1, m2] = [args.number('m1'), args.number('m2')];
      const x = args.has('infiltration') ? args.number('infiltration') : bestInfiltration(m1, m2);
      return { infiltration_used: x, ...oneSidedWithholding(m1, m2, x) };
    },
  },
  {
    name: 'withholding-equilibrium',
    describe: 'Infiltrations of two pools where neither gains by another, and their revenue densities',
    source: 'Eyal, The Miner’s Dilemma, S&P 2015, section 5',
    parameters: { m1: GIVEN, m2: GIVEN },
    evaluate: (args) => ({ ...withholdingEquilibrium(args.number('m1'), args.number('m2')) }),
  },
];
