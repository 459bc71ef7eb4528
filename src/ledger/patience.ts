import type { Time } from '../contract.js';
import { type Pacemaker, viewTimeout } from './pacemaker.js';
import { byzantineFaults } from './quorum.js';

/** Pause between the blocks of a node that has nobody to wait for. */
export const LONE_PAUSE_US: Time = 1_000;

/**
 * How long leaders in turn may take to decide once delays are at most `delta`: the timeout grows until a view of `steps`
 * delays fits, and 2f + 2 views more fail, each faulty leader's and the one before it, whose votes it swallows; `pause` is
 * what a view takes beside its timeout.
 */
export function patience(pacemaker: Pacemaker, n: number, delta: Time, steps: number, pause: Time = 0): Time {
  const timeout = (failures: number) => viewTimeout(pacemaker, failures);
  let failures = 2 * byzantineFaults(n) + 2;
  while (timeout(failures) < steps * delta && timeout(failures + 1) > timeout(failures)) failures++;
  return (failures + 2) * (timeout(failures) + pause + 2 * delta) + steps * n * delta;
}
