/**
 * Hash-power hopping: a coalition of miners leaves while the difficulty is high and comes back when it is low, so that each
 * retarget is wrong for the epoch that follows (Meshkov, Chepurnoy, Jansen, "Short Paper: Revisiting Difficulty Control for
 * Blockchain Systems", 2017, section 3; what miners of Bitcoin and Bitcoin Cash did in 2017).
 * Can: mine honestly, or not at all, as the difficulty in force on its own tip says.
 * Cannot: break a rule, or keep a block back: what it found it tells. What its power earns elsewhere meanwhile is not simulated:
 * only what it earns here while it is here. Below its threshold from the start it never leaves.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, BlockId, Make, NodeContext, NodeId, Time } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import { sumOver } from './coalitions.js';
import { FaultyNode } from './faulty-node.js';

interface Params {
  readonly leaveAt?: number | undefined;
}
type Setting = Omit<BehaviourSetting<Params>, 'shared'>;

/** How long each member was there, weighed by its power. */
class Hoppers {
  /** Power times microseconds. */
  present = 0;
  private readonly since = new Map<NodeId, Time>();
  private readonly setting: Setting;
  private readonly powers = new Map<NodeId, number>();
  private leaveAt = 1;

  constructor(setting: Setting) {
    this.setting = setting;
  }

  enter({ id, weights }: NodeContext): void {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let own = 0;
    for (const member of this.setting.coalition) own += weights[member]!;
    // Half-way between the difficulties to which the chain comes without it and with it.
    this.leaveAt = this.setting.params.leaveAt ?? 1 - own / total / 2;
    this.powers.set(id, weights[id]!);
    this.since.set(id, 0);
  }

  isPresent(node: NodeId): boolean {
    return this.since.has(node);
  }

  /** The node comes or goes as the difficulty on top of its tip says. */
  move(node: NodeId, difficulty: number): void {
    const { at, until, now } = this.setting;
    const time = now();
    const stays = difficulty < this.leaveAt || time < at || time >= until;
    if (stays === this.isPresent(node)) return;
    if (stays) this.since.set(node, time);
    else {
      this.present += this.powers.get(node)! * (time - this.since.get(node)!);
      this.since.delete(node);
    }
  }

  /** Closes the books. */
  presentUntil(end: Time): number {
    let sum = this.present;
    for (const [node, since] of this.since) sum += this.powers.get(node)! * (end - since);
    return sum;
  }

  get power(): number {
    return [...this.powers.values()].reduce((sum, power) => sum + power, 0);
  }

  /** Mean time between blocks at difficulty 1. */
  get interval(): Time {
    return this.setting.protocol.mining!.interval(this.setting.protocolParams);
  }
}

class HoppingContext extends WrappedContext {
  private readonly hoppers: Hoppers;
  private readonly setting: Setting;

  constructor(inner: NodeContext, setting: Setting, hoppers: Hoppers) {
    super(inner);
    this.setting = setting;
    this.hoppers = hoppers;
  }

  override adopt(tip: BlockId): void {
    this.inner.adopt(tip);
    const { protocol, protocolParams } = this.setting;
    this.hoppers.move(this.id, protocol.mining!.difficulty(this.blocks, tip, protocolParams));
  }
}

class HoppingNode extends FaultyNode {
  private readonly me: NodeContext;
  private readonly hoppers: Hoppers;

  constructor(honest: Make, me: NodeContext, setting: Setting, hoppers: Hoppers) {
    super(honest(new HoppingContext(me, setting, hoppers)));
    this.me = me;
    this.hoppers = hoppers;
    hoppers.enter(me);
  }

  /** A miner that is away finds nothing: leaving out what it would find is the same race without it. */
  override mined(puzzle: string): void {
    if (this.hoppers.isPresent(this.me.id)) super.mined(puzzle);
  }
}

const hashPowerHopping: Behaviour<Params, Hoppers> = {
  name: 'hash-power-hopping',
  describe: 'Leaves while the difficulty is high and mines while it is low',
  params: z.object({
    leaveAt: z
      .number()
      .positive()
      .optional()
      .describe(
        'Difficulty, relative to that at genesis, from which on it does not mine; absent: 1 less half its share of the power',
      ),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'retargets',
  results: {
    columns: {
      hopping_presence: 'Share of the time for which hoppers mined, weighed by their power',
      hopping_gain:
        'Main-chain blocks that hoppers made, over those that their power makes in the same time at the first difficulty',
      hopping_block_interval_s: 'Mean time between main-chain blocks',
    },
    of(achieved, { canonical, weights, end }) {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const present = sumOver(achieved, (each) => each.presentUntil(end));
      const power = sumOver(achieved, ({ power }) => power);
      const made = canonical.filter((producer) => achieved.some(({ coalition }) => coalition.has(producer))).length;
      const { interval } = achieved[0]!.shared;
      const none = { why: 'hoppers were never there' };
      return {
        hopping_presence: power > 0 && end > 0 ? present / (power * end) : none,
        hopping_gain: present > 0 ? (made * interval * total) / present : none,
        hopping_block_interval_s:
          canonical.length > 0 ? end / canonical.length / 1e6 : { why: 'no block became canonical' },
      };
    },
  },
  conspire: (setting) => new Hoppers(setting),
  wrap: (honest, setting) => (me) => new HoppingNode(honest, me, setting, setting.shared),
};

export default hashPowerHopping;
