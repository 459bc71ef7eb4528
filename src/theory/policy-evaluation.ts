/**
 * Exact evaluation of a withholding policy. Between two payments a state only grows, block by block; a payment leads back to
 * one of a few entries, (k, 0, irrelevant) or (k, 1, relevant). So the chain from entry to entry is small and dense, and is
 * solved by elimination; the values of all other states follow in one pass from the longest branches down.
 */
import {
  ACTIVE,
  ADOPT,
  IRRELEVANT,
  MATCH,
  openedRound,
  OVERRIDE,
  RELEVANT,
  stateOf,
  statesOf,
  yieldWithErrors,
  type Payoff,
  type Policy,
  type Values,
  type WithholdingModel,
  type YieldWithErrors,
} from './withholding-model.js';

/** Columns of the gains: blocks paid to the withholder, to others, blocks mined, and whatever else a visit counts. */
const WIDTH = 4;

/** Number of the entry (k, 0, irrelevant), k from 1 to the cut-off, and of (k, 1, relevant), k from 0 to cut-off − 1. */
const withoutRival = (k: number): number => k - 1;
const withRival = (k: number, cutOff: number): number => cutOff + k;

/** Values of all states under a policy. */
export function evaluate(policy: Policy, model: WithholdingModel): Values {
  return backwards(policy, model, entriesUnder(policy, model));
}

/**
 * Yield of a policy with its errors. A round's square is counted visit by visit: with v the value of a state and r what a step
 * pays, the squares of two states that follow each other differ by r² + 2 r v of the latter, in the mean.
 */
export function evaluateWithErrors(policy: Policy, model: WithholdingModel): YieldWithErrors {
  const entries = entriesUnder(policy, model);
  const values = backwards(policy, model, entries);
  const [won, lost] = [withoutRival(1), withRival(0, model.cutOff)];
  return yieldWithErrors((payoff) => {
    const { win, lose, mined } = payoff;
    const worth = (entry: number) =>
      win * entries[entry * WIDTH]! + lose * entries[entry * WIDTH + 1]! + mined * entries[entry * WIDTH + 2]!;
    const squares = entriesUnder(policy, model, squaresOf(policy, model, values, payoff));
    const opened = openedRound(model.alpha, payoff, worth(won), squares[won * WIDTH + 3]!);
    if (policy[stateOf(0, 1, RELEVANT, model.cutOff)] === ADOPT) return opened;
    // A policy that does not give up behind one block goes on from there.
    const [v, m] = [worth(lost), squares[lost * WIDTH + 3]!];
    const others = openedRound(0, payoff, 0, 0);
    const rest = 1 - model.alpha;
    return {
      mean: opened.mean + rest * (mined + v - others.mean),
      square: opened.square + rest * (mined * mined + 2 * mined * v + m - others.square),
    };
  });
}

/** What a visit of each state adds to the square of what a round pays. */
function squaresOf(policy: Policy, model: WithholdingModel, values: Values, payoff: Payoff): Float64Array {
  const { cutOff, alpha, gamma } = model;
  const { win, lose, mined } = payoff;
  const value = (state: number) =>
    win * values.own[state]! + lose * values.others[state]! + mined * values.mined[state]!;
  const square = (paid: number, next: number) => paid * (paid + 2 * next);
  const squares = new Float64Array(policy.length);
  for (let fork = 0; fork < 3; fork++) {
    for (let a = 0; a <= cutOff; a++) {
      for (let h = 0; h <= cutOff; h++) {
        const state = stateOf(a, h, fork, cutOff);
        const action = policy[state]!;
        if (action === ADOPT) squares[state] = square(lose * h, 0);
        else if (action === OVERRIDE) {
          const found = value(stateOf(a - h, 0, IRRELEVANT, cutOff));
          const heard = value(stateOf(a - h - 1, 1, RELEVANT, cutOff));
          squares[state] = square(win * (h + 1) + mined, alpha * found + (1 - alpha) * heard);
        } else {
          const tie = action === MATCH || fork === ACTIVE;
          const settled = tie ? gamma * (1 - alpha) : 0;
          const found = value(stateOf(a + 1, h, tie ? ACTIVE : IRRELEVANT, cutOff));
          const heard = value(stateOf(a, h + 1, RELEVANT, cutOff));
          squares[state] = alpha * square(mined, found) + (1 - alpha - settled) * square(mined, heard);
          if (settled > 0)
            squares[state]! += settled * square(win * h + mined, value(stateOf(a - h, 1, RELEVANT, cutOff)));
        }
      }
    }
  }
  return squares;
}

