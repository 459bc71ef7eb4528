/**
 * The yield of a withholding strategy that looks at its lead alone, and not at how long the branches are: then a chain over
 * leads is exact, where the model of both lengths must be cut off. What is at stake grows with the public branch, but
 * linearly: with h blocks at stake, what is paid until the round ends is F + h Z, where Z is what one of them pays, by whether the
 * withholder's branch wins. So the first two moments of F and Z follow from linear systems with a narrow band.
 */
import { BandedSystem } from './banded-system.js';
import {
  ACTIVE,
  ADOPT,
  IRRELEVANT,
  MATCH,
  openedRound,
  OVERRIDE,
  RELEVANT,
  yieldWithErrors,
  type Payoff,
  type RoundMoments,
  type YieldWithErrors,
} from './withholding-model.js';

/** States of one lead: the fork's three, and the branch to which there is no public rival yet. */
const CLEAN = 3;
const MODES = 4;
/** The least lead is −1: whoever is two behind gives up. */
const LEAST_LEAD = -1;
const BAND = 2 * MODES;
/** One block of others is at stake, and the withholder has nothing to hold against it. */
const LOST = -1;

/** A lead of a chance below this is not counted. */
const LEAST_CHANCE = 1e-18;
const MOST_LEAD = 20_000;

/**
 * What a strategy does at a lead and a state of the fork, with a public branch of some blocks (or of none: `clean`). It may
 * override at a lead of one, and must adopt or wait when behind.
 */
export type LeadRule = (lead: number, fork: number, clean: boolean) => number;

/**
 * What a strategy that goes by its lead earns, with standard errors for runs.
 * @param alpha the withholder’s share of the hash power, in (0, 1/2)
 * @param gamma share of the others that mines on its branch in a tie, in [0, 1]
 */
export function leadYield(alpha: number, gamma: number, rule: LeadRule): YieldWithErrors {
  const needed = Math.ceil(Math.log(LEAST_CHANCE) / Math.log(alpha / (1 - alpha)));
  const chain = new LeadChain(alpha, gamma, rule, Math.min(MOST_LEAD, Math.max(20, needed)));
  return yieldWithErrors((payoff) => chain.round(payoff));
}

/** A step: to a state, with blocks newly at stake; `won` if those at stake before are the withholder's now. */
type Emit = (chance: number, to: number, staked: number, won: boolean, bonus: number) => void;

const indexOf = (lead: number, mode: number): number => (lead - LEAST_LEAD) * MODES + mode;

class LeadChain {
  private readonly alpha: number;
  private readonly gamma: number;
  private readonly rule: LeadRule;
  private readonly most: number;
  private readonly size: number;

  constructor(alpha: number, gamma: number, rule: LeadRule, most: number) {
    this.alpha = alpha;
    this.gamma = gamma;
    this.rule = rule;
    this.most = most;
    this.size = indexOf(most, CLEAN) + 1;
  }

  round(payoff: Payoff): RoundMoments {
    const { value, square } = this.moments(payoff);
    const fresh = indexOf(1, CLEAN);
    return openedRound(this.alpha, payoff, value[fresh]!, square[fresh]!);
  }

  /** E[F] and E[F²] by state. */
  private moments(payoff: Payoff): { value: Float64Array; square: Float64Array } {
    const { win, lose, mined } = payoff;
    const at = (of: Float64Array, state: number, lost: number) => (state === LOST ? lost : of[state]!);
    // E[Z] and E[Z²].
    const stakes = new BandedSystem(this.size, BAND, 2);
    this.eachStep(
      (from, chance, to, _staked, won) => {
        if (won || to === LOST)
          return stakes.add(from, chance * (won ? win : lose), chance * (won ? win * win : lose * lose));
        stakes.leads(from, to, chance);
      },
      (from) => stakes.add(from, lose, lose * lose),
    );
    const [stake, stakeSquare] = stakes.solve() as [Float64Array, Float64Array];
    const g = (state: number) => at(stake, state, lose);
    const q = (state: number) => at(stakeSquare, state, lose * lose);
    // E[F].
    const values = new BandedSystem(this.size, BAND, 1);
    this.eachStep((from, chance, to, staked, _won, bonus) => {
      values.add(from, chance * (mined + bonus * win + staked * g(to)));
      if (to !== LOST) values.leads(from, to, chance);
    });
    const [value] = values.solve() as [Float64Array];
    const v = (state: number) => at(value, state, 0);
    // E[F Z].
    const crosses = new BandedSystem(this.size, BAND, 1);
    this.eachStep((from, chance, to, staked, won, bonus) => {
      const paid = mined + bonus * win;
      if (won) return crosses.add(from, chance * win * (paid + v(to) + staked * g(to)));
      crosses.add(from, chance * (paid * g(to) + staked * q(to)));
      if (to !== LOST) crosses.leads(from, to, chance);
    });
    const [cross] = crosses.solve() as [Float64Array];
    const c = (state: number) => at(cross, state, 0);
    // E[F²].
    const squares = new BandedSystem(this.size, BAND, 1);
    this.eachStep((from, chance, to, staked, _won, bonus) => {
      const paid = mined + bonus * win;
      const mixed = 2 * paid * (v(to) + staked * g(to)) + 2 * staked * c(to);
      squares.add(from, chance * (paid * paid + staked * staked * q(to) + mixed));
      if (to !== LOST) squares.leads(from, to, chance);
    });
    const [square] = squares.solve() as [Float64Array];
    return { value, square };
  }

  /** Every step of every state; where the withholder adopts there is none, and all at stake is lost. */
  private eachStep(
    step: (from: number, ...rest: Parameters<Emit>) => void,
    adopted: (from: number) => void = () => undefined,
  ): void {
    for (let lead = LEAST_LEAD; lead <= this.most; lead++) {
      for (let mode = 0; mode < MODES; mode++) {
        const from = indexOf(lead, mode);
        const fork = mode === CLEAN ? IRRELEVANT : mode;
        const action = lead === LEAST_LEAD && fork !== RELEVANT ? ADOPT : this.rule(lead, fork, mode === CLEAN);
        if (action === ADOPT) adopted(from);
        else this.stepsOf(lead, mode, action, (...rest) => step(from, ...rest));
      }
    }
  }

  private stepsOf(lead: number, mode: number, action: number, emit: Emit): void {
    const { alpha, gamma } = this;
    if (action === OVERRIDE) {
      emit(alpha, indexOf(1, CLEAN), 0, true, 1);
      emit(1 - alpha, LOST, 1, true, 1);
      return;
    }
    const tie = action === MATCH || mode === ACTIVE;
    const grown = tie ? ACTIVE : mode === CLEAN ? CLEAN : IRRELEVANT;
    // The longest lead grows no more.
    emit(alpha, indexOf(Math.min(this.most, lead + 1), grown), 0, false, 0);
    const settled = tie ? gamma * (1 - alpha) : 0;
    const rival = lead > LEAST_LEAD ? indexOf(lead - 1, RELEVANT) : LOST;
    emit(1 - alpha - settled, rival, 1, false, 0);
    // A settled tie leaves nothing to hold against the block that settled it, unless there was a lead.
    if (settled > 0) emit(settled, lead > 0 ? rival : LOST, 1, true, 0);
  }
}
