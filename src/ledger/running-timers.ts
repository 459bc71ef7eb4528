import type { NodeContext, Time } from '../contract.js';

/** A node's timers, of which it must know whether they run. */
export class RunningTimers<T extends string> {
  private readonly running = new Set<T>();

  has(timer: T): boolean {
    return this.running.has(timer);
  }

  start(timer: T, delay: Time, me: NodeContext<any, T>): void {
    this.running.add(timer);
    me.setTimer(timer, delay);
  }

  /** Lets it run on if it does. */
  startOnce(timer: T, delay: Time, me: NodeContext<any, T>): void {
    if (!this.running.has(timer)) this.start(timer, delay, me);
  }

  stop(me: NodeContext<any, T>, ...timers: readonly T[]): void {
    for (const timer of timers) if (this.running.delete(timer)) me.cancelTimer(timer);
  }

  /** It has gone off. */
  end(timer: T): void {
    this.running.delete(timer);
  }

  /** A crash has taken all of them. */
  clear(): void {
    this.running.clear();
  }
}

type Handlers<S, T extends string> = { readonly [K in T]: (s: S, key: number, me: NodeContext<any, T>) => void };

/** Handlers of timers that first note that their timer runs no more. */
export function ending<S extends { readonly timers: RunningTimers<T> }, T extends string>(handlers: Handlers<S, T>) {
  const ended = Object.entries(handlers) as [T, Handlers<S, T>[T]][];
  return Object.fromEntries(
    ended.map(([timer, handle]) => {
      const noted: typeof handle = (s, key, me) => {
        s.timers.end(timer);
        handle(s, key, me);
      };
      return [timer, noted];
    }),
  ) as Handlers<S, T>;
}
