/**
 * A miner who withholds blocks against everybody else, as a Markov decision process: Sapirshtein, Sompolinsky, Zohar,
 * "Optimal Selfish Mining Strategies in Bitcoin" (FC 2016), section 3. One step is one mined block. A state (a, h, fork) has
 * the lengths of the withholder's and the public branch since they parted, and the state of the fork.
 *
 *     adopt                    α: (1, 0, irrelevant)      1−α: (0, 1, irrelevant)                      pays (0, h)
 *     override, a > h          α: (a−h, 0, irrelevant)    1−α: (a−h−1, 1, relevant)                    pays (h+1, 0)
 *     wait                     α: (a+1, h, irrelevant)    1−α: (a, h+1, relevant)
 *     match, a ≥ h ≥ 1,        α: (a+1, h, active)        γ(1−α): (a−h, 1, relevant)                   pays (h, 0)
 *     and wait when active                                (1−γ)(1−α): (a, h+1, relevant)
 *
 * A match needs a relevant fork, unless the others break every tie evenly. Branches end at the cut-off, where only adopt and
 * override are left, so that what is found is a lower bound.
 */
import { requireIn, requireShare, requireWhole } from './domain.js';
import type { Fork, TieBreaking, WithholdingAction } from './policy-table.js';

/** One withholder against honest miners, by the lengths of both branches since the fork. */
export interface WithholdingModel {
  /** The withholder's share of the hash power, in (0, 1/2). */
  readonly alpha: number;
  /** Share of the others that mines on its branch in a tie. */
  readonly gamma: number;
  readonly tieBreaking: TieBreaking;
  /** Longest branch. */
  readonly cutOff: number;
}

/** States of the fork as numbers; so are actions, in the order of preference between equally good ones. */
export const [IRRELEVANT, RELEVANT, ACTIVE] = [0, 1, 2] as const;
export const [ADOPT, OVERRIDE, MATCH, WAIT] = [0, 1, 2, 3] as const;

/** The state of a fork by name. */
export const FORK_NUMBER: Readonly<Record<Fork, number>> = {
  irrelevant: IRRELEVANT,
  relevant: RELEVANT,
  active: ACTIVE,
};
/** The name of an action by number. */
export const ACTION_NAMES: readonly WithholdingAction[] = ['adopt', 'override', 'match', 'wait'];

/** Most that a cut-off may be: evaluation takes time with its cube. */
const MOST_CUT_OFF = 500;

/** @throws RangeError when the model is none */
export function checkModel({ alpha, gamma, cutOff }: WithholdingModel): void {
  requireIn('alpha', alpha, 0, 0.5, '()');
  requireShare('gamma', gamma);
  requireWhole('cutOff', cutOff, 2, MOST_CUT_OFF);
}

/** What a policy does in every state; by {@link stateOf}. */
export type Policy = Uint8Array;

/** Index of a state. */
export function stateOf(a: number, h: number, fork: number, cutOff: number): number {
  return (fork * (cutOff + 1) + a) * (cutOff + 1) + h;
}

/** How many states a model with this cut-off has. */
export function statesOf(cutOff: number): number {
  return 3 * (cutOff + 1) * (cutOff + 1);
}

/** Whether the model has an action in a state. */
export function isLegal(action: number, a: number, h: number, fork: number, model: WithholdingModel): boolean {
  if (action === ADOPT) return true;
  if (action === OVERRIDE) return a > h;
  if (a === model.cutOff || h === model.cutOff) return false;
  if (action === WAIT) return true;
  return a >= h && h >= 1 && fork !== ACTIVE && (fork === RELEVANT || model.tieBreaking === 'uniform');
}

/** A policy by a rule; where the rule asks for what the model does not have, it gives up, or overrides if it is ahead. */
export function policyBy(model: WithholdingModel, rule: (a: number, h: number, fork: number) => number): Policy {
  const { cutOff } = model;
  const policy = new Uint8Array(statesOf(cutOff));
  for (let fork = 0; fork < 3; fork++) {
    for (let a = 0; a <= cutOff; a++) {
      for (let h = 0; h <= cutOff; h++) {
        const wanted = rule(a, h, fork);
        const legal = isLegal(wanted, a, h, fork, model) ? wanted : a > h ? OVERRIDE : ADOPT;
        policy[stateOf(a, h, fork, cutOff)] = legal;
      }
    }
  }
  return policy;
}

/** What is expected from a state until the withholder adopts: blocks of his and of others that are paid, blocks mined. */
export interface Values {
  readonly own: Float64Array;
  readonly others: Float64Array;
  readonly mined: Float64Array;
}

/** What a policy comes to. */
export interface Yield {
  /** The withholder's share of the main chain. */
  readonly revenue: number;
  /** Main-chain blocks per mined block. */
  readonly throughput: number;
}

/** A yield with the standard errors of both over N mined blocks, each times √N. */
export interface YieldWithErrors extends Yield {
  readonly revenueError: number;
  readonly throughputError: number;
}

/** What is counted: for each main-chain block of the withholder's, of the others', and for each mined block. */
export interface Payoff {
  readonly win: number;
  readonly lose: number;
  readonly mined: number;
}

/** Mean and mean square of what a round pays, from the first block after an adoption to the next. */
export interface RoundMoments {
  readonly mean: number;
  readonly square: number;
}

/**
 * Yield and errors by the moments of a round, whatever is counted. Rounds are independent: a ratio of two sums over them
 * varies as the sum of what each round misses the ratio by.
 */
export function yieldWithErrors(round: (payoff: Payoff) => RoundMoments): YieldWithErrors {
  const own = round({ win: 1, lose: 0, mined: 0 }).mean;
  const all = round({ win: 1, lose: 1, mined: 0 }).mean;
  const mined = round({ win: 0, lose: 0, mined: 1 }).mean;
  const [revenue, throughput] = [own / all, all / mined];
  const ofRevenue = round({ win: 1 - revenue, lose: -revenue, mined: 0 });
  const ofThroughput = round({ win: 1, lose: 1, mined: -throughput });
  return {
    revenue,
    throughput,
    revenueError: Math.sqrt(ofRevenue.square * mined) / all,
    throughputError: Math.sqrt(ofThroughput.square / mined),
  };
}

/** Moments of a round that opens with a block: the withholder's leads to a state, another's is adopted at once. */
export function openedRound(alpha: number, { mined, lose }: Payoff, value: number, square: number): RoundMoments {
  const others = mined + lose;
  return {
    mean: alpha * (mined + value) + (1 - alpha) * others,
    square: alpha * (mined * mined + 2 * mined * value + square) + (1 - alpha) * others * others,
  };
}

/** One round ends where the withholder adopts: the next begins with (1, 0) or (0, 1). */
export function yieldOf({ own, others, mined }: Values, { alpha, cutOff }: WithholdingModel): Yield {
  const [won, lost] = [stateOf(1, 0, IRRELEVANT, cutOff), stateOf(0, 1, RELEVANT, cutOff)];
  const perRound = (values: Float64Array) => alpha * values[won]! + (1 - alpha) * values[lost]!;
  // The block that opens a round is mined in it.
  const [paid, all] = [perRound(own), 1 + perRound(mined)];
  const total = paid + perRound(others);
  return { revenue: paid / total, throughput: total / all };
}