/** What is expected from each entry until the round ends. */
function entriesUnder(policy: Policy, model: WithholdingModel, visits?: Float64Array): Float64Array {
  const { cutOff } = model;
  const flow = new Flow(policy, model, visits);
  const entries = 2 * cutOff;
  const matrix = new Float64Array(entries * entries);
  const gains = new Float64Array(entries * WIDTH);
  for (let entry = 0; entry < entries; entry++) flow.follow(entry, matrix, gains);
  solve(matrix, gains, entries);
  return gains;
}

/** Probability that flows from one entry through the states to the next. */
class Flow {
  private readonly policy: Policy;
  private readonly model: WithholdingModel;
  private readonly reach: Float64Array;
  private readonly visits: Float64Array | undefined;

  constructor(policy: Policy, model: WithholdingModel, visits?: Float64Array) {
    this.visits = visits;
    this.policy = policy;
    this.model = model;
    this.reach = new Float64Array(statesOf(model.cutOff));
  }

  /** Writes an entry's row: minus the chances of the entries that follow, and what is paid and mined until then. */
  follow(entry: number, matrix: Float64Array, gains: Float64Array): void {
    const { cutOff } = this.model;
    matrix[entry * 2 * cutOff + entry]! += 1;
    if (entry < cutOff) return this.step(entry + 1, 0, IRRELEVANT, 1, entry, matrix, gains);
    const [fromA, fromH] = [entry - cutOff, 1];
    this.reach[stateOf(fromA, fromH, RELEVANT, cutOff)] = 1;
    // States of one sum of lengths lead to the next sum only.
    for (let sum = fromA + fromH; sum <= 2 * cutOff; sum++) {
      const most = Math.min(cutOff, sum - fromH);
      for (let a = Math.max(fromA, sum - cutOff); a <= most; a++) {
        for (let fork = 0; fork < 3; fork++) {
          const state = stateOf(a, sum - a, fork, cutOff);
          const chance = this.reach[state]!;
          if (chance === 0) continue;
          this.reach[state] = 0;
          this.step(a, sum - a, fork, chance, entry, matrix, gains);
        }
      }
    }
  }

  private step(
    a: number,
    h: number,
    fork: number,
    chance: number,
    entry: number,
    matrix: Float64Array,
    gains: Float64Array,
  ): void {
    const { alpha, gamma, cutOff } = this.model;
    const row = entry * 2 * cutOff;
    const gain = entry * WIDTH;
    const state = stateOf(a, h, fork, cutOff);
    const action = this.policy[state]!;
    if (this.visits) gains[gain + 3]! += chance * this.visits[state]!;
    if (action === ADOPT) {
      gains[gain + 1]! += chance * h;
      return;
    }
    gains[gain + 2]! += chance;
    if (action === OVERRIDE) {
      gains[gain]! += chance * (h + 1);
      matrix[row + withoutRival(a - h)]! -= chance * alpha;
      matrix[row + withRival(a - h - 1, cutOff)]! -= chance * (1 - alpha);
      return;
    }
    if (h === 0) {
      // What follows is an entry again.
      matrix[row + withoutRival(a + 1)]! -= chance * alpha;
      matrix[row + withRival(a, cutOff)]! -= chance * (1 - alpha);
      return;
    }
    const tie = action === MATCH || fork === ACTIVE;
    this.reach[stateOf(a + 1, h, tie ? ACTIVE : IRRELEVANT, cutOff)]! += chance * alpha;
    const settled = tie ? chance * gamma * (1 - alpha) : 0;
    this.reach[stateOf(a, h + 1, RELEVANT, cutOff)]! += chance * (1 - alpha) - settled;
    if (!tie) return;
    gains[gain]! += settled * h;
    matrix[row + withRival(a - h, cutOff)]! -= settled;
  }
}

