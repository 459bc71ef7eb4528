/**
 * Proof of work by blocks alone: one exponential race, and the arrival of each block at each miner. There are no messages,
 * no gossip and no requests; a miner has a block when it, and all before it, have arrived.
 */
import type { BlockId, NodeId, Time } from '../contract.js';
import type { MiningDriver } from '../drivers/mining.js';
import type { Pooling } from '../drivers/pooling.js';
import { Digest } from '../kernel/digest.js';
import { EventQueue } from '../kernel/event-queue.js';
import { BlockRing } from './block-ring.js';
import { Deliveries, LATEST } from './deliveries.js';
import { miningOf, poolingOf } from './driven.js';
import { minersOf } from './miners.js';
import { Finality } from './finality.js';
import type { ForkChoice } from './fork-choice.js';
import { NamedBlocks } from './named-blocks.js';
import type { RaceEnding, RaceOptions } from './options.js';
import { RaceBlocks } from './race-blocks.js';
import { Settlement } from './settlement.js';
import { Ties } from './ties.js';
import { Withholder } from './withholder.js';

/** What the first number of an event says; from 0 on it is the miner at whom a block arrives. */
const STRIKE = -1;
const SWITCH_OFF = -2;
const SWITCH_ON = -3;
const REVISE = -4;
/** Blocks between two looks at what has been settled, beside twice those that are open. */
const LOOK = 64;

export class Race {
  readonly digest = new Digest();
  readonly finality: Finality;
  now: Time = 0;
  events = 0;
  private readonly options: RaceOptions;
  private readonly queue = new EventQueue();
  private readonly ring: BlockRing;
  private readonly settlement: Settlement;
  /** All blocks that are still held. */
  readonly blocks: RaceBlocks;
  private readonly named: NamedBlocks | undefined;
  private readonly mining: MiningDriver;
  private readonly ties: Ties;
  private readonly forkChoice: ForkChoice;
  private readonly pooling: Pooling | undefined;
  private readonly deliveries: Deliveries;
  /** By node: which miner it is. A coalition is one miner; everybody else is one by itself. */
  private readonly minerOf: Int32Array;
  /** By miner: the node that stands for it on the network. */
  private readonly nodeOf: readonly NodeId[];
  /** By miner: the coalition that it is, where it mines, whether it is off. */
  private readonly withholderOf: readonly (Withholder | undefined)[];
  readonly withholders: readonly Withholder[];
  private readonly tips: Int32Array;
  private readonly off: Uint8Array;
  private readonly isCorrect: Uint8Array;
  private readonly correctMiners: readonly number[];
  private atTarget = 0;
  private stopping = false;
  private nextLook = LOOK;

  constructor(options: RaceOptions) {
    this.options = options;
    const { withholders, powers, tally } = options;
    const { minerOf, nodeOf } = minersOf(
      powers.length,
      withholders.map(({ nodes }) => nodes),
    );
    this.minerOf = minerOf;
    this.nodeOf = nodeOf;
    const miners = nodeOf.length;
    const ring = (this.ring = new BlockRing(miners));
    this.settlement = new Settlement(ring, Math.max(options.confirmations + 1, options.reach), tally);
    const { naming } = options;
    this.named = naming && new NamedBlocks(naming, ring, this.settlement, options.reach);
    this.blocks = new RaceBlocks(ring, this.settlement, this.named);
    this.forkChoice = options.forkChoice(ring, this.settlement);
    this.withholders = withholders.map((each) => {
      const others = withholders.filter((other) => other !== each).flatMap(({ nodes }) => nodes);
      return new Withholder(each, ring, this.stageOf(each.nodes), new Set(others));
    });
    this.withholderOf = nodeOf.map((node) => this.withholders.find((each) => each.options.nodes[0] === node));
    const gammaOf = this.withholderOf.map((each) => each?.options.gamma);
    const { queue } = this;
    const { law, delayDraw } = options;
    const { named } = this;
    this.deliveries = new Deliveries({
      ring,
      queue,
      law,
      draw: delayDraw,
      nodes: powers.length,
      nodeOf,
      gammaOf,
      named,
    });
    this.ties = new Ties(ring, this.withholders, options.tieDraw);
    this.tips = new Int32Array(miners);
    this.off = new Uint8Array(miners);
    this.isCorrect = Uint8Array.from(nodeOf, (node) => Number(options.correct[node]));
    this.correctMiners = [...nodeOf.keys()].filter((miner) => this.isCorrect[miner] === 1);
    const push = (time: Time, what: number, draw: number) => queue.push(Math.min(LATEST, time), what, draw);
    const clock = { now: () => this.now, strike: (time: Time, draw: number) => push(time, STRIKE, draw) };
    this.mining = miningOf(options, ring, clock, (node) => this.found(node));
    this.pooling = poolingOf(options, this.mining, { now: clock.now, revise: (time) => push(time, REVISE, 0) });
    this.finality = new Finality({
      ring,
      settlement: this.settlement,
      confirmations: options.confirmations,
      miners,
      correct: this.correctMiners.length,
      enough: options.quorum,
      paid: (producer, height) => {
        const power = options.reinvested(height);
        if (power > 0) this.mining.addPower(producer, power);
      },
    });
    ring.difficulties[0] = options.difficulty(this.blocks, 0);
  }

