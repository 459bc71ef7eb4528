/**
 * Omit: the node fails to send to, or to hear from, chosen nodes, always the same ones (send and receive omission of Perry
 * and Toueg, "Distributed Agreement in the Presence of Processor and Communication Faults", 1986).
 * Can: leave a fixed part of the nodes without its messages, or itself without theirs; be selective by message kind. The whole
 * coalition fails the same nodes: a share of those outside it, drawn once, unless they are named.
 * Cannot: lie, alter or delay; fail itself; keep others from passing its words on, over sparse links or by their own votes.
 * With `kinds` it stands between protocol and gossip layer and acts on protocol messages alone; without, on all that crosses
 * its links. What it settles on alone is nobody's concern, so it is not held to the safety rules.
 */
import { z } from 'zod';
import { protocolKinds, type Behaviour, type BehaviourSetting, type Node, type NodeId } from '../contract.js';
import { share } from '../quantities.js';
import { FaultyContext } from './faulty-context.js';
import { FaultyNode } from './faulty-node.js';
import { drawn, outsiders } from './halves.js';

interface Params {
  readonly direction: 'send' | 'receive' | 'both';
  readonly kinds: readonly string[];
  readonly towards: number | readonly NodeId[];
}

/** Whom the coalition fails; drawn when first asked for, as the number of nodes is known only then. */
class Victims {
  private chosen: ReadonlySet<NodeId> | undefined;
  private readonly setting: Omit<BehaviourSetting<Params>, 'shared'>;

  constructor(setting: Omit<BehaviourSetting<Params>, 'shared'>) {
    this.setting = setting;
  }

  among(n: number): ReadonlySet<NodeId> {
    return (this.chosen ??= this.choose(n));
  }

  private choose(n: number): ReadonlySet<NodeId> {
    const { params, coalition } = this.setting;
    const { towards } = params;
    if (typeof towards !== 'number') return new Set(towards);
    const others = outsiders(coalition, n);
    return drawn(others, Math.ceil(towards * others.length), () => this.setting.random());
  }
}

class OmittingContext extends FaultyContext<Params, Victims> {
  override send(to: NodeId, kind: string, body: any): void {
    if (!this.fails(kind) || !this.victims.has(to) || to === this.id) this.inner.send(to, kind, body);
  }

  override broadcast(kind: string, body: any): void {
    if (!this.fails(kind)) return this.inner.broadcast(kind, body);
    const { victims } = this;
    this.toSelf(kind, body);
    this.toOthers(kind, body, (to) => !victims.has(to));
  }

  /** Whether a message from this node is lost on its way in; `kind` is undefined for one of the gossip layer. */
  misses(kind: string | undefined, from: NodeId): boolean {
    const { direction, kinds } = this.setting.params;
    if (!this.acts || direction === 'send' || from === this.id || !this.victims.has(from)) return false;
    return kinds.length === 0 || (kind !== undefined && kinds.includes(kind));
  }

  private get victims(): ReadonlySet<NodeId> {
    return this.setting.shared.among(this.n);
  }

  private fails(kind: string): boolean {
    const { direction, kinds } = this.setting.params;
    return this.acts && direction !== 'receive' && (kinds.length === 0 || kinds.includes(kind));
  }
}

class OmittingNode extends FaultyNode {
  private readonly me: OmittingContext;
  private readonly kinds: readonly string[];

  constructor(inner: Node, me: OmittingContext, kinds: readonly string[]) {
    super(inner);
    this.me = me;
    this.kinds = kinds;
  }

  override deliver(kind: number, body: unknown, from: NodeId): void {
    if (!this.me.misses(this.kinds[kind], from)) super.deliver(kind, body, from);
  }
}

const omit: Behaviour<Params, Victims> = {
  name: 'omit',
  describe: 'Never sends to, or never hears from, chosen nodes',
  params: z.object({
    direction: z.enum(['send', 'receive', 'both']).default('send').describe('Which way messages are lost'),
    kinds: z.array(z.string()).default([]).describe('Message kinds that are lost; none named: all'),
    towards: z
      .union([share(), z.array(z.int().min(0)).min(1)])
      .default(0.5)
      .describe('The nodes that it fails: their numbers, or the share of those outside the coalition that is drawn'),
  }),
  faulty: 'byzantine',
  seam: ({ kinds }) => (kinds.length > 0 ? 'protocol' : 'network'),
  conspire: (setting) => new Victims(setting),
  wrap(honest, setting) {
    const kinds = protocolKinds(setting.protocol);
    return (door) => {
      const me = new OmittingContext(door, setting);
      return new OmittingNode(honest(me), me, kinds);
    };
  },
};

export default omit;
