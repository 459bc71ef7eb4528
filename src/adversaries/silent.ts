/**
 * Silent: hears everything, works on, and sends nothing to anybody else.
 * Can: leave a quorum waiting, fail as a leader, mine on a chain that nobody hears of.
 * Cannot: lie, stop hearing, or take back what it sent before. What it settles on alone is nobody's concern, so it is not
 * held to the safety rules.
 */
import { z } from 'zod';
import type { Behaviour, NodeId } from '../contract.js';
import { FaultyContext } from './faulty-context.js';

class SilentContext extends FaultyContext {
  override send(to: NodeId, kind: string, body: any): void {
    if (to === this.id || !this.acts) this.inner.send(to, kind, body);
  }

  override broadcast(kind: string, body: any): void {
    if (this.acts) this.toSelf(kind, body);
    else this.inner.broadcast(kind, body);
  }
}

const silent: Behaviour = {
  name: 'silent',
  describe: 'Hears everything and sends nothing to others',
  params: z.object({}),
  faulty: 'byzantine',
  seam: 'network',
  wrap: (honest, setting) => (me) => honest(new SilentContext(me, setting)),
};

export default silent;
