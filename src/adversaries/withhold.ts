/**
 * Withhold: keeps its coalition's blocks, or other kinds of message, from everybody outside the coalition.
 * Can: build in private, alone or with its coalition, and publish after a fixed time (`for`) or never.
 * Cannot: decide when to publish by what others do (that is selfish mining), keep back blocks of others, or stop an outsider
 * who hears of a later block from fetching its ancestors: what it builds on becomes public with the first block that does.
 * On sparse links an honest neighbour of a member may still hear of a block that the member received. Under a protocol
 * that carries no blocks it keeps back only the kinds that are named.
 */
import { z } from 'zod';
import type { Behaviour, NodeId, Time } from '../contract.js';
import { duration } from '../quantities.js';
import { FaultyContext } from './faulty-context.js';

interface Params {
  readonly kinds: readonly string[];
  readonly for?: Time | undefined;
}

class WithholdingContext extends FaultyContext<Params> {
  override broadcast(kind: string, body: any): void {
    if (!this.acts || !this.keepsBack(kind, body)) return this.inner.broadcast(kind, body);
    const { coalition, params } = this.setting;
    this.toSelf(kind, body);
    this.toOthers(kind, body, (to: NodeId) => coalition.has(to));
    // A broadcast, so that on sparse links the block is passed on; members hear it twice.
    if (params.for !== undefined) {
      this.setting.schedule(this.setting.now() + params.for, () => this.inner.broadcast(kind, body));
    }
  }

  override send(to: NodeId, kind: string, body: any): void {
    const { coalition, params } = this.setting;
    if (!this.acts || to === this.id || coalition.has(to) || !this.keepsBack(kind, body)) {
      return this.inner.send(to, kind, body);
    }
    if (params.for !== undefined) {
      this.setting.schedule(this.setting.now() + params.for, () => this.inner.send(to, kind, body));
    }
  }

  private keepsBack(kind: string, body: any): boolean {
    const { coalition, params, protocol } = this.setting;
    const named = params.kinds.includes(kind);
    if (params.kinds.length > 0 && !named) return false;
    const carries = protocol.carries?.[kind];
    return carries ? coalition.has(this.blocks.producer(carries(body))) : named;
  }
}

const withhold: Behaviour<Params> = {
  name: 'withhold',
  describe: 'Keeps its own blocks or messages from all but its coalition',
  params: z.object({
    kinds: z.array(z.string()).default([]).describe('Message kinds to keep back; none named: all that carry a block'),
    for: duration().optional().describe('How long each is kept back; absent: for ever'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  wrap: (honest, setting) => (me) => honest(new WithholdingContext(me, setting)),
};

export default withhold;
