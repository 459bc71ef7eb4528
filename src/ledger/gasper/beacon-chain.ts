import type { BlockId, BlockView, ChainFacts } from '../../contract.js';
import { replays } from '../mempool.js';
import { AttestationBook, type Checkpoint } from './attestations.js';
import type { Shuffling } from './committees.js';
import { Forks } from './fork-choice.js';
import { counted, stakesAfter, stakesStand } from '../stakes.js';
import type { Options } from './options.js';
import { GENESIS_BALANCE, type Growth } from './registry.js';
import { type Ancestry, type Body, type Rules, type State, Transition } from './state.js';
import { Validators } from './validators.js';

/** States kept, at least, and epochs whose states are. */
const LEAST_STATES = 64;
const KEPT_EPOCHS = 4;
/** Above all numbers of blocks. */
const EPOCH = 4294967296;

/** A block's header. */
export interface Header extends Body {
  readonly value: number;
}

/** What stays known of a block after its state has been let go. */
export interface BlockFacts {
  readonly slot: number;
  /** What its state says, and what it would say if the epoch ended with it. */
  readonly justified: Checkpoint;
  readonly finalized: Checkpoint;
  readonly unrealizedJustified: Checkpoint;
  readonly unrealizedFinalized: Checkpoint;
}

/**
 * What follows from blocks alone: states, committees, checkpoints. Worked out once for all nodes, each of which asks about
 * blocks that it has seen only. States are kept for the newest blocks; an older one is worked out again from the last that
 * is kept before it.
 */
export class BeaconChain {
  readonly transition: Transition;
  readonly validators: Validators;
  readonly book = new AttestationBook();
  readonly forks: Forks;
  readonly slotsPerEpoch: number;
  private readonly facts: ChainFacts;
  private readonly genesis: State;
  private readonly mostStates: number;
  private readonly states = new Map<BlockId, State>();
  /** By epoch and block: the state at the start of an epoch that begins after the block. */
  private readonly advanced = new Map<number, State>();

  /** The one of a run. */
  static of(blocks: BlockView, facts: ChainFacts, options: Options, rules: Rules): BeaconChain {
    return blocks.derive('beacon chain', 0, () => new BeaconChain(blocks, facts, options, rules));
  }

  /** The same, for whoever watches nodes that have begun. */
  static existing(blocks: BlockView): BeaconChain {
    return blocks.derive('beacon chain', 0, (): BeaconChain => {
      throw new Error('no node has begun');
    });
  }

  private constructor(blocks: BlockView, facts: ChainFacts, options: Options, rules: Rules) {
    this.facts = facts;
    this.slotsPerEpoch = options.slotsPerEpoch;
    this.validators = new Validators(counted(blocks, 0, facts), options);
    this.transition = new Transition(options, rules, this.validators, facts.genesisSeed);
    this.genesis = this.transition.genesis(this.growth(0, blocks));
    this.mostStates = Math.max(LEAST_STATES, KEPT_EPOCHS * options.slotsPerEpoch);
    this.forks = new Forks(this, facts.genesisSeed);
  }

  epochOf(slot: number): number {
    return this.transition.epochOf(slot);
  }

  slotOf(block: BlockId, blocks: BlockView): number {
    return block === 0 ? 0 : (blocks.header(block) as Header).slot;
  }

  /** get_checkpoint_block: the block of a chain at an epoch's first slot, or the last before it. */
  checkpoint(tip: BlockId, epoch: number, blocks: BlockView): BlockId {
    let at = tip;
    while (this.slotOf(at, blocks) > epoch * this.slotsPerEpoch) {
      const boundary = this.boundary(at, blocks);
      at = boundary === at ? blocks.parent(at) : boundary;
    }
    return at;
  }

  /** Share of all stake at genesis that slashings have taken up to a block. */
  slashed(block: BlockId, blocks: BlockView): number {
    return this.state(block, blocks).registry.taken / (this.validators.count * GENESIS_BALANCE);
  }

  /** The block of a chain at a slot, or the last before it. */
  blockAt(tip: BlockId, slot: number, blocks: BlockView): BlockId {
    let at = tip;
    while (this.slotOf(at, blocks) > slot) at = blocks.parent(at);
    return at;
  }

  /** What the transition may ask about a chain. */
  ancestry(tip: BlockId, blocks: BlockView): Ancestry {
    return {
      checkpoint: (epoch) => this.checkpoint(tip, epoch, blocks),
      blockAt: (slot) => this.blockAt(tip, slot, blocks),
      growth: this.growth(tip, blocks),
    };
  }

