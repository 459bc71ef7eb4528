import type { Evidence, NodeContext, NodeId, Protocol, Time, Value, VoterSet } from '../../src/contract.js';
import { ValueBook } from '../../src/ledger/value-book.js';
import { Voters } from '../../src/ledger/voters.js';

/** A message that has been sent to another node and waits to be delivered or dropped. */
export interface Letter {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly kind: string;
  readonly body: any;
}

/** Nodes of a protocol whose messages and timers a test moves by hand, in whatever order it likes. A node hears itself at once. */
export class ByHand {
  readonly n: number;
  now: Time = 0;
  letters: Letter[] = [];
  /** Everything that was ever said to others or to itself, in order; a broadcast once. */
  readonly said: Omit<Letter, 'to'>[] = [];
  /** By node: what it has decided, by height from 1 on; its locks and the lines it marked; and its timers with their delays. */
  readonly decided: Value[][];
  readonly locks: { height: number; view: number; value: number }[][];
  readonly marks: string[][];
  readonly timers: Map<string, Time>[];
  readonly states: any[] = [];
  private readonly values = new ValueBook();
  private readonly protocol: Protocol;
  private readonly doors: NodeContext[] = [];
  private readonly own: Letter[] = [];
  private busy = false;

  constructor(protocol: Protocol, n: number, options: { params?: object; weights?: readonly number[] } = {}) {
    this.protocol = protocol;
    this.n = n;
    const params: unknown = protocol.params.parse(options.params ?? {});
    const weights = options.weights ?? Array.from({ length: n }, () => 1);
    const each = <X>(make: () => X): X[] => Array.from({ length: n }, make);
    this.decided = each(() => []);
    this.locks = each(() => []);
    this.marks = each(() => []);
    this.timers = each(() => new Map<string, Time>());
    for (let id = 0; id < n; id++) {
      this.doors.push(this.door(id, protocol.faults(n, params), weights));
      this.states.push(protocol.init(this.doors[id]!, params));
    }
    this.doors.forEach((me, id) => protocol.input?.start?.(this.states[id], me));
    this.hearOneself();
  }

  /** A client's request, to these nodes or to all. */
  request(to: readonly NodeId[] = [...this.doors.keys()]): Value {
    const value = this.values.request(this.now);
    for (const id of to) this.act(() => this.protocol.input!.request!(this.states[id], value, this.doors[id]!));
    return value;
  }

  /** A batch that nobody has made yet, for a liar to put forward. */
  invent(node: NodeId, contents: readonly Value[]): Value {
    return this.values.propose(node, contents, this.now);
  }

  contents(value: Value): readonly Value[] {
    return this.values.contents(value);
  }

  /** Delivers what waits now and fits, in the order in which it was sent; the number delivered. */
  deliver(fits: (letter: Letter) => boolean = () => true): number {
    const chosen = this.letters.filter(fits);
    this.letters = this.letters.filter((letter) => !chosen.includes(letter));
    for (const letter of chosen) this.hand(letter);
    return chosen.length;
  }

  /** Delivers as long as anything waits that fits. */
  settle(fits: (letter: Letter) => boolean = () => true): void {
    while (this.deliver(fits) > 0);
  }

  drop(fits: (letter: Letter) => boolean = () => true): void {
    this.letters = this.letters.filter((letter) => !fits(letter));
  }

  /** Hands a node a message, true or made up. */
  hand({ from, to, kind, body }: Letter): void {
    this.act(() => this.protocol.on[kind]!(this.states[to], body, from, this.doors[to]!));
  }

  /** Lets a timer of a node expire; it must be running. */
  expire(node: NodeId, timer: string): void {
    const delay = this.timers[node]!.get(timer);
    if (delay === undefined) throw new Error(`node ${node} runs no timer ${timer}`);
    this.timers[node]!.delete(timer);
    this.act(() => this.protocol.timeout![timer]!(this.states[node], 0, this.doors[node]!));
  }

  /** What was said, as a judge has it at the end. */
  evidence(): Evidence {
    const { n, protocol, said } = this;
    const facts = (kind: string) => protocol.votes![kind]!;
    const at = (kind: string, height: number) =>
      said.filter((m) => m.kind === kind && (facts(kind).height?.(m.body) ?? 0) === height);
    return {
      n,
      blocks: undefined as never,
      views: (kind, height) =>
        [...new Set(at(kind, height).map(({ body }) => facts(kind).view(body)))].sort((a, b) => a - b),
      ballots(kind, height, view) {
        const ballots = new Map<number, VoterSet>();
        for (const { from, body } of at(kind, height)) {
          if (facts(kind).view(body) !== view) continue;
          const value = facts(kind).value(body);
          if (!ballots.has(value)) ballots.set(value, new Voters(n));
          (ballots.get(value) as Voters).add(from);
        }
        return ballots;
      },
      enough: (voters) => protocol.quorum!.enough(voters.size, n, {}),
      statements: (kind) => said.filter((m) => m.kind === kind),
    };
  }

  private act(action: () => void): void {
    action();
    this.hearOneself();
  }

  private hearOneself(): void {
    if (this.busy) return;
    this.busy = true;
    for (let letter; (letter = this.own.shift());) this.hand(letter);
    this.busy = false;
  }

  private post(from: NodeId, to: NodeId, kind: string, body: any): void {
    (from === to ? this.own : this.letters).push({ from, to, kind, body });
  }

  private door(id: NodeId, f: number, weights: readonly number[]): NodeContext {
    const { n, values, decided, locks, marks, timers, said } = this;
    const derived = new Map<string, unknown>();
    const door: Partial<NodeContext> = {
      id,
      n,
      f,
      weights,
      blocks: {
        derive: (name: string, block: number, compute: (block: number) => unknown) => {
          if (!derived.has(name)) derived.set(name, compute(block));
          return derived.get(name);
        },
      } as never,
      send: (to, kind, body) => (said.push({ from: id, kind, body }), this.post(id, to, kind, body)),
      broadcast: (kind, body) => {
        said.push({ from: id, kind, body });
        for (let to = 0; to < n; to++) this.post(id, to, kind, body);
      },
      setTimer: (timer, delay) => timers[id]!.set(timer, delay),
      cancelTimer: (timer) => timers[id]!.delete(timer),
      propose: (contents) => values.propose(id, contents, this.now),
      contents: (value) => values.contents(value),
      proofs: (value) => values.proofs(value),
      producer: (value) => values.proposer(value),
      economy: { reward: 0, compound: false },
      decide: (height, value) => {
        expect(height).toBe(decided[id]!.length + 1);
        decided[id]!.push(value);
      },
      lock: (height, view, value) => locks[id]!.push({ height, view, value }),
      mark: (line) => marks[id]!.push(line),
      enterView: () => undefined,
      certify: () => undefined,
      blame: () => undefined,
      random: () => 0.5,
    };
    return Object.defineProperty(door, 'now', { get: () => this.now }) as NodeContext;
  }
}

/** Letters of these kinds between these nodes; anything left out stands for all. */
export function letters(want: {
  kinds?: readonly string[];
  from?: readonly NodeId[];
  to?: readonly NodeId[];
}): (letter: Letter) => boolean {
  const has = <X>(list: readonly X[] | undefined, item: X) => !list || list.includes(item);
  return ({ kind, from, to }) => has(want.kinds, kind) && has(want.from, from) && has(want.to, to);
}
