/**
 * The yield of a withholding strategy that looks at its lead alone, and not at how long the branches are: then a chain over
 * leads is exact, where the model of both lengths must be cut off. What is at stake grows with the public branch, but
 * linearly: a state's value is v + h·W with W the chance that the withholder's branch wins, h the length of the public
 * branch and v the value at h = 0. Two linear systems with a narrow band, one for W and one for v.
 */
import { ACTIVE, ADOPT, IRRELEVANT, MATCH, OVERRIDE, RELEVANT, type Yield } from './withholding-model.js';

/** States of one lead: the fork's three, and the branch to which there is no public rival yet. */
const CLEAN = 3;
const MODES = 4;
/** The least lead is −1: whoever is two behind gives up. */
const LEAST_LEAD = -1;
const BAND = 2 * MODES;

/** A lead of a chance below this is not counted. */
const LEAST_CHANCE = 1e-18;
const MOST_LEAD = 20_000;

/**
 * What a strategy does at a lead and a state of the fork, with a public branch of some blocks (or of none: `clean`). It may
 * override at a lead of one, and must adopt or wait when behind.
 */
export type LeadRule = (lead: number, fork: number, clean: boolean) => number;

export function leadYield(alpha: number, gamma: number, rule: LeadRule): Yield {
  const needed = Math.ceil(Math.log(LEAST_CHANCE) / Math.log(alpha / (1 - alpha)));
  const chain = new LeadChain(alpha, gamma, rule, Math.min(MOST_LEAD, Math.max(20, needed)));
  const wins = chain.wins();
  const { own, others, mined } = chain.values(wins);
  const total = alpha * (own + others) + (1 - alpha);
  return { revenue: (alpha * own) / total, throughput: total / (1 + alpha * mined) };
}

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

  /** Chance that the withholder's branch is overridden or settled by others before it is given up, by state. */
  wins(): Float64Array {
    const system = new BandedSystem(this.size, 1);
    this.forEachState((state, lead, mode, action, tie) => {
      if (action === ADOPT) return;
      if (action === OVERRIDE) return system.add(state, 0, 1);
      const settled = tie ? this.gamma * (1 - this.alpha) : 0;
      system.add(state, 0, settled);
      system.leads(state, this.found(lead, mode, tie), this.alpha);
      system.leads(state, indexOf(lead - 1, RELEVANT), 1 - this.alpha - settled);
    });
    return system.solve();
  }

  /** Values of the state after the first block of a round, which the withholder found. */
  values(wins: Float64Array): { own: number; others: number; mined: number } {
    const system = new BandedSystem(this.size, 3);
    const fresh = indexOf(1, CLEAN);
    this.forEachState((state, lead, mode, action, tie) => {
      if (action === ADOPT) return;
      system.add(state, 2, 1);
      if (action === OVERRIDE) {
        system.add(state, 0, 1);
        system.leads(state, fresh, this.alpha);
        // The next block is another's, and there is nothing to hold against it.
        return system.add(state, 1, 1 - this.alpha);
      }
      const settled = tie ? this.gamma * (1 - this.alpha) : 0;
      const grown = 1 - this.alpha - settled;
      system.leads(state, this.found(lead, mode, tie), this.alpha);
      const rival = indexOf(lead - 1, RELEVANT);
      system.leads(state, rival, grown);
      // The public branch is longer by one, which is at stake from then on.
      const winning = rival >= 0 ? wins[rival]! : 0;
      system.add(state, 0, grown * winning);
      system.add(state, 1, grown * (1 - winning));
      if (settled === 0) return;
      // A settled tie leaves nothing to hold against the block that settled it.
      if (lead === 0) return system.add(state, 1, settled);
      system.leads(state, rival, settled);
      system.add(state, 0, settled * winning);
      system.add(state, 1, settled * (1 - winning));
    });
    const solution = system.solve();
    const [own, others, mined] = [0, 1, 2].map((column) => solution[fresh * 3 + column]!);
    return { own: own!, others: others!, mined: mined! };
  }

  /** Where a block of the withholder's own leads; the longest lead grows no more. */
  private found(lead: number, mode: number, tie: boolean): number {
    return indexOf(Math.min(this.most, lead + 1), tie ? ACTIVE : mode === CLEAN ? CLEAN : IRRELEVANT);
  }

  private forEachState(visit: (state: number, lead: number, mode: number, action: number, tie: boolean) => void): void {
    for (let lead = LEAST_LEAD; lead <= this.most; lead++) {
      for (let mode = 0; mode < MODES; mode++) {
        const fork = mode === CLEAN ? IRRELEVANT : mode;
        const action = lead === LEAST_LEAD && fork !== RELEVANT ? ADOPT : this.rule(lead, fork, mode === CLEAN);
        const tie = action === MATCH || (fork === ACTIVE && action !== ADOPT && action !== OVERRIDE);
        visit(indexOf(lead, mode), lead, mode, action, tie);
      }
    }
  }
}

/** Unknowns x with x_i = Σ M_ij x_j + right sides, where M has a narrow band and rows of chances. */
class BandedSystem {
  private readonly size: number;
  private readonly columns: number;
  private readonly band: Float64Array;
  private readonly right: Float64Array;

  constructor(size: number, columns: number) {
    this.size = size;
    this.columns = columns;
    this.band = new Float64Array(size * (2 * BAND + 1));
    this.right = new Float64Array(size * columns);
    for (let row = 0; row < size; row++) this.band[row * (2 * BAND + 1) + BAND] = 1;
  }

  add(row: number, column: number, value: number): void {
    this.right[row * this.columns + column]! += value;
  }

  /** A transition; one to below the first unknown ends the round. */
  leads(row: number, to: number, chance: number): void {
    if (to >= 0) this.band[row * (2 * BAND + 1) + BAND + to - row]! -= chance;
  }

  /** Gaussian elimination inside the band. The diagonal dominates, so that no pivot is needed. */
  solve(): Float64Array {
    const { size, columns, band, right } = this;
    const at = (row: number, column: number) => row * (2 * BAND + 1) + BAND + column - row;
    for (let pivot = 0; pivot < size; pivot++) {
      const last = Math.min(size - 1, pivot + BAND);
      for (let row = pivot + 1; row <= last; row++) {
        const factor = band[at(row, pivot)]! / band[at(pivot, pivot)]!;
        if (factor === 0) continue;
        for (let column = pivot + 1; column <= last; column++)
          band[at(row, column)]! -= factor * band[at(pivot, column)]!;
        for (let k = 0; k < columns; k++) right[row * columns + k]! -= factor * right[pivot * columns + k]!;
      }
    }
    for (let row = size - 1; row >= 0; row--) {
      for (let k = 0; k < columns; k++) {
        let rest = right[row * columns + k]!;
        for (let column = row + 1; column <= Math.min(size - 1, row + BAND); column++)
          rest -= band[at(row, column)]! * right[column * columns + k]!;
        right[row * columns + k] = rest / band[at(row, row)]!;
      }
    }
    return right;
  }
}
