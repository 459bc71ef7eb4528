import type { BlockId, DelayLaw, NodeId, Time } from '../contract.js';
import type { EventQueue } from '../kernel/event-queue.js';
import type { KeyedDraw } from '../kernel/keyed-draw.js';
import type { BlockRing } from './block-ring.js';
import type { NamedBlocks } from './named-blocks.js';
import type { Gamma } from './withholder.js';

/** As in the transport: draws are keyed by the number of the message among its sender's, and the receiver. */
const SENDER_STRIDE = 4_294_967_296;
/** The end of the clock, after 285 years. */
export const LATEST: Time = Number.MAX_SAFE_INTEGER;

const NONE: readonly BlockId[] = [];

/** When each block arrives at each miner: by the law, or as a withholder's gamma has it, and never before its parent. */
export class Deliveries {
  private readonly ring: BlockRing;
  private readonly queue: EventQueue;
  private readonly law: DelayLaw;
  private readonly draw: KeyedDraw;
  /** By miner: the node that stands for it on the network. */
  private readonly nodeOf: readonly NodeId[];
  /** By miner: how ties go its way; honest miners have none. */
  private readonly gammaOf: readonly (Gamma | undefined)[];
  private readonly anyGamma: boolean;
  private readonly named: NamedBlocks | undefined;
  private readonly sent: Float64Array;

  constructor(options: {
    ring: BlockRing;
    queue: EventQueue;
    law: DelayLaw;
    draw: KeyedDraw;
    nodes: number;
    nodeOf: readonly NodeId[];
    gammaOf: readonly (Gamma | undefined)[];
    named: NamedBlocks | undefined;
  }) {
    this.ring = options.ring;
    this.queue = options.queue;
    this.law = options.law;
    this.draw = options.draw;
    this.nodeOf = options.nodeOf;
    this.gammaOf = options.gammaOf;
    this.named = options.named;
    this.anyGamma = options.gammaOf.some((gamma) => gamma !== undefined && gamma.by !== 'network');
    this.sent = new Float64Array(options.nodes);
  }

  /** Only its own miner has the block for now. */
  keep(now: Time, block: BlockId, miner: number): void {
    const { ring } = this;
    const at = block & ring.mask;
    ring.pending[at] = -1;
    ring.arrivals[at * ring.miners + miner] = now;
  }

  /**
   * Sends a block to every miner but its own.
   * @param against the block that it ties with, which where ties are decided by lottery is heard first; −1: none
   */
  send(now: Time, block: BlockId, miner: number, against: BlockId): void {
    const { ring, queue, nodeOf, law, draw } = this;
    const { arrivals, miners, mask } = ring;
    const at = block & mask;
    const parent = ring.parents[at]!;
    // Whoever is to hear of a block that has been let go has heard of it.
    const before = parent >= ring.oldest ? (parent & mask) * miners : -1;
    const rival = against >= 0 && this.gammaOf[miner]?.by === 'lottery' ? (against & mask) * miners : -1;
    const from = ring.producers[at]!;
    const number = from * SENDER_STRIDE + this.sent[from]!++;
    const places = at * miners;
    const names = this.named?.of(block) ?? NONE;
    for (let to = 0; to < miners; to++) {
      if (to === miner) continue;
      const node = nodeOf[to]!;
      const u = draw.uniform(number, node);
      const delay = this.anyGamma ? this.delay(u, from, miner, to) : law.delay(u, from, node);
      let time = now + Math.floor(delay + 0.5);
      if (before >= 0 && arrivals[before + to]! > time) time = arrivals[before + to]!;
      if (rival >= 0 && arrivals[rival + to]! > time) time = arrivals[rival + to]!;
      for (let i = 0; i < names.length; i++) time = Math.max(time, arrivals[(names[i]! & mask) * miners + to]!);
      if (time > LATEST) time = LATEST;
      arrivals[places + to] = time;
      queue.push(time, to, block);
    }
    arrivals[places + miner] = now;
    ring.pending[at] = miners - 1;
  }

  private delay(u: number, from: NodeId, sender: number, receiver: number): number {
    const heard = this.gammaOf[receiver];
    if (heard && heard.by !== 'network') return 0;
    const sends = this.gammaOf[sender];
    if (sends?.by === 'lottery') return 0;
    if (sends?.by === 'delays') return u * sends.spread;
    return this.law.delay(u, from, this.nodeOf[receiver]!);
  }
}