  /** What stakes have become after a block, validator by validator, once asked for. */
  private growth(block: BlockId, blocks: BlockView): Growth | undefined {
    const { facts, validators } = this;
    if (stakesStand(facts)) return undefined;
    let stakes: ArrayLike<number> | undefined;
    const first = counted(blocks, 0, facts);
    return (validator) => {
      stakes ??= stakesAfter(blocks, block, facts);
      const owner = validators.ownerOf(validator);
      return stakes[owner]! / first[owner]!;
    };
  }

  /** The state after a block that obeys the rules. */
  state(block: BlockId, blocks: BlockView): State {
    const known = this.states.get(block);
    if (known) return known;
    const missing: BlockId[] = [];
    let at = block;
    for (; at !== 0 && !this.states.has(at); at = blocks.parent(at)) missing.push(at);
    let state = at === 0 ? this.genesis : this.states.get(at)!;
    for (const next of missing.reverse()) {
      const body = blocks.header(next) as Header;
      const chain = this.ancestry(blocks.parent(next), blocks);
      state = this.transition.apply(this.transition.advance(state, body.slot, chain), body, chain);
      this.states.set(next, state);
      if (this.states.size > this.mostStates) this.states.delete(this.states.keys().next().value!);
    }
    return state;
  }

  /** The state at a slot that is not before the block's. */
  stateAt(block: BlockId, slot: number, blocks: BlockView): State {
    const epoch = this.epochOf(slot);
    if (this.epochOf(this.slotOf(block, blocks)) === epoch) return this.state(block, blocks);
    const key = epoch * EPOCH + block;
    let state = this.advanced.get(key);
    if (!state) {
      const start = epoch * this.slotsPerEpoch;
      state = this.transition.advance(this.state(block, blocks), start, this.ancestry(block, blocks));
      this.keepAdvanced(key, epoch, state);
    }
    return state;
  }

  /** Few begin an epoch with a block of another; those of epochs long past would outlive all other states. */
  private keepAdvanced(key: number, epoch: number, state: State): void {
    const { advanced } = this;
    for (const old of advanced.keys()) if (old < (epoch - KEPT_EPOCHS) * EPOCH) advanced.delete(old);
    advanced.set(key, state);
    if (advanced.size > LEAST_STATES) advanced.delete(advanced.keys().next().value!);
  }

  /** Who attests and proposes in the epoch of a slot, for a chain. */
  shuffling(block: BlockId, slot: number, blocks: BlockView): Shuffling {
    return this.stateAt(block, slot, blocks).shufflings[1];
  }

  /** The validator who proposes in a slot on top of a block; −1: nobody is left. */
  proposer(parent: BlockId, slot: number, blocks: BlockView): number {
    return this.shuffling(parent, slot, blocks).proposers[slot % this.slotsPerEpoch]!;
  }

  of(block: BlockId, blocks: BlockView): BlockFacts {
    return blocks.derive('beacon facts', block, () => {
      const state = this.state(block, blocks);
      const { currentJustified: justified, finalized } = state.finality;
      const unrealized = this.transition.justify(state, this.ancestry(block, blocks));
      return {
        slot: state.slot,
        justified,
        finalized,
        unrealizedJustified: unrealized.currentJustified,
        unrealizedFinalized: unrealized.finalized,
      };
    });
  }

  /** The checkpoint block of a block's own epoch on its chain. */
  private boundary(block: BlockId, blocks: BlockView): BlockId {
    return blocks.derive('beacon boundary', block, () => {
      const slot = this.slotOf(block, blocks);
      if (slot % this.slotsPerEpoch === 0) return block;
      const parent = blocks.parent(block);
      const isFirst = this.epochOf(this.slotOf(parent, blocks)) < this.epochOf(slot);
      return isFirst ? parent : this.boundary(parent, blocks);
    });
  }

  /** Whether a block obeys the rules; signatures are taken for granted. */
  isSound(block: BlockId, blocks: BlockView): boolean {
    return blocks.derive('beacon sound', block, () => {
      if (block === 0) return true;
      const parent = blocks.parent(block);
      const { slot, proposer, attestations, slashings } = blocks.header(block) as Header;
      if (!this.isSound(parent, blocks)) return false;
      if (!Number.isSafeInteger(slot) || slot <= this.slotOf(parent, blocks)) return false;
      const state = this.transition.advance(this.stateAt(parent, slot, blocks), slot, this.ancestry(parent, blocks));
      const { registry } = state;
      const epoch = this.epochOf(slot);
      return (
        proposer === state.shufflings[1].proposers[slot % this.slotsPerEpoch] &&
        this.validators.owns(blocks.producer(block), proposer) &&
        registry.slashed[proposer] === 0 &&
        attestations.every((attestation) => this.transition.mayHold(attestation, state)) &&
        slashings.every(({ validator }) => registry.isSlashable(validator, epoch)) &&
        new Set(slashings.map(({ validator }) => validator)).size === slashings.length &&
        !replays(blocks, block)
      );
    });
  }
}
