/**
 * The policy that earns a withholding miner the greatest share of the main chain: Sapirshtein, Sompolinsky, Zohar (FC 2016),
 * by policy iteration. The share is a ratio of two means, so a policy is improved against (1 − ρ)·own − ρ·others, with ρ its
 * own share; where no action does better, no policy earns more than ρ (their section 4, with Howard's iteration in the
 * place of their bisection).
 */
import { requireIn } from './domain.js';
import { evaluate, evaluateWithErrors, Outcome } from './policy-evaluation.js';
import { actionOf, FORKS, LETTER_OF, type PolicyTable, type TieBreaking } from './policy-table.js';
import {
  ACTION_NAMES,
  ACTIVE,
  ADOPT,
  checkModel,
  FORK_NUMBER,
  isLegal,
  MATCH,
  OVERRIDE,
  policyBy,
  stateOf,
  WAIT,
  yieldOf,
  type Policy,
  type Values,
  type WithholdingModel,
  type Yield,
  type YieldWithErrors,
} from './withholding-model.js';

/** An action must do better by this much, in blocks, to take another's place: rounding must not make policies alternate. */
const LEAST_GAIN = 1e-11;
const MOST_ROUNDS = 100;
/** In the order of preference between equally good ones. */
const ACTIONS = [ADOPT, OVERRIDE, MATCH, WAIT];

/** The best strategy that the model has, and what it earns. */
export interface OptimalWithholding extends Yield {
  readonly policy: PolicyTable;
}

/** A cut-off that costs some 1e-5 of the share at α = 0.4 and 2e-4 at 0.45, where γ = 0; with γ it is felt less. */
function sufficientCutOff(alpha: number): number {
  return alpha <= 0.4 ? 100 : 200;
}

/**
 * @param cutOff longest branch of the model; the share that is found is a lower bound. By default as long as it takes for
 * four or five digits
 * @throws RangeError outside 0 < α < 1/2, 0 ≤ γ ≤ 1, 2 ≤ cut-off ≤ 500
 */
export function optimalWithholding(
  alpha: number,
  gamma: number,
  { cutOff = sufficientCutOff(alpha), tieBreaking = 'first-seen' }: { cutOff?: number; tieBreaking?: TieBreaking } = {},
): OptimalWithholding {
  const model: WithholdingModel = { alpha, gamma, cutOff, tieBreaking };
  checkModel(model);
  const policy = policyBy(model, honest);
  let values = evaluate(policy, model);
  for (let round = 0; improve(policy, values, model); round++) {
    if (round === MOST_ROUNDS) throw new Error(`no policy is best after ${MOST_ROUNDS} rounds of improvement`);
    values = evaluate(policy, model);
  }
  const result = yieldOf(values, model);
  return { ...result, policy: tableOf(policy, model, result.revenue) };
}

/**
 * What a policy comes to for a withholder of another share or against another γ than it was made for: the chain of the model
 * under the table.
 */
export function policyYield(table: PolicyTable, alpha: number, gamma: number): YieldWithErrors {
  const model: WithholdingModel = { alpha, gamma, cutOff: table.cutOff, tieBreaking: table.tieBreaking };
  checkModel(model);
  const policy = policyBy(model, (a, h, fork) => ACTION_NAMES.indexOf(actionOf(table, a, h, FORKS[fork]!)));
  return evaluateWithErrors(policy, model);
}

/** Publish what is found, follow what is heard. */
function honest(a: number, h: number): number {
  return a > h ? OVERRIDE : h > a ? ADOPT : WAIT;
}

/** Puts the best action into every state; false when none does better than the policy's own. */
function improve(policy: Policy, values: Values, model: WithholdingModel): boolean {
  const { cutOff } = model;
  const { revenue } = yieldOf(values, model);
  const outcome = new Outcome(model, values);
  const worth = (action: number, a: number, h: number, fork: number): number => {
    outcome.of(action, a, h, fork);
    return (1 - revenue) * outcome.own - revenue * outcome.others;
  };
  let changed = false;
  for (let fork = 0; fork < 3; fork++) {
    for (let a = 0; a <= cutOff; a++) {
      for (let h = 0; h <= cutOff; h++) {
        const state = stateOf(a, h, fork, cutOff);
        const before = policy[state]!;
        let most = worth(before, a, h, fork) + LEAST_GAIN;
        for (const action of ACTIONS) {
          if (action === before || !isLegal(action, a, h, fork, model)) continue;
          const value = worth(action, a, h, fork);
          if (value <= most) continue;
          most = value;
          policy[state] = action;
          changed = true;
        }
      }
    }
  }
  return changed;
}

function tableOf(policy: Policy, model: WithholdingModel, revenue: number): PolicyTable {
  const { alpha, gamma, cutOff, tieBreaking } = model;
  const letter = (a: number, h: number, fork: number): string => {
    // The lengths of a tie that has just been published: the model goes on from there without asking.
    if (fork === ACTIVE && a === h && isLegal(WAIT, a, h, fork, model)) return LETTER_OF.wait;
    return LETTER_OF[ACTION_NAMES[policy[stateOf(a, h, fork, cutOff)]!]!];
  };
  const rows = (fork: number) =>
    Array.from({ length: cutOff + 1 }, (_, a) =>
      Array.from({ length: cutOff + 1 }, (__, h) => letter(a, h, fork)).join(''),
    );
  const [irrelevant, relevant, active] = FORKS.map((fork) => rows(FORK_NUMBER[fork]));
  return {
    kind: 'withholding-policy',
    alpha,
    gamma,
    tieBreaking,
    cutOff,
    revenue,
    actions: { irrelevant: irrelevant!, relevant: relevant!, active: active! },
  };
}

/**
 * Least share of the hash power from which some withholding policy earns more than its share, to 1e-6.
 * @throws RangeError outside 0 ≤ γ ≤ 1
 */
export function optimalThreshold(
  gamma: number,
  { cutOff = 60, tieBreaking = 'first-seen' }: { cutOff?: number; tieBreaking?: TieBreaking } = {},
): number {
  requireIn('gamma', gamma, 0, 1);
  let [low, high] = [0, 0.5];
  while (high - low > 1e-6) {
    const alpha = (low + high) / 2;
    if (optimalWithholding(alpha, gamma, { cutOff, tieBreaking }).revenue > alpha + 1e-10) high = alpha;
    else low = alpha;
  }
  return (low + high) / 2;
}
