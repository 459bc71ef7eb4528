/**
 * Vote split: a coalition that keeps the correct nodes divided by its votes on the proposals of others. Of the proposals named
 * in a slot, the first gets its votes towards one half of the nodes outside, the second towards the other half; where there is
 * one proposal only, one half hears no vote at all, so that a quorum forms on one side only.
 * Can: once there are two proposals, tell each node what it was heard to say itself, and so keep it in its belief; members
 * share what they hear of whom. Votes for nothing are kept back until there is a proposal.
 * Cannot: propose twice (that is `equivocate`), tell one node two things in one slot, or take a vote back: whoever was told one
 * thing before he spoke stays with it. It acts on kinds in the protocol's `votes` that follow a proposal.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, NodeId } from '../contract.js';
import { FaultyContext } from './faulty-context.js';
import { everyOther, outsiders } from './halves.js';
import { Hearsay } from './hearsay.js';
import { Slots } from './slots.js';
import { ListeningNode, restated, statementOf, type Statement } from './statements.js';

/** What the coalition knows of a slot. */
interface Knowledge {
  readonly heard: Hearsay;
  /** By node: the first value that it named. */
  readonly beliefs: Map<NodeId, number>;
  /** By kind and node outside: the value that all members vote for towards it. */
  readonly meant: Map<string, Map<NodeId, number>>;
}

/** What the whole coalition has heard, and whom it tells what. */
class Plan {
  readonly slots = new Slots<Knowledge>(() => ({ heard: new Hearsay(), beliefs: new Map(), meant: new Map() }));
  private readonly setting: Omit<BehaviourSetting, 'shared'>;

  constructor(setting: Omit<BehaviourSetting, 'shared'>) {
    this.setting = setting;
  }

  hear(kind: string, { value }: Statement, from: NodeId, slot: Knowledge): void {
    slot.heard.hear(kind, value, from);
    if (value >= 0 && !slot.beliefs.has(from)) slot.beliefs.set(from, value);
  }

  /** What this node is to hear in votes of this kind; undefined: nothing so far. */
  meantFor(to: NodeId, kind: string, slot: Knowledge, n: number): number | undefined {
    let meant = slot.meant.get(kind);
    if (!meant) slot.meant.set(kind, (meant = new Map()));
    const before = meant.get(to);
    if (before !== undefined) return before;
    const [first, second] = slot.heard.values;
    const byHalf = everyOther(this.setting.coalition, n).has(to) ? first : second;
    const value = second === undefined ? byHalf : (slot.beliefs.get(to) ?? byHalf);
    if (value !== undefined) meant.set(to, value);
    return value;
  }
}

/** A vote that the honest node has cast, and who has heard of it. */
interface Cast {
  readonly kind: string;
  readonly body: unknown;
  readonly value: number;
  readonly left: Set<NodeId>;
}

class SplittingContext extends FaultyContext<object, Plan> {
  /** By kind and receiver. */
  private readonly casts = new Slots<Map<string, Cast>>(() => new Map());

  hear(kind: string, body: unknown, from: NodeId): void {
    const said = this.vote(kind, body);
    if (!said) return;
    const { shared } = this.setting;
    shared.hear(kind, said, from, shared.slots.of(said));
    for (const cast of this.casts.of(said).values()) this.give(cast, said);
  }

  override broadcast(kind: string, body: any): void {
    const said = this.split(kind, body);
    if (!said) return this.inner.broadcast(kind, body);
    const { coalition } = this.setting;
    this.toSelf(kind, body);
    this.toOthers(kind, body, (to) => coalition.has(to));
    this.cast(kind, body, said, outsiders(coalition, this.n));
  }

  override send(to: NodeId, kind: string, body: any): void {
    const isOutside = to !== this.id && !this.setting.coalition.has(to);
    const said = isOutside ? this.split(kind, body) : undefined;
    if (said) this.cast(kind, body, said, [to]);
    else this.inner.send(to, kind, body);
  }

  private vote(kind: string, body: unknown): Statement | undefined {
    const { protocol } = this.setting;
    return protocol.votes?.[kind] && statementOf(protocol, kind, body);
  }

  /** What the message says, if it is a vote that is to be given to some only. */
  private split(kind: string, body: unknown): Statement | undefined {
    const said = this.vote(kind, body);
    if (!said) return undefined;
    const { shared } = this.setting;
    const slot = shared.slots.of(said);
    const isVote = slot.heard.isVote(kind, said.value);
    shared.hear(kind, said, this.id, slot);
    return isVote && this.acts ? said : undefined;
  }

  private cast(kind: string, body: unknown, said: Statement, to: readonly NodeId[]): void {
    const cast: Cast = { kind, body, value: said.value, left: new Set(to) };
    this.casts.of(said).set(`${kind} ${to.length === 1 ? to[0] : 'all'}`, cast);
    this.give(cast, said);
  }

  private give({ kind, body, value, left }: Cast, said: Statement): void {
    if (!this.acts) return;
    const { shared, protocol } = this.setting;
    const slot = shared.slots.of(said);
    for (const to of left) {
      const meant = shared.meantFor(to, kind, slot, this.n);
      if (meant === undefined) continue;
      left.delete(to);
      const vote = meant === value ? body : restated(protocol, kind, body, meant);
      if (vote !== undefined) this.inner.send(to, kind, vote);
    }
  }
}

const voteSplit: Behaviour<object, Plan> = {
  name: 'vote-split',
  describe: 'Votes for one proposal towards one half of the nodes, for another or none towards the other',
  params: z.object({}),
  faulty: 'byzantine',
  seam: 'protocol',
  conspire: (setting) => new Plan(setting),
  wrap: (honest, setting) => (door) => {
    const me = new SplittingContext(door, setting);
    return new ListeningNode(honest(me), setting.protocol, (kind, body, from) => me.hear(kind, body, from));
  },
};

export default voteSplit;
