/**
 * Equivocate: tells one half of the nodes outside its coalition what an honest node would say and the other half a lie, made
 * by the protocol's own `forge`. Members hear the truth, and what one member tells the deceived the others confirm: when a
 * proposal has been replaced by a rival, their votes for the one become votes for the other. It is the partitioning argument
 * of Dwork, Lynch, Stockmeyer, "Consensus in the Presence of Partial Synchrony", 1988, section 4.
 * Can: alter any message to others of a kind that has a forge entry: proposals, votes, view changes; keep the same two halves
 * in every message (`parity`, or `deceived` by name) or draw them for each slot (`drawn`).
 * Cannot: speak in another's name, invent a certificate, alter a kind without a forge entry, or lie to itself: its own state
 * stays that of an honest node, so that it collects votes for the truth only. Under a protocol without forge entries it is
 * honest.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, NodeId } from '../contract.js';
import { FaultyContext } from './faulty-context.js';
import { drawn, everyOther, outsiders } from './halves.js';
import { Lies } from './lies.js';
import { Slots } from './slots.js';
import { statementOf } from './statements.js';

interface Params {
  readonly kinds: readonly string[];
  readonly halves: 'parity' | 'drawn';
  readonly deceived?: readonly NodeId[] | undefined;
}

/** What the whole coalition says, and to whom. */
class Conspiracy {
  readonly lies: Lies;
  private readonly setting: Omit<BehaviourSetting<Params>, 'shared'>;
  private readonly halves: Slots<Set<NodeId>>;
  /** Of the coalition as it was when it had so many members: an adaptive one grows. */
  private everyOther: { readonly members: number; readonly half: ReadonlySet<NodeId> } | undefined;
  private n = 0;

  constructor(setting: Omit<BehaviourSetting<Params>, 'shared'>) {
    this.setting = setting;
    this.lies = new Lies(setting.protocol);
    this.halves = new Slots(() => this.drawHalf());
  }

  /** Who is told the lie: never a member. */
  deceived(kind: string, body: unknown, n: number): ReadonlySet<NodeId> {
    const { params, coalition, protocol } = this.setting;
    this.n = n;
    if (params.deceived) return new Set(params.deceived.filter((node) => !coalition.has(node)));
    if (params.halves === 'parity') {
      if (this.everyOther?.members !== coalition.size)
        this.everyOther = { members: coalition.size, half: everyOther(coalition, n) };
      return this.everyOther.half;
    }
    const said = protocol.votes?.[kind] && statementOf(protocol, kind, body);
    return said ? this.halves.of(said) : this.drawHalf();
  }

  private drawHalf(): Set<NodeId> {
    const others = outsiders(this.setting.coalition, this.n);
    return drawn(others, Math.ceil(others.length / 2), () => this.setting.random());
  }
}

class EquivocatingContext extends FaultyContext<Params, Conspiracy> {
  override broadcast(kind: string, body: any): void {
    if (!this.alters(kind)) return this.inner.broadcast(kind, body);
    const { lies } = this.setting.shared;
    const lie = lies.insteadOf(kind, body, this.inner);
    const deceived = this.setting.shared.deceived(kind, body, this.n);
    this.toSelf(kind, body);
    this.toOthers(kind, body, (to) => !deceived.has(to));
    this.toOthers(kind, lie, (to) => deceived.has(to));
  }

  override send(to: NodeId, kind: string, body: any): void {
    const { shared, coalition } = this.setting;
    const lies = to !== this.id && !coalition.has(to) && this.alters(kind);
    const isDeceived = lies && shared.deceived(kind, body, this.n).has(to);
    this.inner.send(to, kind, isDeceived ? shared.lies.insteadOf(kind, body, this.inner) : body);
  }

  private alters(kind: string): boolean {
    const { params, protocol } = this.setting;
    return (
      this.acts && protocol.forge?.[kind] !== undefined && (params.kinds.length === 0 || params.kinds.includes(kind))
    );
  }
}

const equivocate: Behaviour<Params, Conspiracy> = {
  name: 'equivocate',
  describe: 'Tells half of the nodes something else than the other half',
  params: z.object({
    kinds: z.array(z.string()).default([]).describe('Message kinds to alter; none named: all that can be altered'),
    halves: z
      .enum(['parity', 'drawn'])
      .default('parity')
      .describe('Who is deceived: every other node outside the coalition, or a half of them drawn for each slot'),
    deceived: z.array(z.int().min(0)).optional().describe('Numbers of the nodes that are deceived, instead of a half'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  conspire: (setting) => new Conspiracy(setting),
  wrap: (honest, setting) => (me) => honest(new EquivocatingContext(me, setting)),
};

export default equivocate;
