/**
 * Cartel: producers who agree to build on no block that holds one of the requests that they have blacklisted, a share of all (the
 * punitive forking of Bonneau, "Hostile blockchain takeovers", Bitcoin workshop 2018, section 3.1; feather forks where blocks are
 * mined are by `feather-fork`, which knows when to give up). What `censor` does by leaving out, they enforce upon others.
 * Can: leave the blacklisted out of their own blocks; take a block that holds one, and all on top of it, for none, until it is
 * so many blocks ahead of them that they give up; then they build on it.
 * Cannot: keep others from passing such blocks on or from building on them, keep back a block, or break a rule. A cartel that
 * the rules of the chain let go on by itself, and outrun the rest, censors for good; any other loses the blocks that it makes.
 */
import { z } from 'zod';
import {
  protocolKinds,
  type Behaviour,
  type BehaviourSetting,
  type BlockId,
  type BlockView,
  type Node,
  type NodeId,
} from '../contract.js';
import { share } from '../quantities.js';
import type { Results } from './attempts.js';
import { CensoringContext, isCensored } from './censor.js';
import { FaultyNode } from './faulty-node.js';

interface Params {
  readonly share: number;
  readonly giveUp?: number | undefined;
}
type Setting = BehaviourSetting<Params, Agreement>;

/** How many of the requests in a block are blacklisted, and how many are not. */
interface Tally {
  readonly blacklisted: number;
  readonly others: number;
}

/** What the whole cartel holds of each block. */
class Agreement {
  private readonly setting: Omit<Setting, 'shared'>;
  /** By block: whether it, or a block below it, is one to be refused. */
  private readonly refused = new Map<BlockId, boolean>();
  /** By height, producer and time. */
  private readonly tallies = new Map<string, Tally>();

  constructor(setting: Omit<Setting, 'shared'>) {
    this.setting = setting;
  }

  /** Notes what a block holds. */
  note(block: BlockId, blocks: BlockView, genesisSeed: number): void {
    const contents = blocks.contents(block);
    if (contents.length === 0) return;
    const { params } = this.setting;
    const blacklisted = contents.filter((request) => isCensored(request, genesisSeed, params.share)).length;
    const name = nameOf(blocks.height(block), blocks.producer(block), blocks.time(block));
    this.tallies.set(name, { blacklisted, others: contents.length - blacklisted });
  }

  refuses(block: BlockId, blocks: BlockView): boolean {
    const unknown: BlockId[] = [];
    let at = block;
    for (; at !== 0 && !this.refused.has(at); at = blocks.parent(at)) unknown.push(at);
    let refused = this.refused.get(at) ?? false;
    for (const next of unknown.reverse()) {
      refused ||= blocks.time(next) >= this.setting.at && this.holdsBlacklisted(next, blocks);
      this.refused.set(next, refused);
    }
    return refused;
  }

  /** Lets a block pass, and all below it. */
  pardon(block: BlockId, blocks: BlockView): void {
    this.refused.clear();
    for (let at = block; at !== 0 && blocks.time(at) >= this.setting.at; at = blocks.parent(at)) {
      this.refused.set(at, false);
    }
  }

  /** How many blocks must lie on top of one for it to count as final. */
  get depth(): number {
    const { finality } = this.setting.protocol;
    return finality.by === 'depth' ? finality.confirmations(this.setting.protocolParams) : 0;
  }

  tally(height: number, producer: NodeId, time: number): Tally | undefined {
    return this.tallies.get(nameOf(height, producer, time));
  }

  private holdsBlacklisted(block: BlockId, blocks: BlockView): boolean {
    return (
      (this.tallies.get(nameOf(blocks.height(block), blocks.producer(block), blocks.time(block)))?.blacklisted ?? 0) > 0
    );
  }
}

const nameOf = (height: number, producer: NodeId, time: number) => `${height} ${producer} ${time}`;

class CartelContext extends CensoringContext<Params, Agreement> {
  /** The tip of the chain that this member builds on. */
  tip: BlockId = 0;

