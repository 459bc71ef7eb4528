import type { BlockId, NodeId, Time } from '../contract.js';
import { SlidingNakamoto } from '../metrics/sliding-nakamoto.js';
import type { SettlementListener } from './settlement.js';
import { WindowCounts } from './window-counts.js';

/** A block of the picture: its number stands for its place. */
export interface DrawnBlock {
  readonly parent: BlockId;
  readonly height: number;
  readonly producer: NodeId;
  readonly time: Time;
  canonical: boolean | undefined;
  /** When the first correct miner had it; null: none ever did. */
  heard: Time | null;
}

/** What is counted of settled blocks. */
export class Tally implements SettlementListener {
  /** By node. */
  readonly canonicalOf: Float64Array;
  readonly staleOf: Float64Array;
  /** What each was paid. */
  readonly rewardOf: Float64Array;
  height = 0;
  staleBlocks = 0;
  /** When the last canonical block was made. */
  lastTime: Time = 0;
  /** Intervals between mined blocks, in seconds. */
  readonly intervals = { count: 0, sum: 0, squares: 0 };
  private before: Time = 0;
  readonly windows: WindowCounts;
  readonly sliding: SlidingNakamoto;
  /** The first blocks by number, if they are to be drawn; place 0 is genesis. */
  readonly drawn: (DrawnBlock | undefined)[] = [undefined];
  private readonly mostDrawn: number;
  private readonly listener: SettlementListener | undefined;
  private readonly pays: (block: BlockId, height: number, producer: NodeId) => void;

  constructor(options: {
    nodes: number;
    windowBlocks: number;
    /** Producers with more than half of a window that make the chain centralized. */
    centralized: number;
    drawnBlocks: number;
    /** Pays for a block of the chain into `rewardOf`. */
    pays: (block: BlockId, height: number, producer: NodeId) => void;
    /** Hears of everything that is counted. */
    listener?: SettlementListener | undefined;
  }) {
    this.listener = options.listener;
    this.pays = options.pays;
    this.rewardOf = new Float64Array(options.nodes);
    this.canonicalOf = new Float64Array(options.nodes);
    this.staleOf = new Float64Array(options.nodes);
    this.sliding = new SlidingNakamoto(options.nodes, options.windowBlocks, options.centralized);
    this.windows = new WindowCounts(options.nodes, options.windowBlocks);
    this.mostDrawn = options.drawnBlocks;
  }

  made(block: BlockId, parent: BlockId, height: number, producer: NodeId, time: Time): void {
    const seconds = (time - this.before) / 1_000_000;
    this.before = time;
    this.intervals.count++;
    this.intervals.sum += seconds;
    this.intervals.squares += seconds * seconds;
    if (block <= this.mostDrawn) this.drawn.push({ parent, height, producer, time, canonical: undefined, heard: null });
  }

  /** A correct miner has it now. */
  heard(block: BlockId, time: Time): void {
    if (block <= this.mostDrawn) this.drawn[block]!.heard ??= time;
  }

  canonical(block: BlockId, height: number, producer: NodeId, time: Time): void {
    this.height = height;
    this.lastTime = time;
    this.canonicalOf[producer]!++;
    this.pays(block, height, producer);
    this.windows.add(height, producer, time);
    this.sliding.add(producer);
    this.listener?.canonical(block, height, producer, time);
    if (block <= this.mostDrawn) this.drawn[block]!.canonical = true;
  }

  stale(block: BlockId, height: number, producer: NodeId): void {
    this.staleBlocks++;
    this.listener?.stale(block, height, producer);
    this.staleOf[producer]!++;
    if (block <= this.mostDrawn) this.drawn[block]!.canonical = false;
  }
}
