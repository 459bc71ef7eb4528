import type {
  BlockDraft,
  BlockId,
  Certificate,
  Invariant,
  JudgeView,
  NodeId,
  Protocol,
  Time,
  Value,
  Verdict,
} from '../../src/contract.js';
import { Outputs } from '../../src/host/outputs.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { Voters } from '../../src/ledger/voters.js';
import { ValueBook } from '../../src/ledger/value-book.js';
import { pbft } from '../../src/protocols/pbft.js';
import { pow } from '../../src/protocols/pow.js';

export const SECOND: Time = 1_000_000;
/** How long a debt may stay open in these hand-made worlds. */
export const BOUND: Time = 10 * SECOND;

const livenessBound = (): Time => BOUND;
/** It promises no culprits. */
const unaccountable = Object.fromEntries(
  Object.entries(pbft).filter(([part]) => !['accountable', 'evidence', 'accuse'].includes(part)),
) as unknown as Protocol;
export const deciding: Protocol = { ...unaccountable, livenessBound };
/** Final under two others. */
export const burying: Protocol = { ...pow, finality: { by: 'depth', confirmations: () => 2 }, livenessBound };
/** As above, and makes blocks for requests alone. */
export const buryingRequests: Protocol = { ...burying, outstanding: () => 1 };

/** What a vote says in these worlds: its fields are those of a slot. */
export interface Vote {
  readonly height: number;
  readonly view: number;
  readonly value: number;
}

const votes = { height: (m: Vote) => m.height, view: (m: Vote) => m.view, value: (m: Vote) => m.value };
const quorum = { enough: (count: number, total: number) => 3 * count > 2 * total };
/** `vote` is a vote at a height, `chained` one in views that run on across heights; more than two thirds are enough. */
export const voting: Protocol = {
  ...deciding,
  name: 'voting',
  votes: { vote: votes, chained: { view: votes.view, value: votes.value } },
  quorum,
};

/** A hand-made world that one judge looks at: what is said here, it hears. Times are in seconds. */
export class Stage {
  readonly tree: BlockTree;
  readonly book = new ValueBook();
  private readonly outputs = new Outputs();
  private readonly ask: (end: Time) => Verdict;

  constructor(invariant: Invariant, options: Partial<JudgeView> & { readonly protocol: Protocol }) {
    const n = options.n ?? 4;
    const shared = new Map<string, unknown>();
    this.tree = new BlockTree(n);
    const judge = invariant.make({
      n,
      f: 1,
      params: {},
      weights: new Array<number>(n).fill(1),
      facts: { weights: new Array<number>(n).fill(1), economy: { reward: 0, compound: false }, genesisSeed: 0 },
      correct: new Array<boolean>(n).fill(true),
      truthful: new Array<boolean>(n).fill(true),
      healedAt: 0,
      delta: SECOND,
      blocks: this.tree.whole(),
      contents: (value) => this.book.contents(value),
      proposer: (value) => this.book.proposer(value),
      requested: (value) => this.book.isRequest(value),
      share<T>(name: string, make: () => T): T {
        if (!shared.has(name)) shared.set(name, make());
        return shared.get(name) as T;
      },
      ...options,
    });
    this.outputs.add(judge);
    this.ask = (end) => {
      this.outputs.release();
      return judge.verdict(end);
    };
  }

  request(second = 0): Value {
    const value = this.book.request(second * SECOND);
    for (const listener of this.outputs.listeners.onRequest) listener(second * SECOND, value);
    return value;
  }

  propose(node: NodeId, ...contents: Value[]): Value {
    return this.book.propose(node, contents, 0);
  }

  decide(second: number, node: NodeId, height: number, value: Value): void {
    for (const listener of this.outputs.listeners.onDecide) listener(second * SECOND, node, height, value);
  }

  /** Every node of 0 … 3 decides it. */
  decideAll(second: number, height: number, value: Value): void {
    for (let node = 0; node < 4; node++) this.decide(second, node, height, value);
  }

  mint(second: number, node: NodeId, parent: BlockId, draft: BlockDraft = {}): BlockId {
    const block = this.tree.add(parent, node, second * SECOND, draft);
    for (const listener of this.outputs.listeners.onMint) listener(second * SECOND, node, block);
    return block;
  }

  adopt(second: number, node: NodeId, tip: BlockId): void {
    this.outputs.adopted(second * SECOND, node, tip);
  }

  /** Node `maker` builds one block a second on `parent`, from `second` on, and all of `adopters` take each at once. */
  grow(second: number, maker: NodeId, parent: BlockId, count: number, adopters: readonly NodeId[]): BlockId {
    let tip = parent;
    for (let i = 0; i < count; i++) {
      tip = this.mint(second + i, maker, tip);
      for (const node of adopters) this.adopt(second + i, node, tip);
    }
    return tip;
  }

  /** A node signs a message; for a vote the body is its slot and value. */
  sign(second: number, node: NodeId, kind: string, body: unknown): void {
    for (const listener of this.outputs.listeners.onStatement) listener(second * SECOND, node, kind, body);
  }

  lock(second: number, node: NodeId, height: number, view: number, value: number): void {
    for (const listener of this.outputs.listeners.onLock) listener(second * SECOND, node, height, view, value);
  }

  certify(second: number, node: NodeId, certificate: Certificate): void {
    for (const listener of this.outputs.listeners.onCertify) listener(second * SECOND, node, certificate);
  }

  verdict(endSecond = 20): Verdict {
    return this.ask(endSecond * SECOND);
  }
}

/** A certificate of `vote` votes. */
export function certificateOf(vote: Vote, voters: readonly NodeId[], kind = 'vote'): Certificate {
  const set = new Voters(64);
  for (const node of voters) set.add(node);
  return { kind, ...vote, voters: set };
}

export const ALL: readonly NodeId[] = [0, 1, 2, 3];
