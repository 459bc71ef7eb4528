/**
 * Crash: the node is off from `at` on; with `until` it comes back with its memory as it was (crash-recovery model of
 * Cachin, Guerraoui, Rodrigues, "Introduction to Reliable and Secure Distributed Programming", 2011, section 2.2).
 * Can: miss messages, requests, blocks and its own timers while down; on return its timers are gone and `recover` is
 * called. A node that was down at the start of the run starts on its return.
 * Cannot: lie, lose its memory, or stop in the middle of a handler. Messages that have left it still arrive. Of two
 * crashes that overlap, each return calls `recover`; the node speaks and hears again after the later one.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, Make, Node, NodeContext, NodeId, Time, Value } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';

/** The door of a node that may be off; it remembers the timers that the crash will take. */
class CrashContext extends WrappedContext {
  down: boolean;
  private readonly at: Time;
  private readonly outliving: { readonly timer: string; readonly key: number }[] = [];

  constructor(inner: NodeContext, at: Time) {
    super(inner);
    this.at = at;
    this.down = inner.now >= at;
  }

  crash(): void {
    this.down = true;
    for (const { timer, key } of this.outliving) this.inner.cancelTimer(timer, key);
    this.outliving.length = 0;
  }

  override send(to: NodeId, kind: string, body: any): void {
    if (!this.down) this.inner.send(to, kind, body);
  }

  override broadcast(kind: string, body: any): void {
    if (!this.down) this.inner.broadcast(kind, body);
  }

  override setTimer(timer: string, delay: Time, key = 0): void {
    // A timer may be rounded to the next whole microsecond.
    if (this.now < this.at && this.now + delay + 1 >= this.at) this.outliving.push({ timer, key });
    this.inner.setTimer(timer, delay, key);
  }
}

class CrashingNode implements Node {
  private readonly me: CrashContext;
  private readonly inner: Node;
  private missedStart = false;

  constructor(honest: Make, me: NodeContext, setting: BehaviourSetting) {
    this.me = new CrashContext(me, setting.at);
    this.inner = honest(this.me);
    if (!this.me.down) setting.schedule(setting.at, () => this.me.crash());
    if (setting.until !== Infinity) setting.schedule(setting.until, () => this.comeBack());
  }

  deliver(kind: number, body: unknown, from: NodeId): void {
    if (!this.me.down) this.inner.deliver(kind, body, from);
  }

  timeout(timer: number, key: number): void {
    if (!this.me.down) this.inner.timeout(timer, key);
  }

  start(): void {
    if (this.me.down) this.missedStart = true;
    else this.inner.start();
  }

  request(value: Value): void {
    if (!this.me.down) this.inner.request(value);
  }

  mined(): void {
    if (!this.me.down) this.inner.mined();
  }

  recover(): void {
    if (!this.me.down) this.inner.recover();
  }

  private comeBack(): void {
    this.me.down = false;
    if (this.missedStart) this.inner.start();
    this.missedStart = false;
    this.inner.recover();
  }
}

const crash: Behaviour = {
  name: 'crash',
  describe: 'Is off: neither hears nor speaks; with an end it recovers with its memory',
  params: z.object({}),
  faulty: 'crash',
  seam: 'network',
  wrap: (honest, setting) => (me) => {
    // A crash that is over before it begins never happens.
    if (setting.until <= setting.at) return honest(me);
    return new CrashingNode(honest, me, setting);
  },
};

export default crash;
