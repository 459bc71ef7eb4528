import { z } from 'zod';
import type { Certificate, NodeContext, NodeId, Time, ViewCause } from '../contract.js';
import { duration } from '../quantities.js';
import { isSoundCertificate } from './certificate.js';
import type { Placed } from './justified-block.js';
import { leaderOf, type Leaders, leadersOption, viewAfterFailure } from './leaders.js';
import { type Pacemaker, pacemakerOptions, viewTimeout } from './pacemaker.js';
import { Tally } from './tally.js';

/** Options of a protocol in which a leader drives each view and the paper leaves open how nodes come to the same view. */
export interface ViewSynchronisation extends Pacemaker {
  readonly leaders: Leaders;
  readonly pacemaker: 'timer' | 'certificate';
  readonly gather: 'quorum' | 'nothing';
  readonly interval: Time;
}

export const viewSynchronisationOptions = (timeout: string, leaders: 'rotating' | 'stable') => ({
  leaders: leadersOption(leaders),
  ...pacemakerOptions(timeout, '1 min'),
  pacemaker: z
    .enum(['timer', 'certificate'])
    .default('timer')
    .describe(
      'How a view is given up: by each node on its own timer, following f + 1 others that are ahead; or by a certificate of a quorum of time-out messages, which all nodes send to all',
    ),
  gather: z
    .enum(['quorum', 'nothing'])
    .default('quorum')
    .describe(
      'What a leader waits for after a failed view: a quorum of nodes with the newest certificate that each has; or nothing, so that it may propose on an old one, which locks must withstand',
    ),
  interval: duration().prefault('1 ms').describe('Shortest time between two proposals of one leader'),
});

/**
 * Longest time without progress on a timely network. Before it became timely the timeout may have grown to its cap. Then up
 * to f leaders in a row fail, and nodes have to meet in a view; and what failed views leave behind must be proposed again.
 */
export function progressBound(options: ViewSynchronisation, f: number, delta: Time): Time {
  const { timeout, timeoutCap, growth } = options;
  const longest = growth > 1 ? timeoutCap : Math.min(timeout, timeoutCap);
  return 3 * (f + 2) * longest + 40 * delta;
}

/** A node's word that it goes, or wants to go, to a view, with the newest certificate that it has. */
export interface NewView {
  readonly view: number;
  readonly justify: Certificate;
}

/** Asks for a view; `entered` is the certificate of time-outs by which the sender got where it is, if there was one. */
export interface TimeOut extends NewView {
  readonly entered: Certificate | undefined;
}

const NOTHING = -1;

/** Whether this node is among the f + 1 that come after another one, of which one is correct; or next to itself. */
export function isNear({ id, n, f }: NodeContext, other: NodeId): boolean {
  return (id - other + n) % n <= f + 1;
}

/**
 * One node's place in the sequence of views, which count from 1. Its protocol has the timers `view` and `interval`, and a
 * message kind `timeout`.
 */
export class ViewSynchroniser {
  /** The view that this node is in. */
  view = 0;
  /** The highest view that it has ever been in: to proposals up to there it listens. */
  top = 0;
  /** The last view that it proposed in. */
  proposed = 0;
  private proposedAt: Time = -Infinity;
  /** When the present view is over; and when the timer rings, which is not moved each time that a view begins. */
  private deadline: Time = 0;
  private alarm: Time = Infinity;
  /** Views in a row that failed. */
  private failures = 0;
  /** The newest certificate of time-outs. */
  private entered: Certificate | undefined = undefined;
  private readonly options: ViewSynchronisation;
  private readonly n: number;
  private readonly f: number;
  private readonly quorum: number;
  private readonly newViews: Tally;
  private readonly timeouts: Tally;
  /** Nodes last heard in a view above `top`, with that view. */
  private readonly ahead = new Map<NodeId, number>();
  /** By view, proposals above `top`. */
  private readonly early = new Map<number, Placed>();

  constructor(options: ViewSynchronisation, quorum: number, { n, f }: NodeContext) {
    const enough = (votes: number) => votes >= quorum;
    this.options = options;
    this.n = n;
    this.f = f;
    this.quorum = quorum;
    this.newViews = new Tally({ kind: 'newView', n, enough });
    this.timeouts = new Tally({ kind: 'timeout', n, enough });
  }

  leader(view: number): NodeId {
    return leaderOf(this.options.leaders, view, this.n);
  }

  /** How long the present view may last. */
  get patience(): Time {
    return viewTimeout(this.options, this.failures);
  }

