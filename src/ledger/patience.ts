import type { Time } from '../contract.js';
import { failuresBy, type Pacemaker, viewTimeout } from './pacemaker.js';
import { byzantineFaults } from './quorum.js';

/** Pause between the blocks of a node that has nobody to wait for. */
export const LONE_PAUSE_US: Time = 1_000;

/**
 * How long leaders in turn may take to decide once delays are at most `delta`, from `healedAt` on: the timeout, which has
 * grown until then, grows until a view of `steps` delays fits, and 2f + 2 views more fail, each faulty leader's and the one before it, whose votes it swallows; `pause` is
 * what a view takes beside its timeout.
 */
export function patience(
  pacemaker: Pacemaker,
  { n, delta, healedAt }: { readonly n: number; readonly delta: Time; readonly healedAt: Time },
  steps: number,
  pause: Time = 0,
): Time {
  const timeout = (failures: number) => viewTimeout(pacemaker, failures);
  const before = failuresBy(pacemaker, healedAt);
  let failures = before + 2 * byzantineFaults(n) + 2;
  while (timeout(failures) < steps * delta && timeout(failures + 1) > timeout(failures)) failures++;
  return (failures - before + 2) * (timeout(failures) + pause + 2 * delta) + steps * n * delta;
}

/**
 * How long protocols may take that decide within the view of the first correct leader: each of f faulty leaders costs a
 * timeout, which has grown until `healedAt` and grows on, and the view after them decides within its own.
 */
export function patienceByLeader(
  pacemaker: Pacemaker,
  { n, delta, healedAt }: { readonly n: number; readonly delta: Time; readonly healedAt: Time },
): Time {
  const failures = byzantineFaults(n) + 2;
  return 2 * failures * viewTimeout(pacemaker, failures + failuresBy(pacemaker, healedAt)) + 20 * delta;
}
