import type { BlockId } from '../../contract.js';
import { oracle } from '../oracle.js';

export interface Checkpoint {
  readonly epoch: number;
  /** The block at the epoch's first slot, or the last before it. */
  readonly root: BlockId;
}

/** AttestationData: what a validator votes for, once an epoch. */
export interface AttestationData {
  readonly slot: number;
  /** The LMD vote: the head of the chain. */
  readonly root: BlockId;
  /** The FFG vote: from the justified checkpoint to that of the epoch. */
  readonly source: Checkpoint;
  readonly target: Checkpoint;
}

/** The same vote of one or many validators of one slot's committee, ascending. Shared and never written to. */
export interface Attestation extends AttestationData {
  readonly validators: Int32Array;
}

export const sameCheckpoint = (a: Checkpoint, b: Checkpoint): boolean => a.epoch === b.epoch && a.root === b.root;

const sameData = (a: AttestationData, b: AttestationData): boolean =>
  a.slot === b.slot && a.root === b.root && sameCheckpoint(a.source, b.source) && sameCheckpoint(a.target, b.target);

/** is_slashable_attestation_data: two votes for one target epoch, or one that surrounds the other. */
export function isSlashable(a: AttestationData, b: AttestationData): boolean {
  if (a.target.epoch === b.target.epoch) return !sameData(a, b);
  const [early, late] = a.target.epoch < b.target.epoch ? [a, b] : [b, a];
  return late.source.epoch < early.source.epoch;
}

/** Sums of hashes stay below 2^53. */
export const HASHES = 4503599627370496;

/** Numbers for what is voted for and for attestations as a whole: equal numbers, equal contents. */
export class AttestationBook {
  /** By number, everything that anybody voted for. */
  private readonly list: AttestationData[] = [];
  private readonly bySlot = new Map<number, number[]>();
  private readonly hashes = new WeakMap<Attestation, number>();
  /** Attestations of the last slots by hash, so that those that say the same are one object. */
  private readonly known = new Map<number, Attestation>();
  private newest = 0;

  data(number: number): AttestationData {
    return this.list[number]!;
  }

  /** The number of what an attestation votes for. */
  numberOf({ slot, root, source, target }: AttestationData): number {
    let numbers = this.bySlot.get(slot);
    if (!numbers) this.bySlot.set(slot, (numbers = []));
    const data: AttestationData = { slot, root, source, target };
    for (const number of numbers) if (sameData(this.list[number]!, data)) return number;
    numbers.push(this.list.length);
    return this.list.push(data) - 1;
  }

  /** A number below 2^52 that stands for the attestation, its validators included. */
  hashOf(attestation: Attestation): number {
    let hash = this.hashes.get(attestation);
    if (hash === undefined) {
      hash = 1 + this.numberOf(attestation);
      const { validators } = attestation;
      for (let i = 0; i < validators.length; i++) hash = oracle(hash, validators[i]!);
      this.hashes.set(attestation, (hash = Math.floor(hash / 2)));
    }
    return hash;
  }

  /** The attestation that says the same and was made first. */
  interned(attestation: Attestation, keptSlots: number): Attestation {
    const hash = this.hashOf(attestation);
    const first = this.known.get(hash);
    if (first) return first;
    this.known.set(hash, attestation);
    if (attestation.slot > this.newest) {
      this.newest = attestation.slot;
      for (const [old, { slot }] of this.known) {
        if (slot >= this.newest - keptSlots) break;
        this.known.delete(old);
      }
    }
    return attestation;
  }
}
