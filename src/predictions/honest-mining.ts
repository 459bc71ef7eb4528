/** When the closed forms about honest miners of the longest chain apply to a run, and the quantities that they need. */
import { meshStale, twoMiners } from '../theory/natural-forks.js';
import { restakes } from './economy.js';
import type { ProducerRow } from '../runner/record.js';
import type { World } from '../scenario/world.js';
import type { FinishedRun, MiningCounts, Unpredicted } from './prediction.js';

const LONGEST_CHAIN = 'pow';
const US_PER_S = 1_000_000;

export interface LongestChainParams {
  readonly interval: number;
  readonly retarget: 'none' | 'bitcoin' | 'ema' | 'asert';
  readonly epoch: number;
  readonly smoothing: number;
  /** Microseconds. */
  readonly halfLife: number;
}

/** The parameters of a run of the longest chain; undefined for any other protocol. */
export function longestChain({ spec }: FinishedRun): LongestChainParams | undefined {
  return spec.kind === LONGEST_CHAIN ? (spec.params as unknown as LongestChainParams) : undefined;
}

/** Chains of mined blocks at constant difficulty, with something beside or between them. */
const FRUITS = 'fruitchains';
const KEY_BLOCKS = 'bitcoin-ng';

/** The same where the blocks of the chain alone matter, whatever lies beside them. */
export function chainOfBlocks(run: FinishedRun): LongestChainParams | undefined {
  if (run.spec.kind !== FRUITS && run.spec.kind !== KEY_BLOCKS) return longestChain(run);
  return { ...(run.spec.params as unknown as LongestChainParams), retarget: 'none' };
}

/** Mined blocks of the main chain and beside it, whatever other blocks stand between them. */
export function minedBlocks({ spec, columns, producers }: FinishedRun): { canonical: number; stale: number } {
  if (spec.kind !== KEY_BLOCKS)
    return { canonical: Number(columns['blocks_canonical']), stale: Number(columns['blocks_stale']) };
  const canonical = producers.reduce((sum, row) => sum + row.canonical, 0);
  return { canonical, stale: producers.reduce((sum, row) => sum + row.produced, 0) - canonical };
}

/** Protocols whose blocks are found one by one in a race, whatever chain is then chosen. */
const RACES: readonly string[] = [LONGEST_CHAIN, 'ghost', 'ethereum-pow'];

/** The parameters of a run of any protocol whose blocks are found one by one in a race; undefined for any other. */
export function race({ spec }: FinishedRun): LongestChainParams | undefined {
  return RACES.includes(spec.kind) ? (spec.params as unknown as LongestChainParams) : undefined;
}

/** Why a run is not one of honest miners of constant power and difficulty; undefined when it is. */
export function notPlain(run: FinishedRun): Unpredicted | undefined {
  const { world, params } = run.spec;
  if (world.faults.length > 0) return { why: 'there are faults' };
  if (restakes(world.economy)) return { why: 'rewards change the hash power' };
  if (world.economy.pooling) return { why: 'miners join pools' };
  if ((params as unknown as LongestChainParams).retarget !== 'none') return { why: 'the difficulty changes' };
  return undefined;
}

/** The delay between any two nodes in seconds, or why there is no such single delay. */
export function commonDelayS({ nodes, network }: World): number | Unpredicted {
  if (network.topology.kind !== 'complete' && nodes.count > 2)
    return { why: 'not every node hears every other directly' };
  if (network.latency.kind !== 'constant') return { why: 'delays are not constant' };
  if (network.bandwidth) return { why: 'bandwidth adds to the delays' };
  if (network.loss > 0 || network.reordering || network.synchrony) return { why: 'messages are lost or held back' };
  return (network.latency['delay'] as number) / US_PER_S;
}

/** What a closed form about a full mesh with one delay needs, or why there is none. */
export interface Mesh {
  /** Mean time between mined blocks, in seconds. */
  readonly intervalS: number;
  /** Block rate times delay. */
  readonly x: number;
  /** Weights of all nodes. */
  readonly weights: readonly number[];
}

/**
 * @param mostX delays, in intervals, beyond which the closed form does not hold
 * @returns undefined for another protocol than the longest chain
 */
export function meshOf(run: FinishedRun, mostX = Infinity): Mesh | Unpredicted | undefined {
  const params = longestChain(run);
  if (!params) return undefined;
  const why = notPlain(run);
  if (why) return why;
  const delayS = commonDelayS(run.spec.world);
  if (typeof delayS !== 'number') return delayS;
  const few = tooFew(run);
  if (few) return few;
  const intervalS = params.interval / US_PER_S;
  const x = delayS / intervalS;
  if (x > mostX) return { why: `the delay is over ${mostX} of an interval` };
  return { intervalS, x, weights: run.producers.map(({ weight }) => weight) };
}

/** Parts of the mined blocks that end on the main chain and beside it; exact for two miners alone. */
export function forksIn({ x, weights }: Mesh): { stale: number; growth: number; isExact: boolean } {
  const mining = weights.filter((weight) => weight > 0);
  const total = mining.reduce((sum, weight) => sum + weight, 0);
  if (mining.length === 2) return { ...twoMiners(mining[0]! / total, x), isExact: true };
  const stale = meshStale(mining, x);
  return { stale, growth: 1 - stale, isExact: false };
}

/** @returns why there is nothing to hold a closed form against; undefined when there are enough blocks */
export function tooFew(run: FinishedRun, least = 10): Unpredicted | undefined {
  const blocks = Number(run.columns['blocks_canonical'] ?? 0);
  return blocks < least ? { why: `fewer than ${least} canonical blocks` } : undefined;
}

export function intervalsOf({ mining }: FinishedRun): MiningCounts | Unpredicted {
  if (!mining) return { why: 'mined blocks are not counted' };
  if (mining.intervals < 10) return { why: 'fewer than 10 intervals between mined blocks' };
  return mining;
}

export function isWhy(value: object): value is Unpredicted {
  return 'why' in value;
}

/**
 * Standard error of a stale rate r over N blocks, where each height has a Poisson number of rivals: the rivals of H = N(1−r)
 * heights vary as their number does, and one more of them moves the rate by (1−r)/N.
 */
export function staleRateError(stale: number, blocks: number): number {
  return (1 - stale) * Math.sqrt(stale / blocks);
}

/** Above it first-order formulas say little: their error is of order x. */
export const MOST_FIRST_ORDER_X = 0.2;

export type Rank = 'largest' | 'smallest';

/** The miners of the greatest or of the least positive weight, with their common share of the power. */
export function rankOf(
  producers: readonly Pick<ProducerRow, 'weight'>[],
  rank: Rank,
): { miners: number[]; share: number } {
  let bound = rank === 'largest' ? 0 : Infinity;
  let total = 0;
  for (const { weight } of producers) {
    total += weight;
    if (weight > 0) bound = rank === 'largest' ? Math.max(bound, weight) : Math.min(bound, weight);
  }
  const miners: number[] = [];
  for (let node = 0; node < producers.length; node++) if (producers[node]!.weight === bound) miners.push(node);
  return { miners, share: (miners.length * bound) / total };
}
