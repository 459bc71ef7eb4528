import type { Make, NodeContext, NodeId, Time, Value } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import { FaultyNode } from './faulty-node.js';

/** Below this many noted timers nobody looks for those that have expired. */
const FEW_TIMERS = 64;

/** The door of a node that may be off; it notes the timers that a crash will take. */
class CrashableContext extends WrappedContext {
  down: boolean;
  private readonly running = new Map<string, { timer: string; key: number; expiry: Time }>();
  private enough = FEW_TIMERS;

  constructor(inner: NodeContext, down: boolean) {
    super(inner);
    this.down = down;
  }

  crash(): void {
    this.down = true;
    for (const { timer, key } of this.running.values()) this.inner.cancelTimer(timer, key);
    this.running.clear();
  }

  override send(to: NodeId, kind: string, body: any): void {
    if (!this.down) this.inner.send(to, kind, body);
  }

  override broadcast(kind: string, body: any): void {
    if (!this.down) this.inner.broadcast(kind, body);
  }

  override setTimer(timer: string, delay: Time, key = 0): void {
    // In the rest of the handler that a crash has cut short.
    if (this.down) return;
    this.running.set(`${timer} ${key}`, { timer, key, expiry: this.now + delay });
    if (this.running.size > this.enough) this.forgetExpired();
    this.inner.setTimer(timer, delay, key);
  }

  override cancelTimer(timer: string, key = 0): void {
    this.running.delete(`${timer} ${key}`);
    this.inner.cancelTimer(timer, key);
  }

  private forgetExpired(): void {
    const { now } = this;
    for (const [name, { expiry }] of this.running) if (expiry + 1 < now) this.running.delete(name);
    this.enough = Math.max(FEW_TIMERS, 2 * this.running.size);
  }
}

/** A node that can be turned off and on. While off it neither hears, speaks nor keeps time. */
export class CrashableNode extends FaultyNode {
  private readonly honest: Make;
  private readonly me: CrashableContext;
  private missedStart = false;

  constructor(honest: Make, me: NodeContext, down = false) {
    const door = new CrashableContext(me, down);
    super(honest(door));
    this.honest = honest;
    this.me = door;
  }

  get down(): boolean {
    return this.me.down;
  }

  /** In the middle of a handler, what the handler says from then on is lost. */
  crash(): void {
    this.me.crash();
  }

  /** With its memory it recovers; without, a node that knows nothing stands behind the same door, starts and recovers. */
  comeBack(memory: 'kept' | 'lost' = 'kept'): void {
    if (!this.me.down) return;
    this.me.down = false;
    if (memory === 'lost') this.inner = this.honest(this.me);
    if (memory === 'lost' || this.missedStart) this.inner.start();
    this.missedStart = false;
    this.inner.recover();
  }

  override deliver(kind: number, body: unknown, from: NodeId): void {
    if (!this.me.down) this.inner.deliver(kind, body, from);
  }

  override timeout(timer: number, key: number): void {
    if (!this.me.down) this.inner.timeout(timer, key);
  }

  override start(): void {
    if (this.me.down) this.missedStart = true;
    else this.inner.start();
  }

  override request(value: Value): void {
    if (!this.me.down) this.inner.request(value);
  }

  override mined(puzzle: string): void {
    if (!this.me.down) this.inner.mined(puzzle);
  }

  override command(name: string, options: unknown): string | void {
    return this.me.down ? 'the node is off' : this.inner.command(name, options);
  }

  override recover(): void {
    if (!this.me.down) this.inner.recover();
  }
}
