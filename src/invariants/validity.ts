/**
 * Validity: what truthful nodes output was really asked for. Every decided value is the null value, a request, or a batch
 * that somebody proposed; every request in it was made by a client; none is output twice in one chain. Blocks also stand
 * right above an existing parent, and what they name beside it (uncles, fruits, votes) is named once in a chain, and off it.
 */
import type { BlockId, Invariant, Judge, JudgeView, NodeId, Time, Value, Verdict } from '../contract.js';
import type { Buried } from '../ledger/buried.js';
import { confirmations, settlement } from './settlement.js';
import { blockInWords, nodeAt, valueInWords } from './wording.js';

class DecidedValidity implements Judge {
  private readonly view: JudgeView;
  /** By height: the first value that a truthful node decided. */
  private readonly values: Value[] = [];
  /** By request: the height at which it was output. */
  private readonly heights = new Map<Value, number>();
  private violation: Verdict | undefined;

  constructor(view: JudgeView) {
    this.view = view;
  }

  onDecide(time: Time, node: NodeId, height: number, value: Value): void {
    if (this.violation || !this.view.truthful[node] || this.values[height] === value) return;
    const wrong =
      this.unfounded(value) ?? (this.values[height] === undefined ? this.repeated(height, value) : undefined);
    this.values[height] ??= value;
    if (wrong === undefined) return;
    const witness = `${nodeAt(node, time)} decided ${valueInWords(this.view, value)} for height ${height}: ${wrong}`;
    this.violation = { is: 'violated', witness, at: time };
  }

  private unfounded(value: Value): string | undefined {
    const { view } = this;
    if (value === 0 || view.requested(value)) return undefined;
    if (view.proposer(value) < 0) return 'nobody proposed it';
    const invented = view.contents(value).find((request) => !view.requested(request));
    return invented === undefined ? undefined : `no client made request ${invented}`;
  }

  private repeated(height: number, value: Value): string | undefined {
    for (const request of this.view.requested(value) ? [value] : this.view.contents(value)) {
      const before = this.heights.get(request);
      if (before !== undefined) return `request ${request} was already output at height ${before}`;
      this.heights.set(request, height);
    }
    return undefined;
  }

  verdict(_end: Time): Verdict {
    if (this.violation) return this.violation;
    return this.values.length > 0 ? { is: 'holds' } : { is: 'unknown', why: 'nothing was decided' };
  }
}

class SettledValidity implements Judge {
  readonly isPatient = true;
  private readonly view: JudgeView;
  private readonly depth: number;
  private readonly buried: Buried;
  /** By block: whether it has been judged; ancestors of a judged block have been. */
  private readonly judged: boolean[] = [true];
  /** By request: the settled block that confirms it. */
  private readonly confirmedIn = new Map<Value, BlockId>();
  /** By block that is named beside the parent: the settled block that names it. */
  private readonly namedIn = new Map<BlockId, BlockId>();
  private violation: Verdict | undefined;
  private settled = false;

  constructor(view: JudgeView) {
    this.view = view;
    this.depth = confirmations(view);
    this.buried = settlement(view);
  }

  onMint(time: Time, node: NodeId, block: BlockId): void {
    if (this.violation) return;
    const { blocks } = this.view;
    const parent = blocks.parent(block);
    if (!blocks.has(parent))
      this.cry(time, `${nodeAt(node, time)} made block ${block} on block ${parent}, which is none`);
    else if (blocks.height(block) - blocks.height(parent) > 1 || blocks.height(block) < blocks.height(parent)) {
      this.cry(
        time,
        `${nodeAt(node, time)} made ${blockInWords(this.view, block)} on ${blockInWords(this.view, parent)}`,
      );
    }
  }

  onAdopt(time: Time, node: NodeId, tip: BlockId): void {
    if (this.violation || !this.view.truthful[node]) return;
    const newest = this.buried.under(tip);
    if (this.judged[newest]) return;
    this.settled = true;
    const fresh: BlockId[] = [];
    for (let at = newest; !this.judged[at]; at = this.view.blocks.parent(at)) fresh.push(at);
    for (const block of fresh.reverse()) {
      this.judged[block] = true;
      const wrong = this.wrongWith(block);
      if (wrong === undefined) continue;
      return this.cry(time, `${nodeAt(node, time)} has settled ${blockInWords(this.view, block)}: ${wrong}`);
    }
  }

  private wrongWith(block: BlockId): string | undefined {
    const { blocks } = this.view;
    for (const request of blocks.contents(block)) {
      if (!this.view.requested(request)) return `no client made request ${request}`;
      const before = this.confirmedIn.get(request);
      // A request may stand in two chains that have parted, not twice in one.
      if (before !== undefined && this.follows(block, before)) {
        return `request ${request} already stands in ${blockInWords(this.view, before)}`;
      }
      this.confirmedIn.set(request, block);
    }
    for (const named of blocks.references(block)) {
      if (this.follows(block, named)) return `it names ${blockInWords(this.view, named)} on its own chain`;
      const before = this.namedIn.get(named);
      if (before !== undefined && this.follows(block, before)) {
        return `${blockInWords(this.view, named)} is already named in ${blockInWords(this.view, before)}`;
      }
      this.namedIn.set(named, block);
    }
    return undefined;
  }

  private follows(block: BlockId, before: BlockId): boolean {
    const { blocks } = this.view;
    const height = blocks.height(before);
    return height <= blocks.height(block) && blocks.ancestor(block, height) === before;
  }

  private cry(time: Time, witness: string): void {
    this.violation = { is: 'violated', witness, at: time };
  }

  verdict(_end: Time): Verdict {
    if (this.violation) return this.violation;
    if (this.settled) return { is: 'holds' };
    return { is: 'unknown', why: `nothing was decided: no block was buried under ${this.depth} others` };
  }
}

const validity: Invariant = {
  name: 'validity',
  describe: 'Whatever truthful nodes output was proposed by a node, requested by a client, and is output once',
  sort: 'safety',
  make: (view) => (view.protocol.finality.by === 'decide' ? new DecidedValidity(view) : new SettledValidity(view)),
};

export default validity;
