/**
 * Drop: each message that the node sends to another is lost with a probability, each receiver of a broadcast by itself.
 * Can: leave some nodes without a message that the rest have, again and again.
 * Cannot: lie, choose whom it fails, lose what it says to itself or what it hears. With probability 1 it is `silent`; like
 * that one it is not held to the safety rules.
 */
import { z } from 'zod';
import type { Behaviour, NodeId } from '../contract.js';
import { share } from '../quantities.js';
import { FaultyContext } from './faulty-context.js';

interface Params {
  readonly probability: number;
}

class DroppingContext extends FaultyContext<Params> {
  override send(to: NodeId, kind: string, body: any): void {
    if (to === this.id || !this.acts || !this.drops()) this.inner.send(to, kind, body);
  }

  override broadcast(kind: string, body: any): void {
    if (!this.acts) return this.inner.broadcast(kind, body);
    this.toSelf(kind, body);
    this.toOthers(kind, body, () => !this.drops());
  }

  private drops(): boolean {
    return this.setting.random() < this.setting.params.probability;
  }
}

const drop: Behaviour<Params> = {
  name: 'drop',
  describe: 'Loses each message it sends with a probability',
  params: z.object({
    probability: share().default(0.5).describe('Probability that one message to one receiver is lost'),
  }),
  faulty: 'byzantine',
  seam: 'network',
  wrap: (honest, setting) => (me) => honest(new DroppingContext(me, setting)),
};

export default drop;