  /** Starts the clock, and runs until the height is reached, or a limit. */
  run(limit: { readonly time: Time; readonly events: number }): RaceEnding {
    const { queue } = this;
    this.start();
    while (!this.stopping) {
      if (this.events >= limit.events) return 'events';
      if (!queue.pop()) return 'idle';
      if (queue.time > limit.time || queue.time === LATEST) {
        this.now = Math.min(LATEST, limit.time);
        return 'time';
      }
      this.now = queue.time;
      this.events++;
      const { a, b } = queue;
      if (a >= 0) this.arrive(a, b);
      else if (a === STRIKE) this.mining.strike(b);
      else if (a === REVISE) this.pooling!.revise();
      else if (a === SWITCH_OFF) this.off[b] = 1;
      else this.comeBack(b);
    }
    return 'stopped';
  }

  /** Settles all up to the height that the correct miners agree on, at most the target; that height. */
  finish(): number {
    const { ring, options } = this;
    const agreed = this.agreedTip();
    if (agreed < 0) return 0;
    const height = Math.min(options.target, ring.heights[agreed & ring.mask]!);
    this.settlement.finish(this.settlement.ancestor(agreed, height));
    return height;
  }

  private start(): void {
    for (const { node, at, until } of this.options.outages) {
      const miner = this.minerOf[node]!;
      if (at === 0) this.off[miner] = 1;
      else this.queue.push(at, SWITCH_OFF, miner);
      if (until < Infinity) this.queue.push(until, SWITCH_ON, miner);
    }
    this.mining.start();
    this.pooling?.start();
  }

  private stageOf(nodes: readonly NodeId[]) {
    return {
      publish: (block: BlockId, against: BlockId) =>
        this.deliveries.send(this.now, block, this.minerOf[nodes[0]!]!, against),
      turned: (tip: BlockId) => {
        this.tips[this.minerOf[nodes[0]!]!] = tip;
        for (const node of nodes) this.mining.onAdopt(node, tip);
      },
    };
  }

  private found(node: NodeId): void {
    const miner = this.minerOf[node]!;
    if (this.off[miner] === 1) return;
    const withholder = this.withholderOf[miner];
    const parent = withholder ? withholder.tip : this.ties.parentFor(this.tips[miner]!);
    const block = this.make(node, parent);
    if (withholder) {
      this.tips[miner] = block;
      for (const member of withholder.options.nodes) this.mining.onAdopt(member, block);
      this.deliveries.keep(this.now, block, miner);
      return withholder.found(block);
    }
    if (this.isCorrect[miner] === 1) this.options.tally.heard(block, this.now);
    this.see(miner, node, block);
    this.deliveries.send(this.now, block, miner, -1);
  }

  private make(node: NodeId, parent: BlockId): BlockId {
    if (this.ring.next >= this.nextLook || this.ring.isFull) this.look();
    const { ring } = this;
    const { naming } = this.options;
    const work = naming ? naming.work(this.blocks, parent, this.now) : ring.difficulties[parent & ring.mask]!;
    const block = ring.add(parent, node, this.now, work);
    if (this.named) this.name(block, parent, node);
    ring.difficulties[block & ring.mask] = this.options.difficulty(this.blocks, block);
    this.digest.update(this.now, node, parent, block);
    this.forkChoice.made(block);
    this.options.tally.made(block, parent, ring.heights[block & ring.mask]!, node, this.now);
    return block;
  }

