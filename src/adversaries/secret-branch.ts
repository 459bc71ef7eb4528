/**
 * A chain that a coalition of miners builds for itself beside the one that everybody sees: what attacks on mining have in
 * common. Behind each member's door works the protocol's own code; it decides what a block looks like and which of the blocks
 * that it is told of to mine on. The coalition decides what it is told, and what of its making is told to others. One more
 * copy of that code, the scout, is told whatever is public, and so knows what honest nodes mine on, by the protocol's own rule.
 *
 * Lengths are counted in blocks, or as the protocol says (`branchLength`). Where honest miners choose by weight, a branch that was
 * published as the longer one may yet lose: `prevails` says what the scout makes of it.
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
import { BranchLengths, lastCommon } from './branch-lengths.js';
import { Member, Scout, type Carried } from './secret-member.js';

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
  private readonly lengths: BranchLengths;
  private readonly plan: Plan;
  private readonly kinds: readonly string[];
  private readonly members: Member[] = [];
  private scout: Node | undefined;
  /** Public blocks that the members' code has not been told of, in the order in which they came. */
  private held: Carried[] = [];
  /** Blocks of the coalition's chain that nobody outside has been told of, oldest first. */
  private kept: Carried[] = [];
  private readonly arriving: (readonly [Carried, Member])[] = [];
  /** The last proof of its own that makes no branch longer; −1: none. */
  private idle: BlockId = -1;
  private hasMade = false;
  private hasHeard = false;
  private settling = false;

  constructor(setting: Omit<BehaviourSetting, 'shared'>, plan: Plan) {
    this.setting = setting;
    this.plan = plan;
    this.lengths = new BranchLengths(setting);
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

  /** Length of the coalition's branch since the fork, with the proofs for its last block. */
  get own(): number {
    return this.lengths.of(this.tip, 'coalition') - this.height(this.fork);
  }

  /** Length of the others' branch since the fork. */
  get theirs(): number {
    return this.lengths.of(this.publicTip, 'all') - this.height(this.fork);
  }

  /** Whether honest nodes that know what has been published mine on the coalition's chain. */
  get prevails(): boolean {
    return this.publicTip === this.tip;
  }

  /** Length of the chain up to this block, mostly in blocks; where some take no proof of work, in those that do. */
  height(block: BlockId): number {
    return this.lengths.upTo(block);
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
    const { at, until, now } = this.setting;
    return now() >= at && now() < until;
  }

  blockIn(kind: number, body: unknown): BlockId | undefined {
    return this.setting.protocol.carries?.[this.kinds[kind]!]?.(body as never);
  }
  kindOf(name: string): number {
    return this.kinds.indexOf(name);
  }

  // ——— What the coalition may do ———

  /** Publishes the coalition's blocks up to a length, absent: all; by `delay`, each other node is told later by a draw of it. */
  publish(upTo = Infinity, delay?: () => Time): void {
    this.release(({ block }) => this.tells(block, upTo), delay);
    this.findFork();
  }

  private release(isTold: (carried: Carried) => boolean, delay?: () => Time): void {
    // What the scout makes of the coalition's own blocks is no news.
    const { hasHeard } = this;
    const told: Carried[] = [];
    const kept: Carried[] = [];
    for (const carried of this.kept) (isTold(carried) ? told : kept).push(carried);
    this.kept = kept;
    for (const carried of told) {
      const maker = this.members.find((member) => member.id === this.setting.blocks.producer(carried.block));
      // Where blocks are passed on by neighbours, those of every member are told.
      const speakers = this.setting.sparse ? this.members : [maker ?? this.members[0]!];
      for (const speaker of speakers) speaker.speak(this.kinds[carried.kind]!, carried, delay);
      this.scout!.deliver(carried.kind, carried.body, carried.from);
    }
    this.hasHeard = hasHeard;
  }

  /** Of proofs that make no branch longer, one that has made no block either is told: kept back it would be lost. */
  private releaseIdle(): void {
    const { idle, lengths, setting } = this;
    this.idle = -1;
    if (idle < 0 || setting.blocks.parent(idle) !== this.tip || !this.hangsInPublic(idle)) return;
    this.release(({ block }) => block === idle);
    lengths.tell(idle);
  }

  /** Whether a block, or a proof beside the chain, is among what is published up to a length. */
  private tells(block: BlockId, upTo: number): boolean {
    const { lengths } = this;
    if (!lengths.ofProofs || this.lengths.isMove(block)) return this.height(block) <= upTo;
    if (lengths.needed(block, this.tip) > upTo) return false;
    lengths.tell(block);
    return true;
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

  /** Whether a block may be told at once: it makes no branch longer, and hangs from what others know. */
  isOpen(block: BlockId): boolean {
    return (
      !this.lengths.isMove(block) && this.hangsInPublic(block) && !this.lengths.grows(this.setting.blocks.parent(block))
    );
  }

  /** Whether others have been told of what a block hangs from. */
  private hangsInPublic(block: BlockId): boolean {
    const parent = this.setting.blocks.parent(block);
    return !this.kept.some((carried) => carried.block === parent);
  }

  /** A member is about to tell others of a block that it has made. */
  keep(carried: Carried, maker: Member): void {
    this.setting.reveal(carried.block);
    this.kept.push(carried);
    if (this.makesLonger(carried.block)) this.hasMade = true;
    else if (this.lengths.ofProofs) this.idle = carried.block;
    for (const member of this.members) if (member !== maker) member.tell(carried);
  }

  /** The coalition has come to know of a block of its own. @returns whether its branch is longer by it */
  private makesLonger(block: BlockId): boolean {
    return this.lengths.isMove(block) || (this.lengths.ofProofs && this.lengths.learn(block));
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
    const isBeside = this.lengths.isBeside(carried.block);
    const { captives, blocks } = this.setting;
    const countsProof = isBeside && this.lengths.ofProofs;
    if ((!isBeside && this.owns(carried.block)) || (countsProof && captives.has(blocks.producer(carried.block))))
      return this.receive(carried);
    if (this.setting.sparse) {
      for (const member of this.members) if (member !== hearer) member.speak(this.kinds[carried.kind]!, carried);
    }
    if (countsProof && !this.owns(carried.block)) this.count(carried.block);
    // What lies beside the chain is no move of anybody's.
    if (this.followsOn(carried.block, isBeside)) for (const member of this.members) member.tell(carried);
    else this.held.push(carried);
    this.scout!.deliver(carried.kind, carried.body, carried.from);
  }

  /** Whether a block that is no move goes on from where the members' code is; what they are not told of comes first. */
  private followsOn(block: BlockId, isBeside: boolean): boolean {
    if (isBeside && !this.lengths.ofProofs) return true;
    if (this.lengths.isMove(block)) return false;
    const parent = this.setting.blocks.parent(block);
    return !this.held.some((carried) => carried.block === parent);
  }

  /** Others have told of a proof. */
  private count(proof: BlockId): void {
    this.lengths.learn(proof);
    if (this.lengths.tell(proof) && this.setting.blocks.parent(proof) === this.publicTip) this.hasHeard = true;
  }

  /** A captive has made a block; one on an older tip is of no use. */
  private receive(carried: Carried): void {
    if (this.setting.blocks.parent(carried.block) === this.tip) {
      this.kept.push(carried);
      if (this.makesLonger(carried.block)) this.hasMade = true;
    }
    for (const member of this.members) member.tell(carried);
  }

  /** A member's code mines on another block, or the scout does. */
  moved(tip: BlockId, isPublic: boolean): void {
    if (!isPublic) {
      this.tip = tip;
      return;
    }
    if (this.lengths.isMove(tip) || this.setting.blocks.parent(tip) !== this.publicTip) this.hasHeard = true;
    this.publicTip = tip;
  }

  /** Once a member's code has done with an event: the plan's turn. */
  settle(): void {
    // What has only just arrived has not been told to all yet.
    if (this.settling || this.arriving.length > 0) return;
    this.settling = true;
    if (!this.acts) this.open();
    else {
      this.releaseIdle();
      if (this.hasMade) this.takeTurn(() => this.plan.made(this));
      if (this.hasHeard) this.takeTurn(() => this.plan.heard(this));
    }
    this.hasMade = this.hasHeard = false;
    this.settling = false;
  }

  private takeTurn(turn: () => void): void {
    this.findFork();
    this.lengths.forget(this.fork);
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
    this.fork = lastCommon(blocks, tip, publicTip);
  }
}
