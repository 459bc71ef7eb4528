/**
 * Delay: everything that the node sends to others leaves later by a fixed time, or by as much as the network itself may
 * hold a message back (`by: limit`, delta; with its own way a message then takes up to twice that).
 * Can: make timeouts of others expire, lose races, deliver its votes after the view is over.
 * Cannot: lie, lose or reorder its own messages, delay what it says to itself or what it hears. What is held when the fault
 * ends still leaves at its own time.
 */
import { z } from 'zod';
import type { Behaviour, NodeId, Time } from '../contract.js';
import { positiveDuration } from '../quantities.js';
import { FaultyContext } from './faulty-context.js';

interface Params {
  readonly by: Time | 'limit';
}

class DelayingContext extends FaultyContext<Params> {
  override send(to: NodeId, kind: string, body: any): void {
    if (to === this.id || !this.acts) this.inner.send(to, kind, body);
    else this.later(() => this.inner.send(to, kind, body));
  }

  override broadcast(kind: string, body: any): void {
    if (!this.acts) return this.inner.broadcast(kind, body);
    this.toSelf(kind, body);
    this.later(() => this.toOthers(kind, body));
  }

  private later(action: () => void): void {
    const { setting } = this;
    const { by } = setting.params;
    setting.schedule(setting.now() + (by === 'limit' ? setting.delta : by), action);
  }
}

const delay: Behaviour<Params> = {
  name: 'delay',
  describe: 'Sends everything later',
  params: z.object({
    by: z
      .union([z.literal('limit'), positiveDuration()])
      .prefault('1 s')
      .describe('How much later each message leaves; limit: as long as the network may take for one'),
  }),
  faulty: 'timing',
  seam: 'network',
  wrap: (honest, setting) => (me) => honest(new DelayingContext(me, setting)),
};

export default delay;