  /** The proposal that has waited for this view, if there is one. */
  enter(view: number, cause: ViewCause, me: NodeContext): Placed | undefined {
    if (cause === 'timeout') this.failures++;
    this.view = view;
    if (view > this.top) this.top = view;
    if (this.options.pacemaker === 'certificate') this.timeouts.dropViewsBelow(0, view);
    me.enterView(0, view, this.leader(view), cause);
    this.deadline = me.now + this.patience;
    if (!(this.alarm <= this.deadline)) this.setTimer(me);
    return this.early.size > 0 ? this.takeEarly(view) : undefined;
  }

  private takeEarly(view: number): Placed | undefined {
    const proposal = this.early.get(view);
    for (const waiting of this.early.keys()) if (waiting <= view) this.early.delete(waiting);
    return proposal;
  }

  /** After a crash, which takes timers. */
  recover(me: NodeContext): void {
    this.deadline = me.now + this.patience;
    this.setTimer(me);
  }

  private setTimer(me: NodeContext): void {
    this.alarm = this.deadline;
    me.setTimer('view', this.deadline - me.now);
  }

  /** Something was decided: the next view may be as short as the first. */
  succeed(): void {
    this.failures = 0;
  }

  /** Keeps a proposal until this node gets to its view; of two, the first. */
  hold(m: Placed): void {
    if (!this.early.has(m.view)) this.early.set(m.view, m);
  }

  /**
   * Whether a node that takes part in this view moves there. Back as well, when it was its own timer that took it ahead:
   * alone up there it is of no use. A quorum's certificate does not err like that.
   */
  follows(view: number): boolean {
    return view > this.view || (view < this.view && this.options.pacemaker === 'timer');
  }

  /** A node has spoken in a view; the lowest of the views that more than f nodes have gone ahead to, if they have. */
  hear(node: NodeId, view: number): number | undefined {
    const { ahead, top } = this;
    if (view <= top) {
      if (ahead.size > 0) ahead.delete(node);
      return undefined;
    }
    ahead.set(node, view);
    if (ahead.size <= this.f) return undefined;
    let lowest = Infinity;
    for (const [other, reached] of ahead) {
      if (reached <= top) ahead.delete(other);
      else lowest = Math.min(lowest, reached);
    }
    return ahead.size > this.f ? lowest : undefined;
  }

  /** Counts a NEW-VIEW; whether this very one completes a quorum. */
  gather(m: NewView, from: NodeId): boolean {
    return this.newViews.add(0, m.view, NOTHING, from) !== undefined;
  }

  /** The timer has rung. If the view is over: the one to go to, unless that takes a certificate, which this asks for. */
  expire(justify: Certificate, me: NodeContext): number | undefined {
    this.alarm = Infinity;
    if (me.now < this.deadline) {
      this.setTimer(me);
      return undefined;
    }
    const view = viewAfterFailure(this.options.leaders, this.view);
    if (this.options.pacemaker === 'timer') return view;
    me.broadcast('timeout', { view, justify, entered: this.entered });
    this.deadline = me.now + this.patience;
    this.setTimer(me);
    return undefined;
  }

  /** Counts a time-out message; the view to go to if there is a certificate for it now. */
  count(m: TimeOut, from: NodeId, me: NodeContext): number | undefined {
    const formed = m.view > this.view ? this.timeouts.add(0, m.view, NOTHING, from) : undefined;
    const certificate = formed ?? m.entered;
    if (!certificate || certificate.view <= this.view) return undefined;
    if (!isSoundCertificate(certificate, 'timeout', this.quorum)) return undefined;
    this.entered = certificate;
    me.certify(certificate);
    return certificate.view;
  }

  /**
   * Whether this node is to propose in its view, now and once: it leads, and nothing newer than what it knows of can be
   * out, be it for the quorum that it has heard or because it `isCertain`. Too soon after its last one, the timer `interval`
   * says when.
   */
  beats(isCertain: boolean, me: NodeContext): boolean {
    const { view, options } = this;
    if (!this.isDue(me)) return false;
    const isReady = isCertain || options.gather === 'nothing' || this.hasGathered(view);
    if (!isReady) return false;
    const wait = this.proposedAt + options.interval - me.now;
    if (wait > 0) {
      me.setTimer('interval', wait);
      return false;
    }
    this.proposed = view;
    this.proposedAt = me.now;
    this.newViews.dropViewsBelow(0, view);
    return true;
  }

  /** Whether it leads its view and has not proposed there. */
  isDue(me: NodeContext): boolean {
    return this.view > this.proposed && this.leader(this.view) === me.id;
  }

  private hasGathered(view: number): boolean {
    return [this.newViews, this.timeouts].some((asked) => asked.certificate(0, view, NOTHING) !== undefined);
  }
}
