/**
 * A chain that a coalition of miners builds for itself beside the one that everybody sees: what attacks on mining have in
 * common. Behind each member's door works the protocol's own code; it decides what a block looks like and which of the blocks
 * that it is told of to mine on. The coalition decides what it is told, and what of its making is told to others. One more
 * copy of that code, the scout, is told whatever is public, and so knows what honest nodes mine on, by the protocol's own rule.
 *
 * Lengths are counted in blocks. Where the heavier chain, or subtree, need not be the longer, a branch that was published as
 * the longer one may yet lose: `prevails` says what the scout makes of it.
 *
 * The members share one view: a block that one has seen all have seen, in the same instant. What they make of it leaves by
 * their own doors and travels as any other message does. Blocks of captives that reach a member count as made by it.
 */
import {
  protocolKinds,
  type BehaviourSetting,
  type BlockId,
  type Make,
  type Node,
  type NodeContext,
  type NodeId,
  type Time,
} from '../contract.js';
import { Member, Scout } from './secret-member.js';

/** A block with the message that brings it. */
export interface Carried {
  readonly block: BlockId;
  readonly kind: number;
  readonly body: unknown;
  readonly from: NodeId;
}

/** What a coalition does about what happens; it moves by the methods of the branch that it is given. */
export interface Plan {
  /** The coalition has made a block. */
  made(branch: SecretBranch): void;
  /** Others have come to mine on another block. */
  heard(branch: SecretBranch): void;
}

export class SecretBranch {
  /** What the members mine on, what honest nodes do as far as is known, and where the two chains part. */
  tip: BlockId = 0;
  publicTip: BlockId = 0;
  fork: BlockId = 0;
  readonly setting: Omit<BehaviourSetting, 'shared'>;
  private readonly plan: Plan;
  private readonly kinds: readonly string[];
  private readonly members: Member[] = [];
  private scout: Node | undefined;
  /** Public blocks that the members' code has not been told of, in the order in which they came. */
  private held: Carried[] = [];
  /** Blocks of the coalition's chain that nobody outside has been told of, oldest first. */
  private kept: Carried[] = [];
  private readonly arriving: (readonly [Carried, Member])[] = [];
  private hasMade = false;
  private hasHeard = false;
  private settling = false;

  constructor(setting: Omit<BehaviourSetting, 'shared'>, plan: Plan) {
    this.setting = setting;
    this.plan = plan;
    this.kinds = protocolKinds(setting.protocol);
    if (setting.until !== Infinity) setting.schedule(setting.until, () => this.open());
  }

  /** A member's node; `honest` makes the protocol's own. */
  member(honest: Make, me: NodeContext): Member {
    this.scout ??= honest(new Scout(me, this));
    const member = new Member(honest, me, this);
    this.members.push(member);
    return member;
  }

  /** Blocks of the coalition since the fork. */
  get own(): number {
    return this.height(this.tip) - this.height(this.fork);
  }

  /** Blocks of the others since the fork. */
  get theirs(): number {
    return this.height(this.publicTip) - this.height(this.fork);
  }

  /** Whether honest nodes that know what has been published mine on the coalition's chain. */
  get prevails(): boolean {
    return this.publicTip === this.tip;
  }

  /** Blocks of the chain that ends in this one; where some take no proof of work, those that do. */
  height(block: BlockId): number {
    const { blocks, protocol } = this.setting;
    return protocol.mining?.proofs?.(blocks, block) ?? blocks.height(block);
  }

  /** Whether a block is somebody's move: it makes the chain longer, as a fruit or a microblock does not. */
  isMove(block: BlockId): boolean {
    return this.height(block) > this.height(this.setting.blocks.parent(block));
  }

  owns(block: BlockId): boolean {
    return this.hasMember(this.setting.blocks.producer(block));
  }

  /** Whether a node's work is the coalition's: a member's or a captive's. */
  hasMember(node: NodeId): boolean {
    const { coalition, captives } = this.setting;
    return coalition.has(node) || captives.has(node);
  }

  get acts(): boolean {
    const { setting } = this;
    const now = setting.now();
    return now >= setting.at && now < setting.until;
  }

  blockIn(kind: number, body: unknown): BlockId | undefined {
    return this.setting.protocol.carries?.[this.kinds[kind]!]?.(body as never);
  }

  kindOf(name: string): number {
    return this.kinds.indexOf(name);
  }

  // ——— What the coalition may do ———

  /** Publishes the coalition's blocks up to a height, absent: all; by `delay`, each other node is told later by a draw of it. */
  publish(upTo = Infinity, delay?: () => Time): void {
    // What the scout makes of the coalition's own blocks is no news.
    const { hasHeard } = this;
    const told = this.kept.filter(({ block }) => this.height(block) <= upTo);
    this.kept = this.kept.filter(({ block }) => this.height(block) > upTo);
    for (const carried of told) {
      const maker = this.members.find((member) => member.id === this.setting.blocks.producer(carried.block));
      // Where blocks are passed on by neighbours, those of every member are told.
      const speakers = this.setting.sparse ? this.members : [maker ?? this.members[0]!];
      for (const speaker of speakers) speaker.speak(this.kinds[carried.kind]!, carried, delay);
      this.scout!.deliver(carried.kind, carried.body, carried.from);
    }
    this.hasHeard = hasHeard;
    this.findFork();
  }

