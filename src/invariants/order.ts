/**
 * Total order: every truthful node outputs heights 1, 2, 3 … in order, skips none, and never outputs a height again with
 * another value. Under finality by depth the output is a chain, whose heights have no gaps, and agreement judges that no node
 * takes a prefix back; nothing is left to judge here once something is final.
 */
import type { BlockId, Invariant, Judge, JudgeView, NodeId, Time, Value, Verdict } from '../contract.js';
import { confirmations } from './settlement.js';
import { nodeAt, valueInWords } from './wording.js';

class DecidedOrder implements Judge {
  private readonly view: JudgeView;
  /** By node: the height that it decided last. */
  private readonly decidedUpTo: Int32Array;
  /** By height: what was decided there first by any truthful node. */
  private readonly values: Value[] = [];
  /** By node: what it decided otherwise than that. */
  private readonly others: Map<number, Value>[];
  private violation: Verdict | undefined;

  constructor(view: JudgeView) {
    this.view = view;
    this.decidedUpTo = new Int32Array(view.n);
    this.others = view.truthful.map(() => new Map<number, Value>());
  }

  onDecide(time: Time, node: NodeId, height: number, value: Value): void {
    if (this.violation || !this.view.truthful[node]) return;
    const last = this.decidedUpTo[node]!;
    if (height > last + 1) return this.cry(time, node, `decided height ${height} right after height ${last}`);
    if (height <= last) {
      const before = this.others[node]!.get(height) ?? this.values[height]!;
      if (value === before) return;
      const [now, then] = [value, before].map((each) => valueInWords(this.view, each));
      return this.cry(time, node, `decided height ${height} again, now ${now}, before ${then}`);
    }
    this.decidedUpTo[node] = height;
    if (this.values[height] === undefined) this.values[height] = value;
    else if (this.values[height] !== value) this.others[node]!.set(height, value);
  }

  private cry(time: Time, node: NodeId, what: string): void {
    this.violation = { is: 'violated', witness: `${nodeAt(node, time)} ${what}`, at: time };
  }

  verdict(_end: Time): Verdict {
    if (this.violation) return this.violation;
    return this.values.length > 0 ? { is: 'holds' } : { is: 'unknown', why: 'nothing was decided' };
  }
}

class ChainOrder implements Judge {
  readonly isPatient = true;
  private readonly view: JudgeView;
  private readonly depth: number;
  private settled = false;

  constructor(view: JudgeView) {
    this.view = view;
    this.depth = confirmations(view);
  }

  onAdopt(_time: Time, node: NodeId, tip: BlockId): void {
    this.settled ||= this.view.truthful[node] === true && this.view.blocks.height(tip) > this.depth;
  }

  verdict(_end: Time): Verdict {
    if (this.settled) return { is: 'holds' };
    return { is: 'unknown', why: `nothing was decided: no block was buried under ${this.depth} others` };
  }
}

const order: Invariant = {
  name: 'order',
  describe: 'Every truthful node outputs heights 1, 2, 3 … in order, none skipped and none twice with different values',
  sort: 'safety',
  make: (view) => (view.protocol.finality.by === 'decide' ? new DecidedOrder(view) : new ChainOrder(view)),
};

export default order;
