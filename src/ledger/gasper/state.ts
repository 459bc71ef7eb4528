/** The beacon state after a block, and the specification's state transition. States are shared and never written to. */
import type { BlockId } from '../../contract.js';
import { oracle } from '../oracle.js';
import type { Attestation, AttestationData, Checkpoint } from './attestations.js';
import { sameCheckpoint } from './attestations.js';
import { Shuffling } from './committees.js';
import { type Finality, GENESIS_FINALITY, weigh } from './finality.js';
import type { Options } from './options.js';
import {
  baseRewardPerEth,
  FLAG_WEIGHTS,
  type Growth,
  HEAD,
  proposerReward,
  Registry,
  type Reward,
  SOURCE,
  TARGET,
} from './registry.js';
import type { Validators } from './validators.js';

const MIN_EPOCHS_TO_LEAK = 4;

/** What a validator did that it is slashed for. */
export interface Offence {
  readonly validator: number;
  readonly sort: 'votes' | 'blocks';
}

/** What a block brings, as its header states it. */
export interface Body {
  readonly slot: number;
  readonly proposer: number;
  readonly attestations: readonly Attestation[];
  readonly slashings: readonly Offence[];
}

export interface State {
  readonly slot: number;
  readonly registry: Registry;
  readonly finality: Finality;
  /** By validator, the flags of the epoch before and of this. */
  readonly previousFlags: Uint8Array;
  readonly currentFlags: Uint8Array;
  readonly mix: number;
  /** Of the epoch before, of this and of the next: known an epoch ahead. */
  readonly shufflings: readonly [Shuffling, Shuffling, Shuffling];
  /** What proposers of this epoch have earned. */
  readonly rewards: readonly Reward[];
}

/** Rules that a broken variant may leave out. */
export interface Rules {
  /** Whether votes of so many ETH, of all, justify a target. */
  readonly enough: (votes: number, total: number) => boolean;
  readonly isSlashable: (a: AttestationData, b: AttestationData) => boolean;
}

/** What the transition needs to know of a chain: its block at the start of an epoch, and at a slot. */
export interface Ancestry {
  checkpoint(epoch: number): BlockId;
  blockAt(slot: number): BlockId;
  /** What owners' stakes have become with its last block; absent: they are for ever those of genesis. */
  readonly growth?: Growth | undefined;
}

export class Transition {
  readonly options: Options;
  readonly rules: Rules;
  readonly validators: Validators;
  private readonly seed: number;
  private readonly timelySource: number;

  constructor(options: Options, rules: Rules, validators: Validators, genesisSeed: number) {
    this.options = options;
    this.rules = rules;
    this.validators = validators;
    this.seed = genesisSeed;
    this.timelySource = Math.floor(Math.sqrt(options.slotsPerEpoch));
  }

  epochOf(slot: number): number {
    return Math.floor(slot / this.options.slotsPerEpoch);
  }

  genesis(growth?: Growth): State {
    const { count } = this.validators;
    const registry = Registry.genesis(count, growth);
    const first = this.shuffling(0, this.seed, registry);
    return {
      slot: 0,
      registry,
      finality: GENESIS_FINALITY,
      previousFlags: new Uint8Array(count),
      currentFlags: new Uint8Array(count),
      mix: this.seed,
      shufflings: [first, first, this.shuffling(1, this.seed, registry)],
      rewards: [],
    };
  }

  /** Who attests and proposes in an epoch, by the mix as it is at the end of the last epoch but one before it. */
  shuffling(epoch: number, mix: number, registry: Registry): Shuffling {
    return new Shuffling(epoch, mix, registry, this.validators, this.options.slotsPerEpoch);
  }

  /** process_slots: the state as it is at a later slot without further blocks. */
  advance(state: State, slot: number, chain: Ancestry): State {
    let next = state;
    while (this.epochOf(next.slot) < this.epochOf(slot)) next = this.endEpoch(next, chain);
    return next.slot === slot ? next : { ...next, slot };
  }

  /** process_epoch. */
  private endEpoch(state: State, chain: Ancestry): State {
    const epoch = this.epochOf(state.slot);
    const finality = this.justify(state, chain);
    const isLeaking = this.isLeaking(epoch, finality);
    const { rewards } = state;
    const { growth } = chain;
    const registry = state.registry.settle(epoch, state.previousFlags, { isLeaking, rewards, growth }, this.options);
    const [, current, next] = state.shufflings;
    return {
      slot: (epoch + 1) * this.options.slotsPerEpoch,
      registry,
      finality,
      previousFlags: state.currentFlags,
      currentFlags: new Uint8Array(state.currentFlags.length),
      mix: state.mix,
      shufflings: [current, next, this.shuffling(epoch + 2, state.mix, registry)],
      rewards: [],
    };
  }

