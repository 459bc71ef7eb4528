/** Validators' balances, and what an epoch does to them: Altair's accounting with Bellatrix' constants. */
import type { Options } from './options.js';

/** Gwei in an ETH, the step of effective balances. */
export const ETH = 1e9;
const MAX_EFFECTIVE = 32;
/** Of each validator at genesis, in Gwei. */
export const GENESIS_BALANCE = MAX_EFFECTIVE * ETH;
/** Of a validator whose rewards are staked again (EIP-7251). */
const MAX_COMPOUNDED = 2048;
const EJECTION = 16;
const NEVER = Infinity;
/** Of each exit: the committees of so many epochs are known already. */
const MAX_SEED_LOOKAHEAD = 4;
const MIN_CHURN = 4;
const CHURN_QUOTIENT = 65_536;
const BASE_REWARD_FACTOR = 64;
const MIN_SLASHING_PENALTY_QUOTIENT = 32;
const WHISTLEBLOWER_QUOTIENT = 512;
const SLASHING_MULTIPLIER = 3;
const INACTIVITY_BIAS = 4;
const INACTIVITY_RECOVERY = 16;

/** What a vote that stands in a chain in time is worth: flags of a validator in an epoch, and their weights of 64. */
export const SOURCE = 1;
export const TARGET = 2;
export const HEAD = 4;
export const FLAG_WEIGHTS: readonly (readonly [flag: number, weight: number])[] = [
  [SOURCE, 14],
  [TARGET, 26],
  [HEAD, 14],
];
const WEIGHTS = 64;
const PROPOSER_WEIGHT = 8;

/** By validator: what the stake of its owner is now, in units of what it was at genesis; 0 while it does not count. */
export type Growth = (validator: number) => number;

/** What a block has earned its proposer. */
export type Reward = readonly [validator: number, gwei: number];

export class Registry {
  readonly balances: Float64Array;
  /** Whole ETH: at most 32, times what the stake of its owner has become. */
  readonly effective: Uint16Array;
  readonly scores: Int32Array;
  readonly slashed: Uint8Array;
  /** From which epochs on a validator is no longer active, and can no longer be slashed or pay. */
  readonly exits: Float64Array;
  readonly withdrawable: Float64Array;
  /** By epoch: the effective balances slashed in it, in ETH. */
  readonly slashings: ReadonlyMap<number, number>;
  /** Gwei that slashings have taken so far. */
  taken = 0;

  private constructor(from: Registry | number, slashings: ReadonlyMap<number, number> = new Map()) {
    const isNew = typeof from === 'number';
    this.balances = isNew ? new Float64Array(from).fill(MAX_EFFECTIVE * ETH) : from.balances.slice();
    this.effective = isNew ? new Uint16Array(from).fill(MAX_EFFECTIVE) : from.effective.slice();
    this.scores = isNew ? new Int32Array(from) : from.scores.slice();
    this.slashed = isNew ? new Uint8Array(from) : from.slashed.slice();
    this.exits = isNew ? new Float64Array(from).fill(NEVER) : from.exits.slice();
    this.withdrawable = isNew ? new Float64Array(from).fill(NEVER) : from.withdrawable.slice();
    this.slashings = slashings;
    if (!isNew) this.taken = from.taken;
  }

  /** @param growth as in `settle` */
  static genesis(count: number, growth?: Growth): Registry {
    const first = new Registry(count);
    if (growth) first.updateEffective(growth);
    return first;
  }

  /** Active validators, ascending. */
  active(epoch: number): Int32Array {
    const { exits } = this;
    let count = 0;
    for (let i = 0; i < exits.length; i++) if (exits[i]! > epoch) count++;
    const active = new Int32Array(count);
    for (let i = 0, at = 0; i < exits.length; i++) if (exits[i]! > epoch) active[at++] = i;
    return active;
  }

  /** ETH of all active validators, at least 1; with `flag`, of those unslashed whose flags of the epoch have it. */
  total(epoch: number, flags?: Uint8Array, flag = 0): number {
    const { exits, effective, slashed } = this;
    let sum = 0;
    for (let i = 0; i < exits.length; i++) {
      if (!(exits[i]! > epoch)) continue;
      if (flags === undefined || ((flags[i]! & flag) !== 0 && slashed[i] === 0)) sum += effective[i]!;
    }
    return Math.max(1, sum);
  }

  isSlashable(validator: number, epoch: number): boolean {
    return this.slashed[validator] === 0 && this.withdrawable[validator]! > epoch;
  }

  /** slash_validator: these leave, pay a thirty-second at once, and the proposer who proved it gets a part. */
  slash(validators: readonly number[], epoch: number, proposer: number, { slashingsVector }: Options): Registry {
    const sum = validators.reduce((all, validator) => all + this.effective[validator]!, 0);
    const next = new Registry(this, new Map(this.slashings).set(epoch, (this.slashings.get(epoch) ?? 0) + sum));
    for (const validator of validators) {
      const effective = this.effective[validator]! * ETH;
      next.exit(validator, epoch);
      next.slashed[validator] = 1;
      next.withdrawable[validator] = epoch + slashingsVector;
      next.take(validator, Math.floor(effective / MIN_SLASHING_PENALTY_QUOTIENT));
      next.balances[proposer]! += Math.floor(effective / WHISTLEBLOWER_QUOTIENT);
    }
    return next;
  }

