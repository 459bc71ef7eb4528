/** What theory says of a coalition that keeps its blocks back, by the options of the behaviour `selfish-mining`. */
import { optimalWithholding, policyYield } from '../theory/optimal-withholding.js';
import { policyTableFrom } from '../theory/policy-table.js';
import { stubbornYield } from '../theory/stubborn-mining.js';
import type { Yield } from '../theory/withholding-model.js';
import { attackOf, type Attack } from './attacks.js';
import { isWhy } from './honest-mining.js';
import type { FinishedRun, Unpredicted } from './prediction.js';

interface Params {
  readonly strategy:
    | { readonly kind: 'honest' | 'sm1' }
    | { readonly kind: 'stubborn'; readonly lead: boolean; readonly equalFork: boolean; readonly trail: number }
    | { readonly kind: 'optimal'; readonly cutOff: number }
    | { readonly kind: 'table'; readonly policy: unknown };
  readonly gamma?: { readonly explicit: number } | { readonly delays: number } | undefined;
}

/** What a strategy comes to in its model. */
function yieldOf(strategy: Params['strategy'], share: number, gamma: number): Yield | Unpredicted {
  switch (strategy.kind) {
    case 'honest':
      return { revenue: share, throughput: 1 };
    case 'sm1':
      return stubbornYield(share, gamma, 'SM1');
    case 'stubborn': {
      if (strategy.trail > 1) return { why: 'of a trail above 1 there is no solved model' };
      const name = `${strategy.lead ? 'L' : ''}${strategy.equalFork ? 'F' : ''}${strategy.trail === 1 ? 'T1' : ''}`;
      return stubbornYield(share, gamma, name || 'SM1');
    }
    case 'optimal':
      return optimalWithholding(share, gamma, { cutOff: strategy.cutOff });
    case 'table': {
      const table = policyTableFrom(strategy.policy);
      if (table.tieBreaking !== 'first-seen')
        return { why: 'the policy was made for other ties than those of first-seen miners' };
      return policyYield(table, share, gamma);
    }
  }
}

export interface Withholding extends Yield {
  readonly share: number;
  /** Mined blocks. */
  readonly mined: number;
  /** Delay between honest miners over the interval: what the model of no delay may be off by. */
  readonly x: number;
}

/** @returns undefined where nobody withholds on the longest chain */
export function withholdingOf(run: FinishedRun): Withholding | Unpredicted | undefined {
  const attack = attackOf<Params>(run, 'selfish-mining');
  if (!attack || isWhy(attack)) return attack;
  const { strategy, gamma } = attack.params;
  const { share, x } = attack;
  const mined = Number(run.columns['blocks_canonical']) + Number(run.columns['blocks_stale']);
  if (mined < 100) return { why: 'fewer than 100 blocks' };
  if (share >= 0.5) return { why: 'the coalition has half of the hash power' };
  if (!(share > 0)) return { why: 'the coalition has no hash power' };
  const ties = strategy.kind === 'honest' ? 0 : gammaOf(gamma, attack);
  if (typeof ties !== 'number') return ties;
  const found = yieldOf(strategy, share, ties);
  if (isWhy(found)) return found;
  const { revenue, throughput } = found;
  return { revenue, throughput, share, mined, x };
}

function gammaOf(gamma: Params['gamma'], { x }: Attack<Params>): number | Unpredicted {
  if (gamma) return 'explicit' in gamma ? gamma.explicit : gamma.delays;
  // Without delay everybody stays with the honest block, which was there first.
  return x === 0 ? 0 : { why: 'how ties go is left to the network' };
}
