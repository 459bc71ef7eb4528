/**
 * Late release: what the members of a coalition would tell everybody they pass along from one to the next, each with what
 * its own rules add to it, such as a signature; when all have had it, the last shows it to one honest node alone (the
 * withholding attack for which synchronous agreement needs a round more than there are liars: Dolev & Strong, 1983).
 * Can: let a message gather the signatures of all members before any honest node hears of it; choose who hears it, and
 * keep it back still longer before (`hold`).
 * Cannot: sign for others, alter anything, or hurry: each member says what an honest node would say, when it would say it.
 * The members' turns are taken from their numbers, and begin with whoever speaks first.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, NodeContext, NodeId, Time } from '../contract.js';
import { duration } from '../quantities.js';
import { FaultyContext } from './faulty-context.js';

interface Params {
  readonly kinds: readonly string[];
  readonly to?: NodeId | undefined;
  readonly hold: Time;
}
/** The members that have had what is passed along now. */
type Chain = Set<NodeId>;

class PassingContext extends FaultyContext<Params> {
  private readonly chain: Chain;
  private readonly ring: readonly NodeId[];

  constructor(inner: NodeContext, setting: BehaviourSetting<Params, Chain>) {
    super(inner, setting);
    this.chain = setting.shared;
    this.ring = [...setting.coalition].sort((a, b) => a - b);
  }

  override broadcast(kind: string, body: any): void {
    const { kinds, hold } = this.setting.params;
    if (!this.acts || (kinds.length > 0 && !kinds.includes(kind))) return this.inner.broadcast(kind, body);
    this.toSelf(kind, body);
    this.chain.add(this.id);
    const next = this.next();
    if (next !== undefined) return this.inner.send(next, kind, body);
    this.chain.clear();
    const victim = this.victim();
    if (victim === undefined) return;
    if (hold === 0) this.inner.send(victim, kind, body);
    else this.setting.schedule(this.now + hold, () => this.inner.send(victim, kind, body));
  }

  /** The next member, round the ring, that has not had its turn. */
  private next(): NodeId | undefined {
    const at = this.ring.indexOf(this.id);
    return [...this.ring.slice(at + 1), ...this.ring.slice(0, at)].find((member) => !this.chain.has(member));
  }

  private victim(): NodeId | undefined {
    const { coalition, params } = this.setting;
    if (params.to !== undefined) return params.to;
    for (let node = 0; node < this.n; node++) if (!coalition.has(node)) return node;
    return undefined;
  }
}

const lateRelease: Behaviour<Params, Chain> = {
  name: 'late-release',
  describe: 'Passes what it would tell all along its coalition, whose last member shows it to one honest node',
  params: z.object({
    kinds: z
      .array(z.string())
      .default([])
      .describe('Message kinds to pass along; none named: all that go to everybody'),
    to: z.int().min(0).optional().describe('The node that is shown it; absent: the first outside the coalition'),
    hold: duration().prefault('0 s').describe('How much longer the last member keeps it'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  requires({ to }, { coalition, weights }) {
    if (to === undefined || (to < weights.length && !coalition.has(to))) return;
    throw new Error(
      `expected a node to show it to that is outside the coalition, below ${weights.length}; found ${to}`,
    );
  },
  conspire: () => new Set(),
  wrap: (honest, setting) => (me) => honest(new PassingContext(me, setting)),
};

export default lateRelease;