  private name(block: BlockId, parent: BlockId, node: NodeId): void {
    for (const named of this.named!.made(block, this.blocks, parent, this.minerOf[node]!, this.now))
      this.digest.update(this.now, node, named, block);
  }

  private arrive(miner: number, block: BlockId): void {
    const { ring } = this;
    const at = block & ring.mask;
    ring.pending[at]!--;
    if (this.off[miner] === 1) return;
    const withholder = this.withholderOf[miner];
    if (withholder) return withholder.hear(block);
    if (this.isCorrect[miner] === 1) this.options.tally.heard(block, this.now);
    this.see(miner, this.nodeOf[miner]!, block);
  }

  /** It takes no time to catch up: of all that has reached it, or would have, the first of most work. */
  private comeBack(miner: number): void {
    const { ring, nodeOf, settlement } = this;
    this.off[miner] = 0;
    const missed: BlockId[] = [];
    const arrival = (block: BlockId) => ring.arrivals[(block & ring.mask) * ring.miners + miner]!;
    for (let block = settlement.root + 1; block < ring.next; block++) {
      if (ring.pending[block & ring.mask]! >= 0 && arrival(block) <= this.now) missed.push(block);
    }
    for (const block of missed.sort((a, b) => arrival(a) - arrival(b) || a - b)) this.see(miner, nodeOf[miner]!, block);
  }

  private see(miner: number, node: NodeId, block: BlockId): void {
    const { ring } = this;
    const before = this.tips[miner]!;
    const tip = this.forkChoice.sees(miner, block, before);
    if (tip !== before) this.adopt(miner, node, tip, ring.parents[tip & ring.mask] === before);
  }

  /** @param grown whether it only makes the chain longer that the miner had */
  private adopt(miner: number, node: NodeId, tip: BlockId, grown: boolean): void {
    const { ring, tips, options } = this;
    const { heights, mask } = ring;
    const before = heights[tips[miner]! & mask]!;
    const height = heights[tip & mask]!;
    tips[miner] = tip;
    if (this.isCorrect[miner] === 1) this.finality.adopted(this.now, miner, tip, grown);
    this.mining.onAdopt(node, tip);
    if (this.isCorrect[miner] === 0) return;
    if (height < options.target && before < options.target) return;
    if (before < options.target) this.atTarget++;
    if (height < options.target) this.atTarget--;
    if (this.atTarget < this.correctMiners.length) return;
    const agreed = this.agreedTip();
    if (heights[agreed & mask]! >= options.target) this.stopping = true;
  }

  /** The last block that all correct miners have on their chains; −1 without such miners. */
  private agreedTip(): BlockId {
    let agreed = -1;
    for (const miner of this.correctMiners) agreed = this.common(agreed, this.tips[miner]!);
    return agreed;
  }

  private common(a: BlockId, b: BlockId): BlockId {
    return a < 0 || a === b ? b : this.ring.commonAncestor(a, b);
  }

  /** Finds out what is beyond dispute, counts it and lets it go. */
  private look(): void {
    const { ring, tips, off, settlement } = this;
    let root = -1;
    for (let miner = 0; miner < tips.length; miner++) if (off[miner] === 0) root = this.common(root, tips[miner]!);
    for (const { tip, rival, matched } of this.withholders) {
      root = this.common(this.common(root, tip), rival);
      if (matched >= 0) root = this.common(root, matched);
    }
    for (let block = settlement.root + 1; block < ring.next; block++) {
      if (ring.pending[block & ring.mask]! > 0) root = this.common(root, block);
    }
    if (root > settlement.root) {
      // Who is off holds nothing up, and wakes on the settled chain when its own is gone.
      for (let miner = 0; miner < tips.length; miner++) {
        if (off[miner] === 1 && this.common(root, tips[miner]!) !== root) tips[miner] = root;
      }
      settlement.raise(root);
      this.blocks.forget();
      this.named?.forget();
    }
    if (ring.isFull) ring.grow();
    this.nextLook = ring.next + LOOK + 2 * (ring.next - settlement.root);
  }
}
