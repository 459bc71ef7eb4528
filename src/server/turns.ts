/** Long simulations among other requests: those that look are answered in between, those that act wait. */
import type { MiddlewareHandler } from 'hono';
import type { LiveRun } from '../scenario/live.js';

/** Events until other requests, and interrupts, have their turn. */
const EVENTS_A_TURN = 500;

/** What acts on a simulation, one after another in the order in which it came. */
export class Turns {
  private last: Promise<void> = Promise.resolve();

  async take<T>(act: () => Promise<T>): Promise<T> {
    const before = this.last;
    let done = (): void => {};
    this.last = new Promise((resolve) => (done = resolve));
    await before;
    try {
      return await act();
    } finally {
      done();
    }
  }
}

/** Carries out one POST after another. */
export function oneAfterAnother(turns: Turns): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method !== 'POST') return next();
    // Whoever is slow to send holds up nobody else.
    await c.req.text();
    await turns.take(next);
  };
}

/**
 * Lets time go on until `time`, in microseconds, at most so many events, or until whoever asked for it has gone.
 * @returns what stopped it
 */
export async function goOn(live: LiveRun, time: number, events: number, gone: AbortSignal) {
  const last = live.events + events;
  for (;;) {
    const before = live.events;
    const turn = Math.min(EVENTS_A_TURN, last - before);
    const stopped = live.until(time, turn);
    const isOver = stopped !== 'events' || live.events === last || live.events < before + turn;
    if (isOver || gone.aborted) return stopped;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
