import type { BlockId, NodeId, Observer, Time } from '../contract.js';
import { DelayHistogram } from './delay-histogram.js';
import { Samples } from './samples.js';

/** A block counts once more than this share of the nodes have it. */
const SPREAD = 0.9;
/** Receptions that are kept of blocks which have not spread; beyond it the oldest block is given up. */
const MOST_WAITING = 1 << 22;
/** Blocks that have spread and are still watched for their last node. */
const MOST_WATCHED = 4_096;

/** A block that some nodes do not have yet. */
interface Travelling {
  readonly born: Time;
  count: number;
  p50: Time;
  p90: Time;
  /** Who got it when, until it has spread. */
  nodes: Int32Array | undefined;
  delays: Float64Array | undefined;
}

export interface PropagationOptions {
  /** Nodes that count; nobody waits for the others. */
  readonly counted: readonly boolean[];
  readonly weights: readonly number[];
  /** By node: its region, and how many regions there are. */
  readonly regionOf: Int32Array;
  readonly regions: number;
}

/**
 * How long blocks take from their making until a node has them whole, whether or not it adopts them; the maker counts with 0.
 * Pooled over all nodes and all blocks that more than 90 % of the nodes got, and block by block. Memory is bounded: pooled
 * delays are binned within 0.1 %, and blocks that never spread are given up.
 */
export class Propagation implements Observer {
  readonly isPatient = true;
  /** Of all nodes together, and of each region's. */
  readonly pooled = new DelayHistogram(10);
  readonly byRegion: readonly DelayHistogram[];
  /** One sample for each block that has spread: delay until half of the nodes, until 90 %, and until the last had it. */
  readonly blockP50 = new Samples();
  readonly blockP90 = new Samples();
  readonly blockMax = new Samples();
  /** Blocks that have spread. */
  blocks = 0;
  private readonly regionOf: Int32Array;
  private readonly counted: Uint8Array;
  private readonly weights: Float64Array;
  private readonly all: number;
  private readonly half: number;
  private readonly nine: number;
  private readonly enough: number;
  private readonly waiting = new Map<BlockId, Travelling>();
  private readonly watched = new Map<BlockId, Travelling>();
  private readonly spare: { nodes: Int32Array; delays: Float64Array }[] = [];
  /** The block that was received last, as most are next: the same. */
  private lastBlock: BlockId = -1;
  private last: Travelling | undefined;
  private sum = 0;
  private weightedSum = 0;
  private weightSum = 0;

  constructor(options: PropagationOptions) {
    this.regionOf = options.regionOf;
    this.counted = Uint8Array.from(options.counted, Number);
    this.weights = Float64Array.from(options.weights);
    this.all = options.counted.filter(Boolean).length;
    this.half = Math.ceil(0.5 * this.all);
    this.nine = Math.ceil(0.9 * this.all);
    this.enough = Math.floor(SPREAD * this.all) + 1;
    this.byRegion = Array.from({ length: options.regions }, () => new DelayHistogram(5));
  }

  /** Mean delay in microseconds over nodes and blocks. */
  get mean(): number | undefined {
    return this.pooled.count > 0 ? this.sum / this.pooled.count : undefined;
  }

  /** The mean in which each node counts by its weight: how long hash power works on without a block. */
  get meanByWeight(): number | undefined {
    return this.weightSum > 0 ? this.weightedSum / this.weightSum : undefined;
  }

  onMint(time: Time, node: NodeId, block: BlockId): void {
    const { nodes, delays } = this.spare.pop() ?? {
      nodes: new Int32Array(this.enough),
      delays: new Float64Array(this.enough),
    };
    this.waiting.set(block, { born: time, count: 0, p50: 0, p90: 0, nodes, delays });
    if (this.waiting.size * this.enough > MOST_WAITING && this.waiting.size > 1) this.giveUpOldest();
    this.onReceive(time, node, block);
  }

  onReceive(time: Time, node: NodeId, block: BlockId): void {
    if (this.counted[node] === 0) return;
    if (block !== this.lastBlock) {
      this.lastBlock = block;
      this.last = this.waiting.get(block) ?? this.watched.get(block);
    }
    const travelling = this.last;
    if (!travelling) return;
    const delay = time - travelling.born;
    const count = ++travelling.count;
    if (count === this.half) travelling.p50 = delay;
    if (count === this.nine) travelling.p90 = delay;
    if (travelling.nodes === undefined) this.add(node, delay);
    else {
      travelling.nodes[count - 1] = node;
      travelling.delays![count - 1] = delay;
      if (count === this.enough) this.spread(block, travelling);
    }
    if (count < this.all) return;
    this.blockMax.add(delay);
    this.watched.delete(block);
    this.lastBlock = -1;
  }

  private spread(block: BlockId, travelling: Travelling): void {
    const nodes = travelling.nodes!;
    const delays = travelling.delays!;
    this.addAll(nodes, delays);
    this.blocks++;
    this.blockP50.add(travelling.p50);
    this.blockP90.add(travelling.p90);
    this.spare.push({ nodes, delays });
    travelling.nodes = travelling.delays = undefined;
    this.waiting.delete(block);
    if (this.watched.size === MOST_WATCHED) this.watched.delete(this.watched.keys().next().value!);
    this.watched.set(block, travelling);
  }

  private addAll(nodes: Int32Array, delays: Float64Array): void {
    for (let i = 0; i < this.enough; i++) this.add(nodes[i]!, delays[i]!);
  }

  private add(node: NodeId, delay: Time): void {
    const { weights } = this;
    this.pooled.add(delay);
    this.byRegion[this.regionOf[node]!]!.add(delay);
    this.sum += delay;
    this.weightedSum += weights[node]! * delay;
    this.weightSum += weights[node]!;
  }

  private giveUpOldest(): void {
    const [block, { nodes, delays }] = this.waiting.entries().next().value!;
    this.lastBlock = -1;
    this.spare.push({ nodes: nodes!, delays: delays! });
    this.waiting.delete(block);
  }
}
