/**
 * Eclipse: a coalition monopolises all links of its victims, which then hear and are heard by nobody else (Heilman, Kendler,
 * Zohar, Goldberg, "Eclipse Attacks on Bitcoin's Peer-to-Peer Network", 2015; with selfish mining: Nayak et al., "Stubborn
 * Mining", 2016, section 5). How it came to hold the links, by filling tables of addresses, is not simulated: each message
 * between a victim and an outsider is lost while the fault acts.
 * `feed: nothing`: the members do not speak to the victims either. Their hash power is as good as gone; they mine on a chain
 * of their own, which what they take for final belongs to.
 * `feed: branch`: victims are shown what the members' own code hears and makes: under an attack that mines in secret, the
 * secret branch, and not the public one. What they find reaches the members alone, who use it as their own.
 * Can: decide what a victim sees. Cannot: forge a block, or make a victim break a rule. On sparse links a victim is heard only
 * if one of its neighbours is a member. In a scenario it is named before the behaviour that it serves. Nobody waits for a
 * victim, but as it is honest, what it takes for final is judged: where its chain loses, agreement is broken.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, BlockId, Node, NodeContext, NodeId } from '../contract.js';
import { protocolKinds } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import { FaultyContext } from './faulty-context.js';
import { FaultyNode } from './faulty-node.js';

interface Params {
  readonly victims: readonly NodeId[];
  readonly feed: 'nothing' | 'branch';
}
type Setting = BehaviourSetting<Params>;

/** A member's door to the network: victims hear of no block but those that they are fed. */
class SilentToVictims extends FaultyContext<Params> {
  override send(to: NodeId, kind: string, body: any): void {
    if (this.acts && kind === ANNOUNCEMENT && this.setting.params.victims.includes(to)) return;
    this.inner.send(to, kind, body);
  }
}
const ANNOUNCEMENT = 'gossip.announce';

const blockIn = ({ protocol }: Setting, kind: string, body: unknown): BlockId | undefined =>
  protocol.carries?.[kind]?.(body as never);

function feed(me: NodeContext, setting: Setting, kind: string, body: any): void {
  const now = setting.now();
  if (now < setting.at || now >= setting.until || blockIn(setting, kind, body) === undefined) return;
  for (const victim of setting.params.victims) me.send(victim, kind, body);
}

/** Right in front of the protocol's code: shows the victims what it makes … */
class FeedingContext extends WrappedContext {
  private readonly setting: Setting;

  constructor(inner: NodeContext, setting: Setting) {
    super(inner);
    this.setting = setting;
  }

  override broadcast(kind: string, body: any): void {
    feed(this.inner, this.setting, kind, body);
    this.inner.broadcast(kind, body);
  }
}

/** … and what it hears. */
class FeedingNode extends FaultyNode {
  private readonly me: NodeContext;
  private readonly setting: Setting;
  private readonly kinds: readonly string[];

  constructor(inner: Node, me: NodeContext, setting: Setting) {
    super(inner);
    this.me = me;
    this.setting = setting;
    this.kinds = protocolKinds(setting.protocol);
  }

  override deliver(kind: number, body: unknown, from: NodeId): void {
    if (from !== this.me.id && !this.setting.params.victims.includes(from)) {
      feed(this.me, this.setting, this.kinds[kind]!, body);
    }
    super.deliver(kind, body, from);
  }
}

const eclipse: Behaviour<Params> = {
  name: 'eclipse',
  describe: 'Holds all links of its victims, and shows them nothing or its own branch',
  params: z.object({
    victims: z.array(z.int().min(0)).min(1).describe('Nodes outside the coalition whose links it holds'),
    feed: z
      .enum(['nothing', 'branch'])
      .default('nothing')
      .describe('What victims see: nothing, or the branch on which the members mine'),
  }),
  faulty: 'byzantine',
  seam: 'network',
  needs: 'mining',
  requires({ victims }, { coalition }) {
    const own = victims.find((victim) => coalition.has(victim));
    if (own !== undefined) throw new Error(`expected victims outside the coalition, found ${own}, which is its own`);
  },
  captures: ({ victims, feed }) => ({ nodes: victims, heard: feed === 'branch' }),
  wrap: (honest, setting) => (me) => honest(new SilentToVictims(me, setting)),
  watch: (honest, setting) => (me) =>
    setting.params.feed === 'branch'
      ? new FeedingNode(honest(new FeedingContext(me, setting)), me, setting)
      : honest(me),
};

export default eclipse;