/**
 * Gaussian elimination of I − M with the gains as right sides. M is a matrix of chances whose rows sum to less than 1 as
 * soon as a round can end, so that the diagonal dominates and no pivot is needed.
 */
function solve(matrix: Float64Array, gains: Float64Array, n: number): void {
  for (let pivot = 0; pivot < n; pivot++) {
    const at = pivot * n;
    for (let row = pivot + 1; row < n; row++) {
      const factor = matrix[row * n + pivot]! / matrix[at + pivot]!;
      if (factor === 0) continue;
      for (let column = pivot + 1; column < n; column++) matrix[row * n + column]! -= factor * matrix[at + column]!;
      for (let k = 0; k < WIDTH; k++) gains[row * WIDTH + k]! -= factor * gains[pivot * WIDTH + k]!;
    }
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = 0; k < WIDTH; k++) {
      let rest = gains[row * WIDTH + k]!;
      for (let column = row + 1; column < n; column++) rest -= matrix[row * n + column]! * gains[column * WIDTH + k]!;
      gains[row * WIDTH + k] = rest / matrix[row * n + row]!;
    }
  }
}

/** The values of every state from those of the entries. */
function backwards(policy: Policy, model: WithholdingModel, entries: Float64Array): Values {
  const { cutOff } = model;
  const values: Values = {
    own: new Float64Array(policy.length),
    others: new Float64Array(policy.length),
    mined: new Float64Array(policy.length),
  };
  const outcome = new Outcome(model, values, entries);
  for (let sum = 2 * cutOff; sum >= 0; sum--) {
    for (let a = Math.max(0, sum - cutOff); a <= Math.min(cutOff, sum); a++) {
      for (let fork = 0; fork < 3; fork++) {
        const state = stateOf(a, sum - a, fork, cutOff);
        outcome.of(policy[state]!, a, sum - a, fork);
        values.own[state] = outcome.own;
        values.others[state] = outcome.others;
        values.mined[state] = outcome.mined;
      }
    }
  }
  return values;
}

/** What one action in one state comes to, when the values of the states and entries after it are known. */
export class Outcome {
  own = 0;
  others = 0;
  mined = 0;
  private readonly model: WithholdingModel;
  private readonly values: Values;
  private readonly entries: Float64Array | undefined;

  /** @param entries values of the entries in the order of their numbers; absent: they stand among the states */
  constructor(model: WithholdingModel, values: Values, entries?: Float64Array) {
    this.model = model;
    this.values = values;
    this.entries = entries;
  }

  of(action: number, a: number, h: number, fork: number): void {
    const { alpha, gamma, cutOff } = this.model;
    this.own = 0;
    this.others = 0;
    this.mined = 0;
    if (action === ADOPT) {
      this.others = h;
      return;
    }
    this.mined = 1;
    if (action === OVERRIDE) {
      this.own = h + 1;
      this.addEntry(alpha, withoutRival(a - h));
      this.addEntry(1 - alpha, withRival(a - h - 1, cutOff));
      return;
    }
    const tie = action === MATCH || fork === ACTIVE;
    const settled = tie ? gamma * (1 - alpha) : 0;
    this.addState(alpha, stateOf(a + 1, h, tie ? ACTIVE : IRRELEVANT, cutOff));
    this.addState(1 - alpha - settled, stateOf(a, h + 1, RELEVANT, cutOff));
    if (settled === 0) return;
    this.own += settled * h;
    this.addEntry(settled, withRival(a - h, cutOff));
  }

  private addState(chance: number, state: number): void {
    this.own += chance * this.values.own[state]!;
    this.others += chance * this.values.others[state]!;
    this.mined += chance * this.values.mined[state]!;
  }

  private addEntry(chance: number, entry: number): void {
    const { cutOff } = this.model;
    if (this.entries) {
      this.own += chance * this.entries[entry * WIDTH]!;
      this.others += chance * this.entries[entry * WIDTH + 1]!;
      this.mined += chance * this.entries[entry * WIDTH + 2]!;
    } else if (entry < cutOff) this.addState(chance, stateOf(entry + 1, 0, IRRELEVANT, cutOff));
    else this.addState(chance, stateOf(entry - cutOff, 1, RELEVANT, cutOff));
  }
}
