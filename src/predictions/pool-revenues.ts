/** What block withholding between pools earns. */
import { oneSidedWithholding } from '../theory/pool-attacks.js';
import { attackOf, shareOf } from './attacks.js';
import { isWhy } from './honest-mining.js';
import type { Prediction } from './prediction.js';

interface Params {
  readonly pool: readonly number[];
  readonly into: readonly number[];
}

/** Shares of the power: of both pools, and of the miners that the first sends into the second. */
interface Pools {
  readonly m1: number;
  readonly m2: number;
  readonly x: number;
}

function revenue(
  name: string,
  describe: string,
  of: (pools: Pools) => { expected: number; perOwn: number; perOther: number },
): Prediction {
  return {
    name,
    describe,
    source: "Eyal, The Miner's Dilemma, S&P 2015, section 4",
    predict(run) {
      const attack = attackOf<Params>(run, 'pool-withholding');
      if (!attack || isWhy(attack)) return attack;
      const { params, share: x } = attack;
      const blocks = Number(run.columns['blocks_canonical']);
      const measured = run.columns[name];
      if (typeof measured !== 'number') return { why: 'no block became canonical' };
      const m2 = shareOf(run, params.into);
      const { expected, perOwn, perOther } = of({ m1: x + shareOf(run, params.pool), m2, x });
      // The blocks of both pools are multinomial.
      const [own, other] = [shareOf(run, params.pool) / (1 - x), m2 / (1 - x)];
      const variance = perOwn * perOwn * own * (1 - own) + perOther * perOther * other * (1 - other);
      const standardError = Math.sqrt((variance - 2 * perOwn * perOther * own * other) / blocks);
      // Delay favours who has more of the power than others, to first order by this much.
      return { expected, measured, standardError, modelError: 2 * attack.x * expected };
    },
  };
}

export const poolAttackerRevenue = revenue(
  'pool_attacker_revenue',
  'Revenue per power of the pool that sends x of its m₁ into another of m₂: r₁ = [(m₁ − x)/(1 − x) + x r₂]/m₁',
  ({ m1, m2, x }) => ({
    expected: oneSidedWithholding(m1, m2, x).attacker,
    perOwn: 1 / m1,
    perOther: x / ((m2 + x) * m1),
  }),
);

export const poolVictimRevenue = revenue(
  'pool_victim_revenue',
  'Revenue per power of the pool that is joined: r₂ = m₂/((1 − x)(m₂ + x))',
  ({ m1, m2, x }) => ({ expected: oneSidedWithholding(m1, m2, x).victim, perOwn: 0, perOther: 1 / (m2 + x) }),
);
