import { effectiveAlpha, revenueStandardError, selfishRevenue } from '../theory/selfish-mining.js';
import { stubbornYield } from '../theory/stubborn-mining.js';
import { attackOf } from './attacks.js';
import { isWhy } from './honest-mining.js';
import type { Prediction, Unpredicted } from './prediction.js';

interface Params {
  readonly strategy: {
    readonly kind: string;
    readonly lead?: boolean;
    readonly equalFork?: boolean;
    readonly trail?: number;
  };
  readonly gamma?: { readonly explicit: number } | { readonly delays: number } | undefined;
}

/** The share of the main chain that a strategy earns. */
function revenueOf({ strategy }: Params, gamma: number): ((alpha: number) => number) | Unpredicted {
  const { kind, lead = false, equalFork = false, trail = 0 } = strategy;
  if (kind === 'honest') return (alpha) => alpha;
  if (kind === 'sm1' || (kind === 'stubborn' && !lead && !equalFork && trail === 0)) {
    return (alpha) => selfishRevenue(alpha, gamma);
  }
  if (kind !== 'stubborn') return { why: `nothing is known of the strategy ${kind}` };
  if (trail > 1) return { why: 'the exact chain is of a trail of at most one' };
  const name = `${lead ? 'L' : ''}${equalFork ? 'F' : ''}${trail === 1 ? 'T1' : ''}`;
  return (alpha) => stubbornYield(alpha, gamma, name).revenue;
}

const attackerShare: Prediction = {
  name: 'attacker_share',
  describe:
    'Share of the main chain of one selfish or stubborn miner at its gamma, 0 where the network gives it none; natural forks are the error',
  source:
    'Eyal & Sirer, Majority is not Enough, FC 2014, equation 8; stubborn strategies: exact chain, Grunspan & Perez-Marco 2018; the error: Gervais et al., CCS 2016, section 3',
  predict(run) {
    const attack = attackOf<Params>(run, 'selfish-mining');
    if (!attack || isWhy(attack)) return attack;
    const { params, share, x } = attack;
    const { blocks_canonical: canonical, blocks_stale: stale } = run.columns;
    if (!(Number(canonical) >= 10)) return { why: 'fewer than 10 canonical blocks' };
    if (share <= 0 || share >= 0.5) return { why: 'the formula is of less than half of the power' };
    const gamma = !params.gamma ? 0 : 'explicit' in params.gamma ? params.gamma.explicit : params.gamma.delays;
    const revenue = revenueOf(params, gamma);
    if (isWhy(revenue)) return revenue;
    const made = run.faulty.reduce((sum, node) => sum + run.producers[node]!.canonical, 0);
    const expected = revenue(share);
    return {
      expected,
      measured: made / Number(canonical),
      standardError: revenueStandardError(Number(canonical) + Number(stale)),
      modelError: Math.abs(revenue(Math.min(0.499, effectiveAlpha(share, x / (1 + x)))) - expected),
    };
  },
};
export default attackerShare;
