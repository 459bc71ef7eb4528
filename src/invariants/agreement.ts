/**
 * Agreement: one canonical list for the network, and every truthful node's output is held against it, O(1) an output
 * (the state checker of TigerBeetle's simulator). Under protocols that decide, the list is of values by height; under
 * finality by depth, of blocks buried under k others at some truthful node, and a cursor per node says how far its own
 * chain has been found equal to the list.
 */
import type { BlockId, Invariant, Judge, JudgeView, NodeId, Time, Value, Verdict } from '../contract.js';
import type { Buried } from '../ledger/buried.js';
import { confirmations, settlement } from './settlement.js';
import { blockInWords, clock, nodeAt, valueInWords } from './wording.js';

class DecidedAgreement implements Judge {
  private readonly view: JudgeView;
  private readonly values: Value[] = [];
  private readonly deciders: NodeId[] = [];
  private readonly times: Time[] = [];
  private violation: Verdict | undefined;
  private decided = false;

  constructor(view: JudgeView) {
    this.view = view;
  }

  onDecide(time: Time, node: NodeId, height: number, value: Value): void {
    if (this.violation || !this.view.truthful[node]) return;
    this.decided = true;
    const canonical = this.values[height];
    if (canonical === undefined) {
      this.values[height] = value;
      this.deciders[height] = node;
      this.times[height] = time;
    } else if (canonical !== value) {
      const { view } = this;
      const first = nodeAt(this.deciders[height]!, this.times[height]!);
      const witness =
        `height ${height}: ${first} decided ${valueInWords(view, canonical)}, ` +
        `${nodeAt(node, time)} decided ${valueInWords(view, value)}`;
      this.violation = { is: 'violated', witness, at: time };
    }
  }

  verdict(_end: Time): Verdict {
    if (this.violation) return this.violation;
    return this.decided ? { is: 'holds' } : { is: 'unknown', why: 'nothing was decided' };
  }
}

class SettledAgreement implements Judge {
  readonly isPatient = true;
  private readonly view: JudgeView;
  private readonly depth: number;
  private readonly buried: Buried;
  /** By height: the settled block, and which node settled it first and when. */
  private readonly settled: BlockId[] = [0];
  private readonly settlers: NodeId[] = [-1];
  private readonly times: Time[] = [0];
  /** By node: the height up to which its chain equals the list. */
  private readonly cursors: Int32Array;
  private violation: Verdict | undefined;

  constructor(view: JudgeView) {
    this.view = view;
    this.depth = confirmations(view);
    this.buried = settlement(view);
    this.cursors = new Int32Array(view.n);
  }

  onAdopt(time: Time, node: NodeId, tip: BlockId): void {
    if (this.violation || !this.view.truthful[node]) return;
    const { blocks } = this.view;
    const newest = this.buried.under(tip);
    const height = blocks.height(newest);
    const cursor = this.cursors[node]!;
    // The list is a chain: whoever holds one of its blocks holds all before it.
    if (this.settled[height] !== newest || height < cursor) {
      const held = this.settled[cursor]!;
      if (blocks.height(tip) < cursor || blocks.ancestor(tip, cursor) !== held) {
        return this.cry(time, this.droppedInWords(time, node, held, tip));
      }
      if (height > cursor && !this.extend(time, node, newest, cursor)) return;
    }
    if (height > cursor) this.cursors[node] = height;
  }

  /** Holds the blocks above the cursor against the list, and makes it longer; whether they agree. */
  private extend(time: Time, node: NodeId, newest: BlockId, cursor: number): boolean {
    const { blocks } = this.view;
    const fresh: BlockId[] = [];
    for (let at = newest; blocks.height(at) > cursor; at = blocks.parent(at)) fresh.push(at);
    for (const block of fresh.reverse()) {
      const height = blocks.height(block);
      const canonical = this.settled[height];
      if (canonical === undefined) {
        this.settled.push(block);
        this.settlers.push(node);
        this.times.push(time);
      } else if (canonical !== block) {
        this.cry(time, this.conflictInWords(time, node, block, canonical));
        return false;
      }
    }
    return true;
  }

  private conflictInWords(time: Time, node: NodeId, block: BlockId, canonical: BlockId): string {
    const { view } = this;
    const height = view.blocks.height(block);
    return (
      `height ${height}: ${nodeAt(this.settlers[height]!, this.times[height]!)} had ` +
      `${blockInWords(view, canonical)} under ${this.depth} others, ` +
      `${nodeAt(node, time)} has ${blockInWords(view, block)} under as many`
    );
  }

  private droppedInWords(time: Time, node: NodeId, held: BlockId, tip: BlockId): string {
    const { view } = this;
    return (
      `node ${node} had ${blockInWords(view, held)} under ${this.depth} others and dropped it ` +
      `at ${clock(time)} for the chain that ends in ${blockInWords(view, tip)}`
    );
  }

  private cry(time: Time, witness: string): void {
    this.violation = { is: 'violated', witness, at: time };
  }

  verdict(_end: Time): Verdict {
    if (this.violation) return this.violation;
    if (this.settled.length > 1) return { is: 'holds' };
    return { is: 'unknown', why: `nothing was decided: no block was buried under ${this.depth} others` };
  }
}

const agreement: Invariant = {
  name: 'agreement',
  describe: 'No two truthful nodes output different things for the same height, and none takes back what was final',
  sort: 'safety',
  make: (view) => (view.protocol.finality.by === 'decide' ? new DecidedAgreement(view) : new SettledAgreement(view)),
};

export default agreement;
