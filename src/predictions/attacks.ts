/** When the closed forms about attacks on the longest chain apply to a run, and the quantities that they need. */
import { restakes } from './economy.js';
import { eclipsedAlpha } from '../theory/selfish-mining.js';
import type { BehaviourFault } from '../scenario/world.js';
import { chainOfBlocks, commonDelayS, type LongestChainParams } from './honest-mining.js';
import type { FinishedRun, Unpredicted } from './prediction.js';

const US_PER_S = 1_000_000;

/** One coalition under one behaviour, the whole time. */
export interface Attack<P> {
  readonly params: P;
  readonly chain: LongestChainParams & { readonly confirmations: number };
  /** The coalition's share of the hash power; with a captive's that works for it, or of what is left without the captive's. */
  readonly share: number;
  /** Share of all hash power whose blocks nobody ever hears of: a captive's that does not work for the coalition. */
  readonly unheard: number;
  /** Delay between any two nodes over the mean time between mined blocks. */
  readonly x: number;
}

interface Eclipse {
  readonly victims: readonly number[];
  readonly feed: 'nothing' | 'branch';
}

const ECLIPSE = 'eclipse';

/** @returns undefined for another protocol than the longest chain, and where no fault is of that behaviour */
export function attackOf<P>(run: FinishedRun, behaviour: string): Attack<P> | Unpredicted | undefined {
  const chain = chainOfBlocks(run) as Attack<P>['chain'] | undefined;
  const { world } = run.spec;
  const faults = world.faults.filter((fault): fault is BehaviourFault => 'behaviour' in fault);
  const own = faults.find((fault) => fault.behaviour === behaviour);
  if (!chain || !own) return undefined;
  const eclipse = faults.find((fault) => fault.behaviour === ECLIPSE);
  const known = eclipse && JSON.stringify(eclipse.nodes) === JSON.stringify(own.nodes) ? 2 : 1;
  if (world.faults.length > known) return { why: 'there are other faults' };
  if (faults.some(({ at, until }) => at > 0 || until !== null)) return { why: 'an attack does not last the whole run' };
  if (restakes(world.economy)) return { why: 'rewards change the hash power' };
  if (world.economy.pooling) return { why: 'miners join pools' };
  const delayS = commonDelayS(world);
  if (typeof delayS !== 'number') return delayS;
  const captivity = eclipse?.params as Eclipse | undefined;
  const share = shareWith(run, captivity);
  const unheard = captivity?.feed === 'nothing' ? shareOf(run, captivity.victims) : 0;
  return { params: own.params as P, chain, share, unheard, x: (delayS * US_PER_S) / chain.interval };
}

/**
 * The same, for an attack that closed forms describe by the lengths of branches.
 * @returns why not, where each block's work depends on when it was made, so that the longer branch may be the lighter one
 */
export function attackByLength<P>(run: FinishedRun, behaviour: string): Attack<P> | Unpredicted | undefined {
  const attack = attackOf<P>(run, behaviour);
  if (!attack || 'why' in attack) return attack;
  const { retarget } = attack.chain;
  if (retarget === 'ema' || retarget === 'asert')
    return { why: 'every block has a work of its own, and branches of one length are rarely tied' };
  return attack;
}

function shareWith(run: FinishedRun, eclipse: Eclipse | undefined): number {
  if (!eclipse) return shareOf(run, run.faulty);
  const members = run.faulty.filter((node) => !eclipse.victims.includes(node));
  const fate = eclipse.feed === 'branch' ? 'colluding' : 'destroyed';
  return eclipsedAlpha(shareOf(run, members), shareOf(run, eclipse.victims), fate);
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
