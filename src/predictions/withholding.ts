/** What theory says of a coalition that keeps its blocks back, by the options of the behaviour `selfish-mining`. */
import { stubbornYield } from '../theory/stubborn-mining.js';
import type { Yield } from '../theory/withholding-model.js';
import { attackOf, type Attack } from './attacks.js';
import { isWhy } from './honest-mining.js';
import type { FinishedRun, Unpredicted } from './prediction.js';

interface Params {
  readonly strategy:
    | { readonly kind: 'honest' | 'sm1' }
    | { readonly kind: 'stubborn'; readonly lead: boolean; readonly equalFork: boolean; readonly trail: number }
    | { readonly kind: string };
  readonly gamma?: { readonly explicit: number } | { readonly delays: number } | undefined;
}

/** The name of a strategy in the room of theory; undefined where there is no solved model of it. */
function strategyName(strategy: Params['strategy']): string | undefined {
  if (strategy.kind === 'sm1') return 'SM1';
  if (!('trail' in strategy) || strategy.trail > 1) return undefined;
  const name = `${strategy.lead ? 'L' : ''}${strategy.equalFork ? 'F' : ''}${strategy.trail === 1 ? 'T1' : ''}`;
  return name === '' ? 'SM1' : name;
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
  if (strategy.kind === 'honest') return { revenue: share, throughput: 1, share, mined, x };
  if (share >= 0.5) return { why: 'the coalition has half of the hash power' };
  if (!(share > 0)) return { why: 'the coalition has no hash power' };
  const name = strategyName(strategy);
  if (name === undefined) return { why: 'there is no solved model of the strategy' };
  const ties = gammaOf(gamma, attack);
  if (typeof ties !== 'number') return ties;
  return { ...stubbornYield(share, ties, name), share, mined, x };
}

function gammaOf(gamma: Params['gamma'], { x }: Attack<Params>): number | Unpredicted {
  if (gamma) return 'explicit' in gamma ? gamma.explicit : gamma.delays;
  // Without delay everybody stays with the honest block, which was there first.
  return x === 0 ? 0 : { why: 'how ties go is left to the network' };
}
