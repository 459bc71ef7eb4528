/**
 * A coalition of stakers who lead slots, as one: its members' own code hears whatever is public, and so knows what honest nodes
 * build on by the protocol's own rule; what the coalition makes of its slots is decided here and not by that code, which sets no
 * timer while the fault acts. Keys sign whatever they are asked to: a slot may be used on as many chains as there are, and long
 * after it has passed.
 */
import type {
  BehaviourSetting,
  BlockId,
  Make,
  Node,
  NonceWindow,
  NodeContext,
  NodeId,
  Seen,
  SlotLottery,
  Time,
} from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import { FaultyNode } from './faulty-node.js';

type Setting = Omit<BehaviourSetting, 'shared'>;

export interface SlotPlan {
  /** The first member's node has come to be. */
  begin?(): void;
  /** Honest nodes have come to build on another block. */
  heard(): void;
}

export class SlotCoalition {
  /** What honest nodes that know what members know build on. */
  publicTip: BlockId = 0;
  readonly setting: Setting;
  readonly lottery: SlotLottery;
  /** Its members with stake at genesis. */
  readonly stakers: NodeId[] = [];
  private readonly doors = new Map<NodeId, NodeContext>();
  private readonly plan: SlotPlan;
  private muted: boolean;
  private readonly nodes: SlotMember[] = [];
  private facts: Seen | undefined;

  /** @param muted whether members make no blocks by the rules while the fault acts */
  constructor(setting: Setting, plan: SlotPlan, muted: boolean) {
    this.setting = setting;
    this.plan = plan;
    this.muted = muted;
    this.lottery = setting.protocol.slots!;
  }

  member(honest: Make, me: NodeContext): Node {
    const isFirst = this.doors.size === 0;
    this.doors.set(me.id, me);
    if (me.weights[me.id]! > 0) this.stakers.push(me.id);
    const { blocks } = this.setting;
    this.facts ??= { blocks, weights: me.weights, economy: me.economy, genesisSeed: me.genesisSeed };
    const node = new SlotMember(honest(new MutedDoor(me, this)));
    this.nodes.push(node);
    const { until } = this.setting;
    if (this.muted && until !== Infinity) this.setting.schedule(until, () => this.release());
    if (isFirst) this.plan.begin?.();
    return node;
  }

  /** Members make blocks by the rules from now on. */
  release(): void {
    if (!this.muted) return;
    this.muted = false;
    for (const node of this.nodes) node.recover();
  }

  get acts(): boolean {
    const { setting } = this;
    const now = setting.now();
    return now >= setting.at && now < setting.until;
  }

  get silences(): boolean {
    return this.muted && this.acts;
  }

  get seen(): Seen {
    return this.facts!;
  }

  /** The slot that runs now. */
  get slot(): number {
    return Math.floor(this.setting.now() / this.slotLength);
  }

  get slotLength(): Time {
    return this.lottery.length(this.setting.protocolParams);
  }

  height(block: BlockId): number {
    return this.setting.blocks.height(block);
  }

  // ——— The lottery ———

  /** What the block of a slot gives to. */
  window(slot: number): NonceWindow | undefined {
    return this.lottery.window(slot, this.setting.protocolParams);
  }

  /** Probability that a slot has a leader among the members. */
  chance(): number {
    const { weights } = this.seen;
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const own = this.stakers.reduce((sum, staker) => sum + weights[staker]!, 0);
    return this.lottery.chance(own / total, this.setting.protocolParams);
  }

  slotOf(block: BlockId): number {
    return this.lottery.slotOf(block, this.seen, this.setting.protocolParams);
  }

  draws(block: BlockId): unknown {
    return this.lottery.draws(block, this.seen, this.setting.protocolParams);
  }

  extended(draws: unknown, leader: NodeId, slot: number): unknown {
    return this.lottery.extended(draws, leader, slot, this.seen, this.setting.protocolParams);
  }

  turn(draws: unknown, staker: NodeId, least: number): number | undefined {
    return this.lottery.turn(draws, staker, least, this.seen, this.setting.protocolParams);
  }

  /** The first slot from `least` on in which a member leads, and who. */
  nextTurn(draws: unknown, least: number): { readonly slot: number; readonly leader: NodeId } | undefined {
    let first: { readonly slot: number; readonly leader: NodeId } | undefined;
    for (const leader of this.stakers) {
      const slot = this.turn(draws, leader, least);
      if (slot !== undefined && !(first && first.slot <= slot)) first = { slot, leader };
    }
    return first;
  }

  // ——— What it does ———

  /** Makes a block that nobody else hears of. */
  make(parent: BlockId, leader: NodeId, slot: number): BlockId {
    this.setting.reveal(parent);
    const block = this.lottery.mint(this.doors.get(leader)!, parent, slot);
    this.setting.reveal(block);
    return block;
  }

  /** Tells everybody of a chain's last blocks, oldest first. */
  tell(chain: readonly BlockId[]): void {
    for (const block of chain) this.lottery.tell(this.doors.get(this.setting.blocks.producer(block))!, block);
  }

  /** At the beginning of a slot, or now where it runs already. */
  atSlot(slot: number, act: () => void): void {
    this.setting.schedule(Math.max(this.setting.now(), slot * this.slotLength), act);
  }

  /** Honest nodes will build on this block, of the coalition's own, if it is higher. */
  follow(tip: BlockId): void {
    if (this.height(tip) > this.height(this.publicTip)) this.publicTip = tip;
  }

  /** A member's code builds on another block. */
  moved(tip: BlockId): void {
    if (tip === this.publicTip || this.height(tip) < this.height(this.publicTip)) return;
    this.publicTip = tip;
    if (this.acts) this.plan.heard();
  }
}

class SlotMember extends FaultyNode {}

class MutedDoor extends WrappedContext {
  private readonly coalition: SlotCoalition;

  constructor(inner: NodeContext, coalition: SlotCoalition) {
    super(inner);
    this.coalition = coalition;
  }

  override setTimer(timer: string, delay: Time, key?: number): void {
    if (!this.coalition.silences) this.inner.setTimer(timer, delay, key);
  }

  override adopt(tip: BlockId): void {
    this.inner.adopt(tip);
    this.coalition.moved(tip);
  }
}
