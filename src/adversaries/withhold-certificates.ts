/**
 * Withhold certificates: keeps back the messages by which a certificate or a decision becomes known (the kinds that the
 * protocol lists as `certificates`), from all nodes outside its coalition but a few, drawn anew for each view.
 * Can: leave one node with a lock or a decision that the others know nothing of, the hidden lock
 * of Malkhi, Nayak, "HotStuff-2: Optimal Two-Phase Responsive BFT", 2023; stop a view that it leads.
 * Cannot: keep others from forming the same certificate out of votes that go to all, or lie. Under a protocol that lists no
 * such kinds, and when none are named, it is honest.
 */
import { z } from 'zod';
import type { Behaviour, NodeId, ViewCause } from '../contract.js';
import { FaultyContext } from './faulty-context.js';
import { drawn, outsiders } from './halves.js';

interface Params {
  readonly kinds: readonly string[];
  readonly shownTo: number;
}

class SecretiveContext extends FaultyContext<Params> {
  private chosen: ReadonlySet<NodeId> | undefined;

  override enterView(height: number, view: number, leader: NodeId, cause: ViewCause): void {
    this.chosen = undefined;
    this.inner.enterView(height, view, leader, cause);
  }

  override send(to: NodeId, kind: string, body: any): void {
    if (to === this.id || !this.keepsBack(kind) || this.isShown(to)) this.inner.send(to, kind, body);
  }

  override broadcast(kind: string, body: any): void {
    if (!this.keepsBack(kind)) return this.inner.broadcast(kind, body);
    this.toSelf(kind, body);
    this.toOthers(kind, body, (to) => this.isShown(to));
  }

  private isShown(to: NodeId): boolean {
    const { coalition, params } = this.setting;
    if (coalition.has(to)) return true;
    this.chosen ??= drawn(outsiders(coalition, this.n), params.shownTo, () => this.setting.random());
    return this.chosen.has(to);
  }

  private keepsBack(kind: string): boolean {
    const { params, protocol } = this.setting;
    const kinds = params.kinds.length > 0 ? params.kinds : (protocol.certificates ?? []);
    return this.acts && kinds.includes(kind);
  }
}

const withholdCertificates: Behaviour<Params> = {
  name: 'withhold-certificates',
  describe: 'Shows certificates and decisions to a few nodes only',
  params: z.object({
    kinds: z
      .array(z.string())
      .default([])
      .describe('Message kinds to keep back; none named: those that the protocol says make a certificate known'),
    shownTo: z.int().min(0).default(1).describe('Nodes outside the coalition that get them all the same, in each view'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  wrap: (honest, setting) => (me) => honest(new SecretiveContext(me, setting)),
};

export default withholdCertificates;
