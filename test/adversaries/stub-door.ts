import { behaviours } from '../../src/adversaries/index.js';
import type { BehaviourSetting, BlockView, Node, NodeContext, NodeId, Protocol, Value } from '../../src/contract.js';
import { protocolKinds } from '../../src/contract.js';
import { oracleUnit } from '../../src/ledger/oracle.js';

/** One thing said; `to` is a node, or all. */
export interface Word {
  readonly from: NodeId;
  readonly to: NodeId | 'all';
  readonly kind: string;
  readonly body: any;
}

/** A coalition under one behaviour, each member behind a door that only notes what is said; nothing is delivered. */
export class StubCoalition {
  readonly words: Word[] = [];
  private readonly doors = new Map<NodeId, NodeContext>();
  private readonly nodes = new Map<NodeId, Node>();
  private readonly batches = new Map<Value, readonly Value[]>();
  private readonly protocol: Protocol;
  private handles = 100;
  private draws = 0;

  constructor(name: string, n: number, members: readonly NodeId[], protocol: Protocol, params: object = {}) {
    this.protocol = protocol;
    const behaviour = behaviours.find((each) => each.name === name)!;
    const bare: Omit<BehaviourSetting, 'shared'> = {
      params: behaviour.params.parse(params),
      protocol,
      protocolParams: {},
      captives: new Set(),
      blocks: {} as BlockView,
      reveal: () => undefined,
      sparse: false,
      at: 0,
      until: Infinity,
      now: () => 0,
      delta: 0,
      coalition: new Set(members),
      corrupt: () => undefined,
      schedule: () => undefined,
      random: () => oracleUnit(1, this.draws++),
    };
    const setting = { ...bare, shared: behaviour.conspire?.(bare) };
    for (const id of members) this.nodes.set(id, behaviour.wrap((me) => this.inside(me), setting)(this.outside(id, n)));
  }

  broadcast(from: NodeId, kind: string, body: object): void {
    this.doors.get(from)!.broadcast(kind, body);
  }

  send(from: NodeId, to: NodeId, kind: string, body: object): void {
    this.doors.get(from)!.send(to, kind, body);
  }

  deliver(to: NodeId, from: NodeId, kind: string, body: object): void {
    this.nodes.get(to)!.deliver(protocolKinds(this.protocol).indexOf(kind), body, from);
  }

  enterView(node: NodeId, view: number): void {
    this.doors.get(node)!.enterView(0, view, 0, 'progress');
  }

  propose(from: NodeId, contents: readonly Value[]): Value {
    return this.doors.get(from)!.propose(contents);
  }

  contents(value: Value): readonly Value[] {
    return this.batches.get(value) ?? [];
  }

  /** What each node outside is told in this kind of message by this member, as pairs of node and body. */
  told(from: NodeId, kind: string): [NodeId | 'all', any][] {
    return this.words
      .filter((word) => word.from === from && word.kind === kind && word.to !== from)
      .map((word) => [word.to, word.body]);
  }

  private inside(me: NodeContext): Node {
    this.doors.set(me.id, me);
    const nothing = () => undefined;
    const inputs = { start: nothing, request: nothing, mined: nothing, command: nothing, recover: nothing };
    return { deliver: nothing, timeout: nothing, ...inputs };
  }

  private outside(id: NodeId, n: number): NodeContext {
    return {
      id,
      n,
      f: Math.floor((n - 1) / 3),
      now: 0,
      genesisSeed: 7,
      send: (to: NodeId, kind: string, body: unknown) => this.words.push({ from: id, to, kind, body }),
      multicast: (all: Int32Array, kind: string, body: unknown) =>
        all.forEach((to) => this.words.push({ from: id, to, kind, body })),
      broadcast: (kind: string, body: unknown) => this.words.push({ from: id, to: 'all', kind, body }),
      enterView: () => undefined,
      contents: (value: Value) => this.contents(value),
      propose: (contents: readonly Value[]) => {
        // Far apart, so that no lie hits upon a value by counting on.
        this.handles += 10;
        this.batches.set(this.handles, contents);
        return this.handles;
      },
    } as unknown as NodeContext;
  }
}