  /**
   * The end of an epoch: inactivity scores, rewards and penalties for the votes of the epoch before, the leak, ejections,
   * what slashings cost by their number, and effective balances.
   * @param flags of the epoch before this
   * @param growth what the stakes of owners have become; absent: they are those of genesis
   */
  settle(
    epoch: number,
    flags: Uint8Array,
    { isLeaking, rewards, growth }: { isLeaking: boolean; rewards: readonly Reward[]; growth?: Growth | undefined },
    options: Options,
  ): Registry {
    const since = epoch + 1 - options.slashingsVector;
    const next = new Registry(this, new Map([...this.slashings].filter(([slashedIn]) => slashedIn >= since)));
    for (const [validator, gwei] of rewards) next.balances[validator]! += gwei;
    if (epoch > 0) next.charge(epoch, flags, isLeaking, options);
    next.eject(epoch, growth);
    next.chargeSlashed(epoch, options);
    next.updateEffective(growth);
    return next;
  }

  /** process_inactivity_updates and process_rewards_and_penalties. */
  private charge(epoch: number, flags: Uint8Array, isLeaking: boolean, options: Options): void {
    const { effective, scores, slashed, exits, withdrawable, balances } = this;
    const total = this.total(epoch);
    const perEth = baseRewardPerEth(total);
    const shares = FLAG_WEIGHTS.map(([flag]) => this.total(epoch - 1, flags, flag) / total);
    const quotient = options.inactivityPenaltyQuotient;
    const divisor = quotient === 'none' ? Infinity : INACTIVITY_BIAS * quotient;
    for (let i = 0; i < effective.length; i++) {
      const isActive = exits[i]! > epoch - 1;
      if (!isActive && !(slashed[i] === 1 && epoch < withdrawable[i]!)) continue;
      const has = slashed[i] === 1 || !isActive ? 0 : flags[i]!;
      if ((has & TARGET) !== 0) scores[i] = Math.max(0, scores[i]! - 1);
      else scores[i]! += INACTIVITY_BIAS;
      if (!isLeaking) scores[i] = Math.max(0, scores[i]! - INACTIVITY_RECOVERY);
      let change = 0;
      for (let k = 0; k < 3; k++) {
        const [flag, weight] = FLAG_WEIGHTS[k]!;
        const full = (effective[i]! * perEth * weight) / WEIGHTS;
        if ((has & flag) !== 0) change += isLeaking ? 0 : Math.floor(full * shares[k]!);
        else if (flag !== HEAD) change -= Math.floor(full);
      }
      if ((has & TARGET) === 0) change -= Math.floor((effective[i]! * ETH * scores[i]!) / divisor);
      balances[i] = Math.max(0, balances[i]! + change);
    }
  }

  /** process_registry_updates. */
  private eject(epoch: number, growth?: Growth): void {
    const { exits, effective, balances } = this;
    for (let i = 0; i < exits.length; i++) {
      // A balance of its own that is too low, not a stake that has shrunk.
      const isLow = growth ? balances[i]! < (EJECTION + 1) * ETH : effective[i]! <= EJECTION;
      if (isLow && exits[i] === NEVER) this.exit(i, epoch);
    }
  }

  /** initiate_validator_exit: so many an epoch. */
  private exit(validator: number, epoch: number): void {
    const { exits } = this;
    if (exits[validator] !== NEVER) return;
    let last = epoch + 1 + MAX_SEED_LOOKAHEAD;
    let active = 0;
    for (let i = 0; i < exits.length; i++) {
      if (exits[i]! > epoch) active++;
      if (exits[i] !== NEVER && exits[i]! > last) last = exits[i]!;
    }
    let leaving = 0;
    for (let i = 0; i < exits.length; i++) if (exits[i] === last) leaving++;
    exits[validator] = leaving >= Math.max(MIN_CHURN, Math.floor(active / CHURN_QUOTIENT)) ? last + 1 : last;
    this.withdrawable[validator] = exits[validator] + 256;
  }

  /** process_slashings: half a vector after its slashing, each pays three times the share of the stake that was slashed. */
  private chargeSlashed(epoch: number, { slashingsVector }: Options): void {
    if (this.slashings.size === 0) return;
    const total = this.total(epoch);
    let sum = 0;
    for (const slashed of this.slashings.values()) sum += slashed;
    const counted = Math.min(SLASHING_MULTIPLIER * sum, total);
    const half = Math.floor(slashingsVector / 2);
    this.slashed.forEach((is, validator) => {
      if (is === 0 || epoch + half !== this.withdrawable[validator]) return;
      this.take(validator, Math.floor((this.effective[validator]! * counted) / total) * ETH);
    });
  }

  /**
   * process_effective_balance_updates, with hysteresis. Stakes that have grown count as balances that compound do since
   * EIP-7251: up to 2048 ETH.
   */
  private updateEffective(growth?: Growth): void {
    const { balances, effective } = this;
    for (let i = 0; i < balances.length; i++) {
      const own = Math.min(balances[i]!, MAX_EFFECTIVE * ETH);
      const balance = growth ? own * growth(i) : own;
      const held = effective[i]! * ETH;
      if (balance + ETH / 4 < held || held + 1.25 * ETH < balance) {
        effective[i] = Math.min(Math.floor(balance / ETH), MAX_COMPOUNDED);
      }
    }
  }

  private take(validator: number, gwei: number): void {
    const taken = Math.min(gwei, this.balances[validator]!);
    this.balances[validator]! -= taken;
    this.taken += taken;
  }
}

/** get_base_reward_per_increment, in Gwei. */
export function baseRewardPerEth(totalEth: number): number {
  return Math.floor((ETH * BASE_REWARD_FACTOR) / Math.floor(Math.sqrt(totalEth * ETH)));
}

/** What a proposer gets for flags whose weights times their validators' ETH sum to this. */
export function proposerReward(weightedEth: number, perEth: number): number {
  return Math.floor((weightedEth * perEth * PROPOSER_WEIGHT) / (WEIGHTS - PROPOSER_WEIGHT) / WEIGHTS);
}