  /** Tells the members' code of all that is public: it goes over to that chain if it takes it for the better one. */
  listen(): void {
    for (const carried of this.held.splice(0)) for (const member of this.members) member.tell(carried);
    this.findFork();
  }

  /** Gives the coalition's unpublished blocks up for the public chain. */
  adopt(): void {
    this.kept = [];
    this.listen();
  }

  // ——— What happens to it ———

  /** Whether a block lies beside the chain, as a fruit does: it makes none longer. */
  isBeside(block: BlockId): boolean {
    const { blocks } = this.setting;
    return blocks.height(block) === this.height(blocks.parent(block));
  }

  /** Whether others have been told of what a block hangs from. */
  hangsInPublic(block: BlockId): boolean {
    const parent = this.setting.blocks.parent(block);
    return !this.kept.some((carried) => carried.block === parent);
  }

  /** A member is about to tell others of a block that it has made. */
  keep(carried: Carried, maker: Member): void {
    this.setting.reveal(carried.block);
    this.kept.push(carried);
    for (const member of this.members) if (member !== maker) member.tell(carried);
    if (this.isMove(carried.block)) this.hasMade = true;
  }

  /**
   * A member has heard a block from outside. That the others then know it may let blocks in that waited for it there: they
   * come after it.
   */
  hear(carried: Carried, hearer: Member): void {
    if (this.arriving.some(([{ block }]) => block === carried.block)) return;
    this.arriving.push([carried, hearer]);
    if (this.arriving.length > 1) return;
    for (let at = 0; at < this.arriving.length; at++) this.take(...this.arriving[at]!);
    this.arriving.length = 0;
  }

  private take(carried: Carried, hearer: Member): void {
    this.setting.reveal(carried.block);
    const isBeside = this.isBeside(carried.block);
    if (!isBeside && this.owns(carried.block)) return this.receive(carried);
    if (this.setting.sparse) {
      for (const member of this.members) if (member !== hearer) member.speak(this.kinds[carried.kind]!, carried);
    }
    // What lies beside the chain is no move of anybody's.
    if (isBeside || this.followsOn(carried.block)) for (const member of this.members) member.tell(carried);
    else this.held.push(carried);
    this.scout!.deliver(carried.kind, carried.body, carried.from);
  }

  /** Whether a block that is no move goes on from where the members' code is; what they are not told of comes first. */
  private followsOn(block: BlockId): boolean {
    if (this.isMove(block)) return false;
    const parent = this.setting.blocks.parent(block);
    return !this.held.some((carried) => carried.block === parent);
  }

  /** A captive has made a block; one on an older tip is of no use. */
  private receive(carried: Carried): void {
    if (this.setting.blocks.parent(carried.block) === this.tip) {
      this.kept.push(carried);
      if (this.isMove(carried.block)) this.hasMade = true;
    }
    for (const member of this.members) member.tell(carried);
  }

  /** A member's code mines on another block, or the scout does. */
  moved(tip: BlockId, isPublic: boolean): void {
    if (!isPublic) {
      this.tip = tip;
      return;
    }
    if (this.isMove(tip) || this.setting.blocks.parent(tip) !== this.publicTip) this.hasHeard = true;
    this.publicTip = tip;
  }

  /** Once a member's code has done with an event: the plan's turn. */
  settle(): void {
    // What has only just arrived has not been told to all yet.
    if (this.settling || this.arriving.length > 0) return;
    this.settling = true;
    if (!this.acts) this.open();
    else {
      if (this.hasMade) this.takeTurn(() => this.plan.made(this));
      if (this.hasHeard) this.takeTurn(() => this.plan.heard(this));
    }
    this.hasMade = this.hasHeard = false;
    this.settling = false;
  }

  private takeTurn(turn: () => void): void {
    this.findFork();
    turn();
  }

  /** Outside the fault's span it hides nothing and hears all. */
  private open(): void {
    this.publish();
    this.listen();
  }

  private forkOf: readonly [tip: BlockId, publicTip: BlockId] = [0, 0];

  private findFork(): void {
    const { tip, publicTip, forkOf, fork } = this;
    const { blocks } = this.setting;
    this.forkOf = [tip, publicTip];
    const grown = (now: BlockId, before: BlockId) => before !== fork && blocks.parent(now) === before;
    // A block on top of a chain that has left the other already does not move the fork.
    if (tip === forkOf[0] && (publicTip === forkOf[1] || grown(publicTip, forkOf[1]))) return;
    if (publicTip === forkOf[1] && grown(tip, forkOf[0])) return;
    let [a, b] = [tip, publicTip];
    while (a !== b) {
      if (blocks.height(a) >= blocks.height(b)) a = blocks.parent(a);
      else b = blocks.parent(b);
    }
    this.fork = a;
  }
}