  override adopt(tip: BlockId): void {
    this.tip = tip;
    this.inner.adopt(tip);
  }

  get isAtWork(): boolean {
    return this.acts;
  }
}

interface Heard {
  readonly kind: number;
  readonly body: unknown;
  readonly from: NodeId;
  readonly block: BlockId;
}

class CartelNode extends FaultyNode {
  private readonly me: CartelContext;
  private readonly setting: Setting;
  private readonly carries: readonly (((body: any) => BlockId) | undefined)[];
  /** What it has heard and takes for not said. */
  private ignored: Heard[] = [];

  constructor(inner: Node, me: CartelContext, setting: Setting) {
    super(inner);
    this.me = me;
    this.setting = setting;
    this.carries = protocolKinds(setting.protocol).map((kind) => setting.protocol.carries?.[kind]);
  }

  override deliver(kind: number, body: unknown, from: NodeId): void {
    const carried = this.carries[kind];
    if (!carried) return super.deliver(kind, body, from);
    const heard: Heard = { kind, body, from, block: carried(body) };
    const { shared, params } = this.setting;
    const { blocks, genesisSeed } = this.me;
    shared.note(heard.block, blocks, genesisSeed);
    this.ignored.push(heard);
    const ahead = blocks.height(heard.block) - blocks.height(this.me.tip);
    if (this.me.isAtWork && params.giveUp !== undefined && ahead >= params.giveUp) shared.pardon(heard.block, blocks);
    this.listen();
  }

  /** Hears what is not refused, or is so no longer, in the order in which it came. */
  private listen(): void {
    const { shared } = this.setting;
    const waiting = this.ignored;
    this.ignored = [];
    for (const heard of waiting) {
      if (this.me.isAtWork && shared.refuses(heard.block, this.me.blocks)) this.ignored.push(heard);
      else super.deliver(heard.kind, heard.body, heard.from);
    }
  }
}

const cartel: Behaviour<Params, Agreement> = {
  name: 'cartel',
  describe: 'Builds on no block that holds a blacklisted request',
  params: z.object({
    share: share()
      .refine((value) => value > 0, { error: 'expected a share above 0: nothing is blacklisted' })
      .default(0.5)
      .describe('Share of the requests that are blacklisted; which, all members agree on'),
    giveUp: z
      .int()
      .min(1)
      .optional()
      .describe('How many blocks a refused chain must be ahead for the cartel to accept it; absent: it never does'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'chain',
  conspire: (setting) => new Agreement(setting),
  results: {
    columns: {
      cartel_share: 'Share of the canonical blocks that members of cartels make',
      cartel_orphaned: 'Blocks of others that became stale',
      cartel_let_through:
        'Blacklisted requests over others among those that final blocks confirm, against what was asked for: 1 without the cartel',
    },
    of(achieved, { canonical, times, stale }): Results {
      const members = new Set(achieved.flatMap(({ coalition }) => [...coalition]));
      const [first] = achieved;
      let [blacklisted, others] = [0, 0];
      const settled = Math.max(0, canonical.length - (first?.shared.depth ?? 0));
      canonical.slice(0, settled).forEach((producer, index) => {
        const tally = first?.shared.tally(index + 1, producer, times[index]!);
        blacklisted += tally?.blacklisted ?? 0;
        others += tally?.others ?? 0;
      });
      const odds = first ? first.params.share / (1 - first.params.share) : 0;
      const made = canonical.filter((producer) => members.has(producer)).length;
      const none = { why: 'no block became canonical' };
      return {
        cartel_share: canonical.length > 0 ? made / canonical.length : none,
        cartel_orphaned: stale.filter((producer) => !members.has(producer)).length,
        cartel_let_through:
          others > 0 && odds > 0 && odds < Infinity
            ? blacklisted / others / odds
            : { why: 'no request that may pass was confirmed' },
      };
    },
  },
  wrap: (honest, setting) => (door) => {
    const me = new CartelContext(door, setting);
    return new CartelNode(honest(me), me, setting);
  },
};

export default cartel;
