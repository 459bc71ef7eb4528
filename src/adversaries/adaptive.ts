/**
 * Adaptive: an adversary that takes nodes over in the course of the run, within a budget, and lets them behave as another
 * behaviour from then on (Canetti, Feige, Goldreich, Naor, "Adaptively Secure Multi-party Computation", 1996).
 * Can: choose its victims by what it sees its candidates do: whoever leads the view that begins, whoever has just voted, or
 * one at random from time to time; make them silent, crash them, or have them equivocate as one coalition.
 * With `stake` nodes are bribed: each costs what it has at stake, whatever is paid for a unit of it, and the budget is a share of
 * all stake; whoever can no longer be paid for is left alone.
 * Cannot: take more nodes than its budget, or any that it is not given; let one go (after `until` the taken are honest again,
 * but stay counted as faulty); unsay what a node said before it was taken.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, Make, NodeContext, NodeId, Time, ViewCause } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import { positiveDuration, share } from '../quantities.js';
import { sumOver } from './coalitions.js';
import { Corruption, LatestView } from './corruption.js';
import { CrashableNode } from './crashable-node.js';
import equivocate from './equivocate.js';
import { outsiders } from './halves.js';
import silent from './silent.js';

interface Params {
  readonly target: 'leader' | 'voters' | 'random-times';
  readonly as: 'silent' | 'crash' | 'equivocate';
  readonly budget?: number | undefined;
  readonly stake?: number | undefined;
  readonly every: Time;
}

type Setting = Omit<BehaviourSetting<Params>, 'shared'>;
const ROLES = { silent, equivocate } as const;

class Plot {
  private f = 0;
  private readonly setting: Setting;
  readonly corruption: Corruption;
  private readonly latest = new LatestView();
  private readonly takenAt = new Map<NodeId, Time>();
  private readonly crashable = new Map<NodeContext, CrashableNode>();
  private readonly role: BehaviourSetting | undefined;

  constructor(setting: Setting) {
    this.setting = setting;
    this.corruption = new Corruption(setting);
    this.role = this.roleSetting();
    const { at, until, params } = setting;
    if (params.target === 'random-times') this.awaitChance(at);
    if (params.target === 'leader' && at > setting.now()) setting.schedule(at, () => this.take(this.latest.leader));
    if (params.as === 'crash' && until !== Infinity) setting.schedule(until, () => this.release());
  }

  /** The maker of a node that is honest until it is taken. */
  puppet(honest: Make): Make {
    const { params } = this.setting;
    if (params.as !== 'crash') return (me) => this.playing(honest, me);
    return (me) => {
      this.f = me.f;
      this.corruption.weights = me.weights;
      const node = new CrashableNode(honest, me);
      this.crashable.set(me, node);
      return node;
    };
  }

  hearView(height: number, view: number, leader: NodeId): void {
    if (this.latest.enter(height, view, leader) && this.setting.params.target === 'leader') this.take(leader);
  }

  hearWord(from: NodeId, kind: string): void {
    if (this.setting.params.target === 'voters' && this.setting.protocol.votes?.[kind]) this.take(from);
  }

  private playing(honest: Make, me: NodeContext): ReturnType<Make> {
    this.f = me.f;
    this.corruption.weights = me.weights;
    const { takenAt, role } = this;
    const setting: BehaviourSetting = {
      ...role!,
      get at() {
        return takenAt.get(me.id) ?? Infinity;
      },
    };
    return ROLES[this.setting.params.as as keyof typeof ROLES].wrap(honest, setting)(me);
  }

  /** The behaviour that the taken follow sees them as its coalition. */
  private roleSetting(): BehaviourSetting | undefined {
    const { as } = this.setting.params;
    if (as === 'crash') return undefined;
    const behaviour: Behaviour = ROLES[as];
    const setting = { ...this.setting, params: behaviour.params.parse({}), coalition: this.corruption.taken };
    return { ...setting, shared: behaviour.conspire?.(setting) };
  }

  private take(node: NodeId): void {
    const isNew = !this.corruption.taken.has(node);
    if (!isNew || !this.corruption.take(node, this.f)) return;
    this.takenAt.set(node, this.setting.now());
    for (const [me, crashable] of this.crashable) if (me.id === node) crashable.crash();
  }

  private release(): void {
    for (const node of this.crashable.values()) node.comeBack();
  }

  /** Chances come as a Poisson process; each takes one of the candidates that are left. */
  private awaitChance(from: Time): void {
    const { setting } = this;
    const wait = Math.round(-Math.log1p(-setting.random()) * setting.params.every);
    if (from + wait >= setting.until) return;
    setting.schedule(from + wait, () => {
      const left = outsiders(this.corruption.taken, Math.max(...setting.coalition) + 1);
      const candidates = left.filter((node) => setting.coalition.has(node));
      const { stake, budget = this.f } = setting.params;
      if (candidates.length === 0 || (stake === undefined && this.corruption.taken.size >= budget)) return;
      this.take(candidates[Math.floor(setting.random() * candidates.length)]!);
      this.awaitChance(setting.now());
    });
  }
}

/** Tells the plotters what a candidate says, once it is said, and which views it enters, before it speaks in them. */
class WatchedContext extends WrappedContext {
  private readonly plot: Plot;

  constructor(inner: NodeContext, plot: Plot) {
    super(inner);
    this.plot = plot;
  }

  override send(to: NodeId, kind: string, body: any): void {
    this.inner.send(to, kind, body);
    this.plot.hearWord(this.id, kind);
  }

  override broadcast(kind: string, body: any): void {
    this.inner.broadcast(kind, body);
    this.plot.hearWord(this.id, kind);
  }

  override enterView(height: number, view: number, leader: NodeId, cause: ViewCause): void {
    this.inner.enterView(height, view, leader, cause);
    this.plot.hearView(height, view, leader);
  }
}

const adaptive: Behaviour<Params, Plot> = {
  name: 'adaptive',
  describe: 'Takes nodes over in the course of the run, within a budget',
  params: z
    .object({
      target: z
        .enum(['leader', 'voters', 'random-times'])
        .default('leader')
        .describe('Whom it takes: who leads the view that begins, who has just voted, or anybody from time to time'),
      as: z.enum(['silent', 'crash', 'equivocate']).default('silent').describe('What the taken do from then on'),
      budget: z
        .int()
        .min(0)
        .optional()
        .describe('Most nodes that it takes in the whole run; absent: f, as many as the protocol bears'),
      stake: share()
        .optional()
        .describe('In place of budget: most weight that it takes in all, as a share of all weight'),
      every: positiveDuration().prefault('10 s').describe('Mean time between two takings at random times'),
    })
    .refine(({ budget, stake }) => budget === undefined || stake === undefined, {
      error: 'expected either budget or stake',
      path: ['stake'],
    }),
  faulty: 'byzantine',
  seam: ({ as }) => (as === 'equivocate' ? 'protocol' : 'network'),
  adaptive: true,
  results: {
    columns: {
      adaptive_taken: 'Nodes that it took',
      adaptive_stake: 'Share of all weight that these have',
    },
    of: (achieved) => ({
      adaptive_taken: sumOver(achieved, ({ corruption }) => corruption.taken.size),
      adaptive_stake: sumOver(achieved, ({ corruption }) => corruption.share),
    }),
  },
  conspire: (setting) => new Plot(setting),
  wrap: (honest, { shared }) => shared.puppet(honest),
  watch:
    (honest, { shared }) =>
    (me) =>
      honest(new WatchedContext(me, shared)),
};

export default adaptive;
