/**
 * Leader targeting: an adaptive adversary that crashes whoever leads the view that begins, as soon as one of its nodes enters
 * it (Canetti, Feige, Goldreich, Naor, "Adaptively Secure Multi-party Computation", 1996, for corruption in the course of a
 * run; the attack on known leaders is that of Gilad, Hemo, Micali, Vlachos, Zeldovich, "Algorand", 2017).
 * Can: take any of the nodes that it is given, but never more than its budget in all; let them come back after an outage, and
 * crash those it has again whenever they lead. A leader that enters its view first is stopped before it says a word in it.
 * At `at` it takes the leader of the time, at `until` all come back.
 * Cannot: lie, unsay what has left, foresee leaders, or hit a leader outside the nodes that it is given. A protocol that says
 * of no node that it leads is left alone.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, NodeContext, NodeId, Time, ViewCause } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import { positiveDuration } from '../quantities.js';
import { Corruption, LatestView } from './corruption.js';
import { CrashableNode } from './crashable-node.js';

interface Params {
  readonly budget?: number | undefined;
  readonly outage?: Time | undefined;
  readonly views?: readonly number[] | undefined;
}

class Hunt {
  f = 0;
  private readonly setting: Omit<BehaviourSetting<Params>, 'shared'>;
  private readonly corruption: Corruption;
  private readonly latest = new LatestView();
  private readonly nodes = new Map<NodeContext, CrashableNode>();
  private readonly downUntil = new Map<NodeId, Time>();

  constructor(setting: Omit<BehaviourSetting<Params>, 'shared'>) {
    this.setting = setting;
    this.corruption = new Corruption(setting);
    if (setting.at > setting.now()) setting.schedule(setting.at, () => this.strike());
    if (setting.until !== Infinity) setting.schedule(setting.until, () => this.release());
  }

  add(me: NodeContext, node: CrashableNode): void {
    this.f = me.f;
    this.nodes.set(me, node);
  }

  hear(height: number, view: number, leader: NodeId): void {
    if (this.latest.enter(height, view, leader)) this.strike();
  }

  private strike(): void {
    const { setting } = this;
    const { leader, view } = this.latest;
    const { outage, views } = setting.params;
    const now = setting.now();
    if (leader < 0 || now < setting.at || now >= setting.until || (views && !views.includes(view))) return;
    if (!this.corruption.take(leader, this.f)) return;
    for (const node of this.of(leader)) node.crash();
    if (outage === undefined) return;
    this.downUntil.set(leader, now + outage);
    setting.schedule(now + outage, () => this.comeBack(leader));
  }

  private comeBack(id: NodeId): void {
    if (this.setting.now() >= this.downUntil.get(id)!) for (const node of this.of(id)) node.comeBack();
  }

  private release(): void {
    for (const node of this.nodes.values()) node.comeBack();
  }

  private of(id: NodeId): CrashableNode[] {
    return [...this.nodes].filter(([me]) => me.id === id).map(([, node]) => node);
  }
}

/** Tells the hunters of every view that is entered, before anything is said in it. */
class HuntedContext extends WrappedContext {
  private readonly hunt: Hunt;

  constructor(inner: NodeContext, hunt: Hunt) {
    super(inner);
    this.hunt = hunt;
  }

  override enterView(height: number, view: number, leader: NodeId, cause: ViewCause): void {
    this.inner.enterView(height, view, leader, cause);
    this.hunt.hear(height, view, leader);
  }
}

const leaderTargeting: Behaviour<Params, Hunt> = {
  name: 'leader-targeting',
  describe: 'Crashes whoever leads the view that begins, within a budget',
  params: z.object({
    budget: z
      .int()
      .min(0)
      .optional()
      .describe('Most nodes that it takes in the whole run; absent: f, as many as the protocol bears'),
    outage: positiveDuration().optional().describe('How long a crashed leader is off; absent: for good'),
    views: z.array(z.int().min(0)).optional().describe('Only leaders of these views are crashed; absent: of all'),
  }),
  faulty: 'crash',
  seam: 'network',
  adaptive: true,
  conspire: (setting) => new Hunt(setting),
  wrap: (honest, setting) => (me) => {
    const { shared } = setting;
    const node = new CrashableNode(honest, new HuntedContext(me, shared));
    shared.add(me, node);
    return node;
  },
};

export default leaderTargeting;
