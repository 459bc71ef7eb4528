/** A member of a coalition that mines in secret, the door behind which its protocol's code stands, and the scout's. */
import type { BlockId, BlockView, Make, NodeContext, NodeId, Time, Value } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import { FaultyNode } from './faulty-node.js';
import type { SecretBranch } from './secret-branch.js';

/** A block with the message that brings it. */
export interface Carried {
  readonly block: BlockId;
  readonly kind: number;
  readonly body: unknown;
  readonly from: NodeId;
}

export class Member extends FaultyNode {
  private readonly me: NodeContext;
  private readonly branch: SecretBranch;
  /** Blocks that it tells others of and that come back to itself. */
  private readonly echoes = new Set<BlockId>();

  constructor(honest: Make, me: NodeContext, branch: SecretBranch) {
    const door = new SecretDoor(me, branch);
    super(honest(door));
    door.member = this;
    this.me = me;
    this.branch = branch;
  }

  get id(): NodeId {
    return this.me.id;
  }

  /** Tells the protocol's code behind the door. */
  tell({ kind, body, from }: Carried): void {
    this.inner.deliver(kind, body, from);
  }

  /** Tells everybody at once, or each other node, where all hear it directly, after a delay of its own. */
  speak(kind: string, { block, body }: Carried, delay?: () => Time): void {
    const { me } = this;
    const { schedule, now, sparse, coalition } = this.branch.setting;
    const tellAll = () => {
      this.echoes.add(block);
      me.broadcast(kind, body);
    };
    if (!delay) return tellAll();
    if (sparse) return schedule(now() + delay(), tellAll);
    for (let to = 0; to < me.n; to++) {
      if (!coalition.has(to)) schedule(now() + delay(), () => me.send(to, kind, body));
    }
  }

  override deliver(kind: number, body: unknown, from: NodeId): void {
    const block = this.branch.blockIn(kind, body);
    if (block === undefined) super.deliver(kind, body, from);
    else if (from !== this.id) this.branch.hear({ block, kind, body, from }, this);
    else if (!this.echoes.delete(block)) super.deliver(kind, body, from);
    this.branch.settle();
  }

  override timeout(timer: number, key: number): void {
    super.timeout(timer, key);
    this.branch.settle();
  }

  override request(value: Value): void {
    super.request(value);
    this.branch.settle();
  }

  override mined(puzzle: string): void {
    super.mined(puzzle);
    this.branch.settle();
  }
}

/** Keeps what the member makes from leaving. */
class SecretDoor extends WrappedContext {
  member: Member | undefined;
  private readonly branch: SecretBranch;

  constructor(inner: NodeContext, branch: SecretBranch) {
    super(inner);
    this.branch = branch;
  }

  override broadcast(kind: string, body: any): void {
    const number = this.branch.kindOf(kind);
    const block = this.branch.blockIn(number, body);
    if (block === undefined || this.blocks.producer(block) !== this.id || this.branch.isOpen(block))
      return this.inner.broadcast(kind, body);
    this.inner.send(this.id, kind, body);
    this.branch.keep({ block, kind: number, body, from: this.id }, this.member!);
  }

  override adopt(tip: BlockId): void {
    this.inner.adopt(tip);
    this.branch.moved(tip, false);
  }
}

/** The scout's door: it listens, and says and makes nothing. It is nobody, so that no rule ever appoints it. */
export class Scout extends WrappedContext {
  override readonly id = -1;
  override readonly blocks: BlockView;
  private readonly branch: SecretBranch;

  constructor(inner: NodeContext, branch: SecretBranch) {
    super(inner);
    this.blocks = branch.setting.blocks;
    this.branch = branch;
  }

  override adopt(tip: BlockId): void {
    this.branch.moved(tip, true);
  }

  override send(): void {}
  override broadcast(): void {}
  override setTimer(): void {}
  override cancelTimer(): void {}
  override refuse(): void {}
  override fetch(): void {}
  override blame(): void {}
  override mark(): void {}
  override enterView(): void {}
  override lock(): void {}
  override certify(): void {}
  override decide(): void {}

  override mint(): BlockId {
    throw new Error('a scout makes no blocks');
  }

  override propose(): Value {
    throw new Error('a scout proposes nothing');
  }
}
