import type { BlockId, NodeId, Time } from '../contract.js';
import type { BlockRing } from './block-ring.js';
import { LatencyHistogram } from './latency-histogram.js';
import type { Settlement } from './settlement.js';

/** Heights between the last and the first miner for whom the same height is final; beyond it nothing is measured. */
const SPAN = 4096;

export interface Conflict {
  readonly time: Time;
  readonly miner: number;
  readonly height: number;
}

/** When blocks become final at the correct miners: buried under so many others. */
export class Finality {
  /** Heights that are final somewhere. */
  decisions = 0;
  /** The first time that somebody took back what was final, or took another block for it. */
  conflict: Conflict | undefined;
  readonly latencies = new LatencyHistogram();
  readonly first = { sum: 0, count: 0 };
  readonly quorum = { sum: 0, count: 0 };
  readonly last = { sum: 0, count: 0 };
  private readonly ring: BlockRing;
  private readonly settlement: Settlement;
  private readonly confirmations: number;
  private readonly miners: number;
  private readonly enough: number;
  private readonly paid: (producer: NodeId, height: number) => void;
  /** By miner: the height that is final for it. */
  private readonly final: Int32Array;
  /** By height: the block, who has it as final, and when it was made. */
  private readonly blocks = new Int32Array(SPAN);
  private readonly heights = new Int32Array(SPAN).fill(-1);
  private readonly counts = new Int32Array(SPAN);

  /** @param paid hears of the producer of each height that becomes final for the first time */
  constructor(options: {
    ring: BlockRing;
    settlement: Settlement;
    confirmations: number;
    /** All miners, and the correct ones among them. */
    miners: number;
    correct: number;
    enough: number;
    paid: (producer: NodeId, height: number) => void;
  }) {
    this.ring = options.ring;
    this.settlement = options.settlement;
    this.confirmations = options.confirmations;
    this.miners = options.correct;
    this.enough = options.enough;
    this.paid = options.paid;
    this.final = new Int32Array(options.miners);
  }

  /** A correct miner now takes the chain that ends in `tip` for the right one; `grown`: by one block on what it had. */
  adopted(now: Time, miner: number, tip: BlockId, grown: boolean): void {
    const { ring, settlement } = this;
    const reached = ring.heights[tip & ring.mask]! - this.confirmations;
    const before = this.final[miner]!;
    if (!grown && before > 0 && this.heights[before & (SPAN - 1)] === before && this.conflict === undefined) {
      const kept = ring.heights[tip & ring.mask]! >= before && settlement.ancestor(tip, before);
      if (kept !== this.blocks[before & (SPAN - 1)]) this.conflict = { time: now, miner, height: before };
    }
    for (let height = before + 1; height <= reached; height++) {
      this.finalise(now, miner, height, settlement.ancestor(tip, height));
    }
    if (reached > before) this.final[miner] = reached;
  }

  private finalise(now: Time, miner: number, height: number, block: BlockId): void {
    const { ring } = this;
    const slot = height & (SPAN - 1);
    const age = now - ring.times[block & ring.mask]!;
    if (height > this.decisions) {
      this.decisions = height;
      this.heights[slot] = height;
      this.blocks[slot] = block;
      this.counts[slot] = 0;
      add(this.first, age);
      this.paid(ring.producers[block & ring.mask]!, height);
    } else if (this.heights[slot] !== height) return;
    else if (this.blocks[slot] !== block) {
      this.conflict ??= { time: now, miner, height };
      return;
    }
    const count = ++this.counts[slot]!;
    if (count === this.enough) add(this.quorum, age);
    if (count === this.miners) add(this.last, age);
    this.latencies.add(age);
  }
}

function add(mean: { sum: number; count: number }, value: number): void {
  mean.sum += value;
  mean.count++;
}
