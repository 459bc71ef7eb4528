/** When the closed forms about attacks on the longest chain apply to a run, and the quantities that they need. */
import type { BehaviourFault } from '../scenario/world.js';
import { commonDelayS, longestChain, type LongestChainParams } from './honest-mining.js';
import type { FinishedRun, Unpredicted } from './prediction.js';

const US_PER_S = 1_000_000;

/** One coalition under one behaviour, the whole time. */
export interface Attack<P> {
  readonly params: P;
  readonly chain: LongestChainParams & { readonly confirmations: number };
  /** The coalition's share of the hash power. */
  readonly share: number;
  /** Delay between any two nodes over the mean time between mined blocks. */
  readonly x: number;
}

/** @returns undefined for another protocol than the longest chain, and where no fault is of that behaviour */
export function attackOf<P>(run: FinishedRun, behaviour: string): Attack<P> | Unpredicted | undefined {
  const chain = longestChain(run) as Attack<P>['chain'] | undefined;
  const { world } = run.spec;
  const { faults, economy } = world;
  const own = faults.filter((fault): fault is BehaviourFault => 'behaviour' in fault && fault.behaviour === behaviour);
  if (!chain || own.length === 0) return undefined;
  if (faults.length > 1) return { why: 'there are other faults' };
  if (own[0]!.at > 0 || own[0]!.until !== null) return { why: 'the attack does not last the whole run' };
  if (economy.compound && economy.reward > 0) return { why: 'rewards change the hash power' };
  const delayS = commonDelayS(world);
  if (typeof delayS !== 'number') return delayS;
  return {
    params: own[0]!.params as P,
    chain,
    share: shareOf(run, run.faulty),
    x: (delayS * US_PER_S) / chain.interval,
  };
}

/** Share of the hash power of some nodes. */
export function shareOf({ producers }: FinishedRun, nodes: readonly number[]): number {
  const total = producers.reduce((sum, { weight }) => sum + weight, 0);
  return nodes.reduce((sum, node) => sum + producers[node]!.weight, 0) / total;
}

/** The share at which an honest block that comes too soon after another counts for the attacker: an upper bound. */
export function shareWithDelay(share: number, x: number): number {
  return 1 - (1 - share) * Math.exp(-x);
}
