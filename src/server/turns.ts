/** Long simulations among other requests: those that look are answered in between, those that act wait. */
import type { MiddlewareHandler } from 'hono';
import type { LiveRun } from '../scenario/live.js';

/** Events until other requests, and interrupts, have their turn. */
const EVENTS_A_TURN = 500;

/** Carries out one POST after another, in the order in which they came. */
export function oneAfterAnother(): MiddlewareHandler {
  let last: Promise<void> = Promise.resolve();
  return async (c, next) => {
    if (c.req.method !== 'POST') return next();
    // Whoever is slow to send holds up nobody else.
    await c.req.text();
    const before = last;
    let done = (): void => {};
    last = new Promise((resolve) => (done = resolve));
    await before;
    try {
      await next();
    } finally {
      done();
    }
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
