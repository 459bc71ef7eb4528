/**
 * What attacks on the votes of committees have in common: members whose code runs as ever, while the coalition decides which
 * of its words leave. Members share one view: what one of them makes or hears they all know at once.
 */
import {
  protocolKinds,
  protocolTimers,
  type BehaviourSetting,
  type BlockId,
  type Make,
  type NodeContext,
  type NodeId,
  type Time,
  type ViewCause,
} from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import type { Attestation } from '../ledger/gasper/attestations.js';
import { BeaconChain } from '../ledger/gasper/beacon-chain.js';
import type { Options } from '../ledger/gasper/options.js';
import { FaultyNode } from './faulty-node.js';

export type AttackSetting = Omit<BehaviourSetting, 'shared'>;
export interface BlockMessage {
  readonly slot: number;
  readonly block: BlockId;
}

/** What an attack does about what happens to its members. */
export interface AttackPlan {
  /** A slot begins, before anything is said in it; `leader` is to propose. */
  slotBegins(slot: number, leader: NodeId): void;
  /** Whether a member makes no block in a slot that it leads; asked as the slot begins. Absent: it always makes one. */
  leavesOut?(slot: number, member: Attester): boolean;
  /** Whether a block or an attestation of a member is kept back; asked before others hear of it. */
  keepsBlock(message: BlockMessage, member: Attester): boolean;
  keepsAttestation(attestation: Attestation, member: Attester): boolean;
  /** A member hears of something, from whomever. */
  hears(kind: string, body: unknown, from: NodeId): void;
}

export class AttesterCoalition {
  readonly setting: AttackSetting;
  readonly options: Options;
  readonly members: Attester[] = [];
  readonly plan: AttackPlan;
  /** The head of the chain, as the members' code has it. */
  tip: BlockId = 0;
  readonly kinds: readonly string[];
  readonly slotTimer: number;
  private slot = 0;
  private known: BeaconChain | undefined;

  constructor(setting: AttackSetting, plan: AttackPlan) {
    this.setting = setting;
    this.plan = plan;
    this.options = setting.protocolParams as Options;
    this.kinds = protocolKinds(setting.protocol);
    this.slotTimer = protocolTimers(setting.protocol).indexOf('slot');
  }

  /** States and committees; the protocol's code has made them. */
  get chain(): BeaconChain {
    return (this.known ??= BeaconChain.existing(this.setting.blocks));
  }

  get acts(): boolean {
    const { setting } = this;
    const now = setting.now();
    return now >= setting.at && now < setting.until;
  }

  /** A node of its own, which runs the protocol's code behind a door that asks the plan. */
  member(honest: Make, me: NodeContext): Attester {
    return new Attester(honest, me, this);
  }

  /** Who is to propose in a slot of the epoch that runs, for the chain that the members take for the head; −1: nobody. */
  owner(slot: number): NodeId {
    const proposer = this.chain.proposer(this.tip, slot, this.setting.blocks);
    return proposer < 0 ? -1 : this.chain.validators.ownerOf(proposer);
  }

  startOf(slot: number): Time {
    return slot * this.options.slot;
  }

  begin(slot: number, leader: NodeId): void {
    if (slot <= this.slot) return;
    this.slot = slot;
    this.plan.slotBegins(slot, leader);
  }

  /** Runs an action at a time, or at once if that is over. */
  at(time: Time, action: () => void): void {
    const { setting } = this;
    setting.schedule(Math.max(time, setting.now()), action);
  }

  /** When something must leave to be everywhere at a time. */
  inTimeFor(time: Time): Time {
    return time - this.setting.delta - 1;
  }

  /** Tells the code of all members but one. */
  tellMembers(kind: string, body: unknown, from: NodeId, but?: Attester): void {
    for (const member of this.members) if (member !== but) member.tell(kind, body, from);
  }

  outsiders(): NodeId[] {
    const { coalition } = this.setting;
    const [{ me }] = this.members as [Attester];
    return Array.from({ length: me.n }, (_, node) => node).filter((node) => !coalition.has(node));
  }
}

/** A member: the protocol's code behind a door that asks the plan. */
export class Attester extends FaultyNode {
  readonly me: NodeContext;
  private readonly coalition: AttesterCoalition;

  constructor(honest: Make, me: NodeContext, coalition: AttesterCoalition) {
    const door = new AttesterDoor(me, coalition);
    super(honest(door));
    door.member = this;
    this.me = me;
    this.coalition = coalition;
    coalition.members.push(this);
  }

  tell(kind: string, body: unknown, from: NodeId): void {
    this.inner.deliver(this.coalition.kinds.indexOf(kind), body, from);
  }

  /** Says something to some nodes outside. */
  say(kind: string, body: unknown, to: readonly NodeId[]): void {
    for (const node of to) this.me.send(node, kind, body);
  }

  /** Whoever begins a slot late makes no block in it, and does all else. */
  override timeout(timer: number, key: number): void {
    const { coalition, me } = this;
    const isLeft =
      timer === coalition.slotTimer &&
      me.now % coalition.options.slot === 0 &&
      coalition.plan.leavesOut?.(me.now / coalition.options.slot, this);
    if (isLeft === true) me.setTimer('slot', 1);
    else super.timeout(timer, key);
  }

  override deliver(kind: number, body: unknown, from: NodeId): void {
    const name = this.coalition.kinds[kind];
    if (name !== undefined) this.coalition.plan.hears(name, body, from);
    super.deliver(kind, body, from);
  }
}

class AttesterDoor extends WrappedContext {
  member: Attester | undefined;
  private readonly coalition: AttesterCoalition;
  private lastKept: unknown = undefined;

  constructor(inner: NodeContext, coalition: AttesterCoalition) {
    super(inner);
    this.coalition = coalition;
  }

  override enterView(height: number, view: number, leader: NodeId, cause: ViewCause): void {
    this.inner.enterView(height, view, leader, cause);
    this.coalition.begin(view, leader);
  }

  override adopt(tip: BlockId): void {
    this.inner.adopt(tip);
    this.coalition.tip = tip;
  }

  override broadcast(kind: string, body: any): void {
    const { coalition, member } = this;
    if (kind === 'block' && coalition.plan.keepsBlock(body as BlockMessage, member!)) {
      this.inner.send(this.id, kind, body);
    } else if (kind !== 'attestation' || !this.keeps(body as Attestation)) this.inner.broadcast(kind, body);
  }

  override send(to: NodeId, kind: string, body: any): void {
    if (kind !== 'attestation' || !this.keeps(body as Attestation)) this.inner.send(to, kind, body);
  }

  /** An attestation may pass once for each aggregator. */
  private keeps(attestation: Attestation): boolean {
    if (attestation === this.lastKept) return true;
    if (!this.coalition.plan.keepsAttestation(attestation, this.member!)) return false;
    this.lastKept = attestation;
    return true;
  }
}
