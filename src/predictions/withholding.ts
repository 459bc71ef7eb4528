/** What theory says of a coalition that keeps its blocks back, by the options of the behaviour `selfish-mining`. */
import { infinitesimalMiners } from '../theory/natural-forks.js';
import { optimalWithholding, policyYield } from '../theory/optimal-withholding.js';
import { policyTableFrom } from '../theory/policy-table.js';
import { effectiveAlpha } from '../theory/selfish-mining.js';
import { stubbornYield } from '../theory/stubborn-mining.js';
import type { YieldWithErrors } from '../theory/withholding-model.js';
import { attackByLength } from './attacks.js';
import { isWhy, minedBlocks } from './honest-mining.js';
import type { FinishedRun, Unpredicted } from './prediction.js';

interface Params {
  readonly strategy:
    | { readonly kind: 'honest' | 'sm1' }
    | { readonly kind: 'stubborn'; readonly lead: boolean; readonly equalFork: boolean; readonly trail: number }
    | { readonly kind: 'optimal'; readonly cutOff: number }
    | { readonly kind: 'table'; readonly policy: unknown };
  readonly gamma?: { readonly explicit: number } | { readonly delays: number } | undefined;
}

/** What a strategy comes to by share of the power, in its model. */
function modelOf(
  strategy: Params['strategy'],
  share: number,
  gamma: number,
): ((alpha: number) => YieldWithErrors) | Unpredicted {
  switch (strategy.kind) {
    case 'honest':
      return (alpha) => ({
        revenue: alpha,
        throughput: 1,
        revenueError: Math.sqrt(alpha * (1 - alpha)),
        throughputError: 0,
      });
    case 'sm1':
      return (alpha) => stubbornYield(alpha, gamma, 'SM1');
    case 'stubborn': {
      if (strategy.trail > 1) return { why: 'the exact chain is of a trail of at most one' };
      const name = `${strategy.lead ? 'L' : ''}${strategy.equalFork ? 'F' : ''}${strategy.trail === 1 ? 'T1' : ''}`;
      return (alpha) => stubbornYield(alpha, gamma, name || 'SM1');
    }
    case 'optimal': {
      const { policy } = optimalWithholding(share, gamma, { cutOff: strategy.cutOff });
      return (alpha) => policyYield(policy, alpha, gamma);
    }
    case 'table': {
      const table = policyTableFrom(strategy.policy);
      if (table.tieBreaking !== 'first-seen')
        return { why: 'the policy was made for other ties than those of first-seen miners' };
      return (alpha) => policyYield(table, alpha, gamma);
    }
  }
}

export interface Withholding extends YieldWithErrors {
  /** Mined blocks, and those among them that are not on the main chain. */
  readonly mined: number;
  readonly stale: number;
  /** Share of the mined blocks that nobody else ever hears of. */
  readonly unheard: number;
  /** The same where natural forks waste honest blocks and none of the coalition's: what the model without delay may be off by. */
  readonly withForks: YieldWithErrors;
  /** Share of blocks that natural forks of infinitely many honest miners would waste. */
  readonly naturalStale: number;
}

/** @returns undefined where nobody withholds on the longest chain */
export function withholdingOf(run: FinishedRun): Withholding | Unpredicted | undefined {
  const attack = attackByLength<Params>(run, 'selfish-mining');
  if (!attack || isWhy(attack)) return attack;
  const { params, share, unheard, x } = attack;
  const { canonical, stale } = minedBlocks(run);
  if (!(canonical >= 10)) return { why: 'fewer than 10 canonical blocks' };
  if (share <= 0 || share >= 0.5) return { why: 'the formula is of less than half of the power' };
  // Left to a network of one delay, its block of a tie comes after the honest one that it answers.
  const gamma = !params.gamma ? 0 : 'explicit' in params.gamma ? params.gamma.explicit : params.gamma.delays;
  const model = modelOf(params.strategy, share, gamma);
  if (typeof model !== 'function') return model;
  const naturalStale = infinitesimalMiners(x).stale;
  const withForks = model(Math.min(0.499, effectiveAlpha(share, naturalStale)));
  return { ...model(share), mined: canonical + stale, stale, unheard, withForks, naturalStale };
}
