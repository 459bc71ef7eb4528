/**
 * Collude: the members of a coalition have a perfect private network: what one of them hears, or says to all, every other
 * member hears in the same instant, as if it had been sent to him. It is the one adversary of the proofs, who sees whatever
 * any of his nodes sees.
 * Can: count votes that were sent to a fellow as its own, know of a proposal before its time, answer questions put to others.
 * Compose it with behaviours that lie.
 * Cannot: forge or hear what goes between correct nodes. A member hears the same message again from the network, but from its
 * fellows once: who is not the first to hear it tells nobody. What stands nearer to the network than `collude` (named before
 * it) cuts a member off from the network only, not from its fellows.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, Node, NodeContext, NodeId } from '../contract.js';
import { Voters } from '../ledger/voters.js';
import { FaultyNode } from './faulty-node.js';

/** More than there can be nodes. */
const SENDERS = 0x1000000;

/** The private network of a coalition. */
class Ring {
  /** By the door they stand behind: a node that is made anew behind the same door takes the place of the old one. */
  readonly members = new Map<NodeContext, ColludingNode>();
  /** By body, then by kind and sender: the members that have got the message from the network since it was told. */
  private readonly told = new WeakMap<object, Map<number, Voters>>();

  /** Whether the others are to be told what a member has got: the first to get a message tells it, or who gets it again. */
  isNews(place: number, kind: number, body: unknown, from: NodeId): boolean {
    if (typeof body !== 'object' || body === null) return true;
    let messages = this.told.get(body);
    if (!messages) this.told.set(body, (messages = new Map()));
    const message = kind * SENDERS + from;
    const receivers = messages.get(message);
    if (!receivers || receivers.has(place)) {
      const fresh = new Voters(this.members.size);
      fresh.add(place);
      messages.set(message, fresh);
      return true;
    }
    receivers.add(place);
    if (receivers.size === this.members.size) messages.delete(message);
    return false;
  }
}

class ColludingNode extends FaultyNode {
  private readonly setting: BehaviourSetting<object, Ring>;
  private readonly place: number;
  private started = false;

  constructor(inner: Node, setting: BehaviourSetting<object, Ring>, place: number) {
    super(inner);
    this.setting = setting;
    this.place = place;
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
    if (!setting.shared.isNews(this.place, kind, body, from)) return;
    for (const [door, member] of setting.shared.members) if (door.id !== from) member.overhear(kind, body, from, this);
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
  conspire: () => new Ring(),
  wrap: (honest, setting) => (me) => {
    const { members } = setting.shared;
    const place = [...members.keys()].indexOf(me);
    const node = new ColludingNode(honest(me), setting, place >= 0 ? place : members.size);
    members.set(me, node);
    return node;
  },
};

export default collude;
