/**
 * Double vote: votes for every proposal that it hears of in a slot, and is honest otherwise.
 * Can: repeat each of its votes (kinds in the protocol's `votes` that follow a proposal) for every other value or block that
 * is named in the same slot, at once or as soon as it hears of it; where votes go to one node, the second goes to whoever
 * named the other value. Alone it does nothing unless somebody proposes twice.
 * Cannot: propose, vote before its honest vote, vote for what nobody named, or restate a vote whose value stands in no single
 * field of the message. Its own state stays that of an honest node. It hides nothing: whoever hears both votes can blame it.
 */
import { z } from 'zod';
import type { Behaviour, NodeContext, NodeId, BehaviourSetting } from '../contract.js';
import { FaultyContext } from './faulty-context.js';
import { everyOther } from './halves.js';
import { Hearsay } from './hearsay.js';
import { Slots } from './slots.js';
import { ListeningNode, restated, statementOf, type Statement } from './statements.js';

interface Params {
  readonly to: 'all' | 'half';
}

/** An honest vote, and the values that it has been repeated for. */
interface Cast {
  readonly kind: string;
  readonly body: unknown;
  /** Absent: everybody. */
  readonly to: NodeId | undefined;
  readonly values: Set<number>;
}

interface Slot {
  readonly heard: Hearsay;
  /** By kind and receiver. */
  readonly cast: Map<string, Cast>;
}

class DoubleVotingContext extends FaultyContext<Params> {
  private readonly slots = new Slots<Slot>(() => ({ heard: new Hearsay(), cast: new Map() }));

  hear(kind: string, body: unknown, from: NodeId): void {
    const said = this.vote(kind, body);
    if (!said) return;
    const slot = this.slots.of(said);
    slot.heard.hear(kind, said.value, from);
    for (const cast of slot.cast.values()) this.repeat(cast, slot);
  }

  override broadcast(kind: string, body: any): void {
    this.inner.broadcast(kind, body);
    this.note(kind, body, undefined);
  }

  override send(to: NodeId, kind: string, body: any): void {
    this.inner.send(to, kind, body);
    this.note(kind, body, to);
  }

  private vote(kind: string, body: unknown): Statement | undefined {
    const { protocol } = this.setting;
    return protocol.votes?.[kind] && statementOf(protocol, kind, body);
  }

  private note(kind: string, body: unknown, to: NodeId | undefined): void {
    const said = this.vote(kind, body);
    if (!said) return;
    const slot = this.slots.of(said);
    const isVote = slot.heard.isVote(kind, said.value);
    slot.heard.hear(kind, said.value, this.id);
    if (!isVote) return;
    const cast: Cast = { kind, body, to, values: new Set([said.value]) };
    slot.cast.set(`${kind} ${to ?? 'all'}`, cast);
    this.repeat(cast, slot);
  }

  private repeat({ kind, body, to, values }: Cast, { heard }: Slot): void {
    if (!this.acts) return;
    for (const value of heard.values) {
      const receiver = to === undefined ? undefined : heard.source(kind, value);
      if (values.has(value) || (to !== undefined && receiver === undefined)) continue;
      values.add(value);
      const second = restated(this.setting.protocol, kind, body, value);
      if (second === undefined) continue;
      if (receiver === undefined) this.toOthers(kind, second, this.listeners());
      else if (receiver !== this.id) this.inner.send(receiver, kind, second);
    }
  }

  private listeners(): (to: NodeId) => boolean {
    const { params, coalition } = this.setting;
    if (params.to === 'all') return () => true;
    const half = everyOther(coalition, this.n);
    return (to) => half.has(to);
  }
}

const doubleVote: Behaviour<Params> = {
  name: 'double-vote',
  describe: 'Votes for every proposal that it hears of',
  params: z.object({
    to: z
      .enum(['all', 'half'])
      .default('all')
      .describe('Who gets the further votes: all, or every other node outside the coalition'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  wrap: (honest, setting: BehaviourSetting<Params>) => (door: NodeContext) => {
    const me = new DoubleVotingContext(door, setting);
    return new ListeningNode(honest(me), setting.protocol, (kind, body, from) => me.hear(kind, body, from));
  },
};

export default doubleVote;
