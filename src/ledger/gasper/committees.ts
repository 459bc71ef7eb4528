import type { NodeId } from '../../contract.js';
import { oracle, oracleUnit } from '../oracle.js';
import type { Registry } from './registry.js';
import type { Validators } from './validators.js';

/** ETH of a validator whose stake has not grown. */
const MAX_EFFECTIVE = 32;
/** Draws for proposers; those below are for the shuffle. */
const PROPOSERS = 4294967296;

/**
 * Who attests in which slot of an epoch, and who proposes: every active validator is shuffled into one slot's committee,
 * and proposers are drawn by effective balance. Only the law of the specification's swap-or-not shuffle is kept, and a
 * slot's committees are one.
 */
export class Shuffling {
  readonly epoch: number;
  /** By slot of the epoch; −1: nobody is left. */
  readonly proposers: Int32Array;
  /** By validator: its slot in the epoch; −1: none. */
  private readonly slots: Int16Array;
  private readonly order: Int32Array;
  private readonly validators: Validators;
  /** By slot of the epoch, once asked for: each node's attesters, ascending. */
  private readonly byNode: ReadonlyMap<NodeId, Int32Array>[] = [];

  constructor(epoch: number, mix: number, registry: Registry, validators: Validators, slotsPerEpoch: number) {
    this.epoch = epoch;
    this.validators = validators;
    const seed = oracle(mix, epoch);
    this.order = shuffled(registry.active(epoch), seed);
    this.slots = new Int16Array(validators.count).fill(-1);
    this.proposers = new Int32Array(slotsPerEpoch);
    const { order } = this;
    for (let slot = 0; slot < slotsPerEpoch; slot++) {
      for (let i = this.start(slot); i < this.start(slot + 1); i++) this.slots[order[i]!] = slot;
      this.proposers[slot] = drawProposer(oracle(seed, PROPOSERS + slot), order, registry.effective);
    }
  }

  private start(slot: number): number {
    return Math.floor((this.order.length * slot) / this.proposers.length);
  }

  attests(validator: number, slotInEpoch: number): boolean {
    return this.slots[validator] === slotInEpoch;
  }

  committee(slotInEpoch: number): Int32Array {
    return this.order.subarray(this.start(slotInEpoch), this.start(slotInEpoch + 1));
  }

  /** The validators of a slot's committee that each node runs, ascending. */
  attesters(slotInEpoch: number): ReadonlyMap<NodeId, Int32Array> {
    return (this.byNode[slotInEpoch] ??= this.grouped(slotInEpoch));
  }

  private grouped(slotInEpoch: number): ReadonlyMap<NodeId, Int32Array> {
    const groups = new Map<NodeId, number[]>();
    for (const validator of this.committee(slotInEpoch)
      .slice()
      .sort((a, b) => a - b)) {
      const owner = this.validators.ownerOf(validator);
      const group = groups.get(owner);
      if (group) group.push(validator);
      else groups.set(owner, [validator]);
    }
    return new Map([...groups].map(([node, own]) => [node, Int32Array.from(own)] as const));
  }

  /** Nodes of the first validators of a slot's committee, which is shuffled. */
  aggregators(slotInEpoch: number, count: number): ReadonlySet<NodeId> {
    const first = this.committee(slotInEpoch).subarray(0, count);
    return new Set(Array.from(first, (validator) => this.validators.ownerOf(validator)));
  }
}

function shuffled(order: Int32Array, seed: number): Int32Array {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(oracleUnit(seed, i) * (i + 1));
    const kept = order[i]!;
    order[i] = order[j]!;
    order[j] = kept;
  }
  return order;
}

/**
 * compute_proposer_index: candidates are drawn until one is accepted, with a chance of its effective balance in the most that
 * there is; nobody without one.
 */
function drawProposer(seed: number, active: Int32Array, effective: Uint16Array): number {
  let most = 0;
  for (const validator of active) if (effective[validator]! > most) most = effective[validator]!;
  if (most === 0) return -1;
  most = Math.max(most, MAX_EFFECTIVE);
  for (let i = 0; ; i += 2) {
    const candidate = active[Math.floor(oracleUnit(seed, i) * active.length)]!;
    if (oracleUnit(seed, i + 1) * most < effective[candidate]!) return candidate;
  }
}
