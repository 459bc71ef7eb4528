/**
 * Equivocate: tells one half of the other nodes what an honest node would say and the other half a lie, made by the
 * protocol's own `forge`.
 * Can: alter any broadcast of a kind that has a forge entry; keep the same two halves in every message (`parity`: nodes with
 * an even number hear the truth, and all liars of a coalition agree on who they are) or draw them anew for each (`drawn`).
 * Cannot: speak in another's name, invent a certificate, alter a kind without a forge entry or a message to one node, or
 * lie to itself: its own state stays that of an honest node. Under a protocol without forge entries it is honest.
 */
import { z } from 'zod';
import type { Behaviour, NodeId } from '../contract.js';
import { FaultyContext } from './faulty-context.js';

interface Params {
  readonly kinds: readonly string[];
  readonly halves: 'parity' | 'drawn';
}

/** One lie a message: liars who know of no other salt tell the same one. */
const SALT = 1;

class EquivocatingContext extends FaultyContext<Params> {
  override broadcast(kind: string, body: any): void {
    const { kinds } = this.setting.params;
    const forge = this.setting.protocol.forge?.[kind];
    if (!forge || !this.acts || (kinds.length > 0 && !kinds.includes(kind))) return this.inner.broadcast(kind, body);
    const lie = forge(body, SALT, this.inner);
    const deceived = this.setting.params.halves === 'parity' ? isOdd : this.drawHalf();
    this.toSelf(kind, body);
    this.toOthers(kind, body, (to) => !deceived(to));
    this.toOthers(kind, lie, deceived);
  }

  /** Exactly half of the others, rounded up, by a partial shuffle. */
  private drawHalf(): (to: NodeId) => boolean {
    const others: NodeId[] = [];
    for (let to = 0; to < this.n; to++) if (to !== this.id) others.push(to);
    const half = new Set<NodeId>();
    for (let i = 0; 2 * i < others.length; i++) {
      const j = i + Math.floor(this.setting.random() * (others.length - i));
      half.add(others[j]!);
      others[j] = others[i]!;
    }
    return (to) => half.has(to);
  }
}

const isOdd = (node: NodeId): boolean => node % 2 === 1;

const equivocate: Behaviour<Params> = {
  name: 'equivocate',
  describe: 'Tells half of the nodes something else than the other half',
  params: z.object({
    kinds: z.array(z.string()).default([]).describe('Message kinds to alter; none named: all that can be altered'),
    halves: z
      .enum(['parity', 'drawn'])
      .default('parity')
      .describe('Who is deceived: nodes with an odd number, or a half drawn for each message'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  wrap: (honest, setting) => (me) => honest(new EquivocatingContext(me, setting)),
};

export default equivocate;
