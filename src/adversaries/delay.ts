/**
 * Delay: everything that the node sends to others leaves later by a fixed time.
 * Can: make timeouts of others expire, lose races, deliver its votes after the view is over.
 * Cannot: lie, lose or reorder its own messages, delay what it says to itself or what it hears. What is held when the fault
 * ends still leaves at its own time.
 */
import { z } from 'zod';
import type { Behaviour, NodeId, Time } from '../contract.js';
import { positiveDuration } from '../quantities.js';
import { FaultyContext } from './faulty-context.js';

interface Params {
  readonly by: Time;
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
    this.setting.schedule(this.now + this.setting.params.by, action);
  }
}

const delay: Behaviour<Params> = {
  name: 'delay',
  describe: 'Sends everything later by a fixed time',
  params: z.object({
    by: positiveDuration().prefault('1 s').describe('How much later each message leaves'),
  }),
  faulty: 'crash',
  seam: 'network',
  wrap: (honest, setting) => (me) => honest(new DelayingContext(me, setting)),
};

export default delay;
