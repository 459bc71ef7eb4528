/**
 * Churn: the node goes offline and comes back, again and again, with its memory: an alternating renewal process. Nearly all
 * of Bitcoin's nodes do so (97 %: Imtiaz, Starobinski, Trachtenberg, Younis, "Churn in the Bitcoin Network", IEEE ICBC 2019),
 * away for hours at a time (Mišić, Mišić, Chang, "Impact of Node Churn in the Bitcoin Network", IEEE TNSE 2020). The mean
 * lengths by default are of that order and chosen, not measured.
 * Can: all that `crash` can, many times over. Lengths are drawn for each session, from an exponential law or from a list; at
 * `at` the process is in its steady state, so that some nodes are offline then already, in the middle of their time away.
 * Cannot: lie, forget, or find blocks while away: of the blocks that fall to it, those do not exist. From `until` on it stays.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, Time } from '../contract.js';
import { positiveDuration } from '../quantities.js';
import { CrashableNode } from './crashable-node.js';

/** The mean of an exponential law, or lengths of which each session has one at random. */
type Lengths = Time | readonly Time[];

interface Params {
  readonly online: Lengths;
  readonly offline: Lengths;
}

/** Shortest time in one state: two events of a node never fall together. */
const LEAST: Time = 1;

class Sessions {
  private readonly node: CrashableNode;
  private readonly setting: BehaviourSetting<Params>;

  constructor(node: CrashableNode, setting: BehaviourSetting<Params>) {
    this.node = node;
    this.setting = setting;
  }

  /** In the steady state: offline as often as it is away on average, and some way through that state. */
  begin(now: Time): void {
    const { params } = this.setting;
    const random = () => this.setting.random();
    const online = meanOf(params.online);
    const offline = meanOf(params.offline);
    const isAway = random() * (online + offline) < offline;
    if (isAway) this.node.crash();
    this.turnAt(now + rest(isAway ? params.offline : params.online, random), isAway);
  }

  private turnAt(time: Time, isAway: boolean): void {
    const { until } = this.setting;
    if (time < until) this.setting.schedule(time, () => this.turn(time, isAway));
    else if (isAway) this.setting.schedule(until, () => this.node.comeBack('kept'));
  }

  private turn(now: Time, wasAway: boolean): void {
    const { params } = this.setting;
    const length = drawn(wasAway ? params.online : params.offline, () => this.setting.random());
    if (wasAway) this.node.comeBack('kept');
    else this.node.crash();
    this.turnAt(now + Math.max(LEAST, length), !wasAway);
  }
}

function meanOf(lengths: Lengths): Time {
  return typeof lengths === 'number' ? lengths : lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
}

function drawn(lengths: Lengths, random: () => number): Time {
  if (typeof lengths === 'number') return Math.round(-lengths * Math.log1p(-random()));
  return lengths[Math.floor(random() * lengths.length)]!;
}

/** What is left of a session that one comes upon: long ones are met more often, anywhere in them. */
function rest(lengths: Lengths, random: () => number): Time {
  if (typeof lengths === 'number') return Math.max(LEAST, drawn(lengths, random));
  let left = random() * lengths.reduce((sum, length) => sum + length, 0);
  const met = lengths.find((length) => (left -= length) < 0) ?? lengths.at(-1)!;
  return Math.max(LEAST, Math.round(random() * met));
}

const lengths = () => z.union([positiveDuration(), z.array(positiveDuration()).min(1)]);

const churn: Behaviour<Params> = {
  name: 'churn',
  describe: 'Goes offline and comes back with its memory, again and again',
  params: z.object({
    online: lengths()
      .prefault('10 h')
      .describe(
        'Time between coming and going: the mean of an exponential law, or lengths of which each session has one',
      ),
    offline: lengths().prefault('1 h').describe('Time away, given in the same way'),
  }),
  faulty: 'crash',
  seam: 'network',
  wrap: (honest, setting) => (me) => {
    const node = new CrashableNode(honest, me);
    const sessions = new Sessions(node, setting);
    const now = setting.now();
    if (setting.until <= Math.max(setting.at, now)) return node;
    if (now >= setting.at) sessions.begin(now);
    else setting.schedule(setting.at, () => sessions.begin(setting.at));
    return node;
  },
};

export default churn;
