/**
 * Collude: the members of a coalition have a perfect private network: what one of them hears, or says to all, every other
 * member hears in the same instant, as if it had been sent to him. It is the one adversary of the proofs, who sees whatever
 * any of his nodes sees.
 * Can: count votes that were sent to a fellow as its own, know of a proposal before its time, answer questions put to others.
 * Compose it with behaviours that lie.
 * Cannot: forge or hear what goes between correct nodes. A member hears the same message again from the network. What stands
 * nearer to the network than `collude` (named before it) cuts a member off from the network only, not from its fellows.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, Node, NodeContext, NodeId } from '../contract.js';
import { FaultyNode } from './faulty-node.js';

/** Members by the door they stand behind: a node that is made anew behind the same door takes the place of the old one. */
type Ring = Map<NodeContext, ColludingNode>;

class ColludingNode extends FaultyNode {
  private readonly setting: BehaviourSetting<object, Ring>;
  private started = false;

  constructor(inner: Node, setting: BehaviourSetting<object, Ring>) {
    super(inner);
    this.setting = setting;
  }

  override start(): void {
    this.started = true;
    super.start();
  }

  override deliver(kind: number, body: unknown, from: NodeId): void {
    super.deliver(kind, body, from);
    const { setting } = this;
    const now = setting.now();
    if (now < setting.at || now >= setting.until) return;
    for (const [door, member] of setting.shared) if (door.id !== from) member.overhear(kind, body, from, this);
  }

  private overhear(kind: number, body: unknown, from: NodeId, teller: ColludingNode): void {
    if (this !== teller && this.started) super.deliver(kind, body, from);
  }
}

const collude: Behaviour<object, Ring> = {
  name: 'collude',
  describe: 'Members hear at once whatever one of them hears',
  params: z.object({}),
  faulty: 'byzantine',
  seam: 'network',
  conspire: () => new Map(),
  wrap: (honest, setting) => (me) => {
    const node = new ColludingNode(honest(me), setting);
    setting.shared.set(me, node);
    return node;
  },
};

export default collude;
