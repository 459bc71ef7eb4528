/**
 * Long-range attack: a coalition makes a chain of its own from deep in the past, using keys that held stake then and every slot
 * since in one instant, and publishes it once it is the longer one (Buterin, "Long-Range Attacks", 2014; Daian, Pass, Shi, "Snow
 * White", FC 2019, on posterior corruption). On its chain nobody else makes blocks, so that all rewards and fees go to it: a
 * minority that waits becomes a majority there, stake bleeding (Gaži, Kiayias, Russell, "Stake-Bleeding Attacks on Proof-of-Stake
 * Blockchains", CVCBT 2018), as fees of others can be taken over from the public chain.
 * `keys: own`: its members hold their stake to this day and make no public blocks while they work on their chain. `keys: old`: the
 * stake is with others now, who go on by the rules with it (the member's own node stands for them); the coalition has but bought
 * the keys that held it.
 * Can: use every slot that its keys led since the fork, all at once; wait for as long as it takes.
 * Cannot: use slots that are still to come, or those of others; have a chain taken by who does not roll back as far, whom
 * k or a checkpoint protects; whoever comes new, or was away since the fork, is not protected.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, BlockId, Time } from '../contract.js';
import { asMember } from './coalitions.js';
import { SlotCoalition, type SlotPlan } from './slot-coalition.js';

interface Params {
  readonly from: number;
  readonly keys: 'own' | 'old';
  readonly undo: number;
  readonly after: 'return' | 'go-on';
}

class LongRange implements SlotPlan {
  /** Height at which its chain leaves the public one. */
  fork = 0;
  /** When it published, and how long both chains were since the fork. */
  published: { readonly at: Time; readonly own: number; readonly theirs: number } | undefined;
  readonly coalition: SlotCoalition;
  private readonly params: Params;
  private readonly chain: BlockId[] = [];
  private tip: BlockId | undefined;

  constructor(setting: Omit<BehaviourSetting<Params>, 'shared'>) {
    this.params = setting.params;
    this.coalition = new SlotCoalition(setting, this, setting.params.keys === 'own');
    setting.schedule(setting.at, () => this.start());
  }

  heard(): void {
    // With enough of a lead it may have waited for the public chain to grow.
    if (this.tip !== undefined && !this.published) this.publishWhenReady();
  }

  private start(): void {
    const { coalition, params } = this;
    const { blocks } = coalition.setting;
    this.fork = Math.min(params.from, coalition.height(coalition.publicTip));
    this.tip = blocks.ancestor(coalition.publicTip, this.fork);
    let least = coalition.slotOf(this.tip) + 1;
    // All that has been since the fork.
    for (let turn = coalition.nextTurn(coalition.draws(this.tip), least); turn && turn.slot <= coalition.slot;) {
      this.extend(turn);
      least = turn.slot + 1;
      turn = coalition.nextTurn(coalition.draws(this.tip), least);
    }
    this.proceed(Math.max(least, coalition.slot + 1));
  }

  private extend({ leader, slot }: { readonly leader: number; readonly slot: number }): void {
    this.tip = this.coalition.make(this.tip!, leader, slot);
    this.chain.push(this.tip);
  }

  private publishWhenReady(): void {
    const { coalition } = this;
    const [own, theirs] = [this.tip!, coalition.publicTip].map((tip) => coalition.height(tip) - this.fork);
    if (own! <= theirs! || theirs! < this.params.undo) return;
    this.published = { at: coalition.setting.now(), own: own!, theirs: theirs! };
    coalition.tell(this.chain);
    if (this.params.after === 'return') coalition.release();
  }

  private get isOver(): boolean {
    return this.published !== undefined && this.params.after === 'return';
  }

  /** Publishes, or waits for the next slot of its own. */
  private proceed(least: number): void {
    const { coalition } = this;
    if (!this.published) this.publishWhenReady();
    if (this.isOver) return;
    const turn = coalition.nextTurn(coalition.draws(this.tip!), least);
    if (!turn) return;
    coalition.atSlot(turn.slot, () => {
      if (!coalition.acts || this.isOver) return;
      this.extend(turn);
      if (this.published) coalition.tell([this.tip!]);
      this.proceed(turn.slot + 1);
    });
  }
}

const never = { why: 'its chain was never the longer one' };

const longRange: Behaviour<Params, LongRange> = {
  name: 'long-range',
  describe: 'Makes a chain from deep in the past by keys that held stake then, and publishes it once it is longer',
  params: z.object({
    from: z.int().min(0).default(0).describe('Height at which its chain leaves the public one'),
    undo: z.int().min(0).default(100).describe('Public blocks that it waits for, to undo them'),
    after: z
      .enum(['return', 'go-on'])
      .default('return')
      .describe(
        'Once it is published: members make public blocks again, or go on with their chain, for whoever comes new',
      ),
    keys: z
      .enum(['own', 'old'])
      .default('own')
      .describe(
        'Whether members hold the stake still, and make no public blocks; or have sold it to who goes on with it',
      ),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'slots',
  results: {
    columns: {
      long_range_published_s: 'When the chain was published, after the attack began',
      long_range_blocks: 'Blocks of the chain since the fork as it was published',
      long_range_undoes: 'Public blocks since the fork that it would undo',
      long_range_adopted:
        '1 when the correct nodes went over to it, 0 when they did not; the mean is the rate of success',
    },
    of(achieved, { canonical }) {
      const [first] = achieved;
      const { published, fork } = first!.shared;
      if (!published) {
        return {
          long_range_published_s: never,
          long_range_blocks: never,
          long_range_undoes: never,
          long_range_adopted: 0,
        };
      }
      const taken = canonical.slice(fork, fork + published.own);
      const isAll = taken.length > 0 && taken.every((producer) => first!.coalition.has(producer));
      return {
        long_range_published_s: (published.at - first!.shared.coalition.setting.at) / 1e6,
        long_range_blocks: published.own,
        long_range_undoes: published.theirs,
        long_range_adopted: isAll ? 1 : 0,
      };
    },
  },
  conspire: (setting) => new LongRange(setting),
  wrap: asMember,
};

export default longRange;