  /** is_in_inactivity_leak, at the end of an epoch. */
  isLeaking(epoch: number, { finalized }: Finality): boolean {
    if (this.options.inactivityPenaltyQuotient === 'none') return false;
    return epoch - 1 - finalized.epoch > MIN_EPOCHS_TO_LEAK;
  }

  /** process_justification_and_finalization, as if the epoch ended now: what is justified but not realized. */
  justify({ slot, registry, finality, previousFlags, currentFlags }: State, chain: Ancestry): Finality {
    const epoch = this.epochOf(slot);
    if (epoch <= 1) return finality;
    const total = registry.total(epoch);
    const { enough } = this.rules;
    return weigh(finality, {
      previous: { epoch: epoch - 1, root: chain.checkpoint(epoch - 1) },
      current: { epoch, root: chain.checkpoint(epoch) },
      previousEnough: enough(registry.total(epoch - 1, previousFlags, TARGET), total),
      currentEnough: enough(registry.total(epoch, currentFlags, TARGET), total),
    });
  }

  /** process_randao: a validator's reveal is its signature of the epoch, so that it has no choice but to make no block. */
  mixed(mix: number, proposer: number, epoch: number): number {
    return oracle(mix, oracle(oracle(this.seed, proposer), epoch));
  }

  /** process_block, on a state that has been advanced to its slot. */
  apply(state: State, { proposer, attestations, slashings }: Body, chain: Ancestry): State {
    const epoch = this.epochOf(state.slot);
    const guilty = slashings.map(({ validator }) => validator);
    const { registry } = state;
    return {
      ...state,
      registry: guilty.length > 0 ? registry.slash(guilty, epoch, proposer, this.options) : registry,
      mix: this.mixed(state.mix, proposer, epoch),
      ...this.count(state, attestations, proposer, chain),
    };
  }

  /** process_attestation, of all of a block. */
  private count(state: State, attestations: readonly Attestation[], proposer: number, chain: Ancestry) {
    if (attestations.length === 0) return {};
    const { slot, registry, rewards } = state;
    const epoch = this.epochOf(slot);
    const previousFlags = state.previousFlags.slice();
    const currentFlags = state.currentFlags.slice();
    let earned = 0;
    for (const attestation of attestations) {
      const flags = attestation.target.epoch === epoch ? currentFlags : previousFlags;
      const worth = this.worth(attestation, state, chain);
      for (const validator of attestation.validators) {
        const fresh = worth & ~flags[validator]!;
        flags[validator]! |= worth;
        for (const [flag, weight] of FLAG_WEIGHTS)
          if ((fresh & flag) !== 0) earned += weight * registry.effective[validator]!;
      }
    }
    const reward: Reward = [proposer, proposerReward(earned, baseRewardPerEth(registry.total(epoch)))];
    return { previousFlags, currentFlags, rewards: [...rewards, reward] };
  }

  /** get_attestation_participation_flag_indices, for a block at the state's slot. */
  worth({ slot, root, source, target }: AttestationData, state: State, chain: Ancestry): number {
    if (!sameCheckpoint(source, this.sourceOf(target, state))) return 0;
    const delay = state.slot - slot;
    let flags = delay <= this.timelySource ? SOURCE : 0;
    if (target.root !== chain.checkpoint(target.epoch)) return flags;
    flags |= TARGET;
    return delay === 1 && root === chain.blockAt(slot) ? flags | HEAD : flags;
  }

  private sourceOf(target: Checkpoint, { slot, finality }: State): Checkpoint {
    return target.epoch === this.epochOf(slot) ? finality.currentJustified : finality.previousJustified;
  }

  /** Whether a block at the state's slot may hold an attestation. */
  mayHold(attestation: Attestation, state: State): boolean {
    const { slot, target, validators } = attestation;
    const behind = this.epochOf(state.slot) - target.epoch;
    if (behind < 0 || behind > 1 || slot >= state.slot || this.epochOf(slot) !== target.epoch) return false;
    const shuffling = state.shufflings[1 - behind]!;
    const slotInEpoch = slot % this.options.slotsPerEpoch;
    return (
      sameCheckpoint(attestation.source, this.sourceOf(target, state)) &&
      validators.every((validator) => shuffling.attests(validator, slotInEpoch))
    );
  }
}
