/**
 * Clock: the node goes by a clock of its own that is ahead or behind and runs fast or slow (skew and drift; Cristian, Fetzer,
 * "The Timed Asynchronous Distributed System Model", 1999).
 * Can: time out too early or too late, think that a slot has begun or is over, propose or give up at the wrong time. It is set
 * wrong at `at` and right again at `until`; a timer keeps the rate at which it was set.
 * Cannot: lie, or change when anything really happens: blocks and batches bear the world's time, and messages take as long
 * as ever. The clock never shows less than 0.
 */
import { z } from 'zod';
import type { Behaviour, Time } from '../contract.js';
import { duration } from '../quantities.js';
import { FaultyContext } from './faulty-context.js';

const MILLION = 1_000_000;

interface Params {
  readonly ahead: Time;
  readonly behind: Time;
  readonly driftPpm: number;
}

class ClockContext extends FaultyContext<Params> {
  override get now(): Time {
    const { now } = this.inner;
    if (!this.acts) return now;
    const { at, params } = this.setting;
    const gained = ((now - at) / MILLION) * params.driftPpm;
    return Math.max(0, Math.round(now + params.ahead - params.behind + gained));
  }

  override setTimer(timer: string, delay: Time, key?: number): void {
    // Up, so that no time above 0 becomes none: a node that sets a timer again until its time has come would never end.
    const elapsed = this.acts ? Math.ceil(delay / (1 + this.setting.params.driftPpm / MILLION)) : delay;
    this.inner.setTimer(timer, elapsed, key);
  }
}

const clock: Behaviour<Params> = {
  name: 'clock',
  describe: 'Goes by a clock that is wrong',
  params: z.object({
    ahead: duration().prefault('500 ms').describe('How far its clock is ahead (skew)'),
    behind: duration().prefault('0 s').describe('How far its clock is behind; both given: the difference counts'),
    driftPpm: z
      .number()
      .min(-900_000)
      .max(9_000_000)
      .default(100)
      .describe('Microseconds that its clock gains in each second, in parts per million; negative: it loses them'),
  }),
  faulty: 'timing',
  seam: 'network',
  wrap: (honest, setting) => (me) => honest(new ClockContext(me, setting)),
};

export default clock;
