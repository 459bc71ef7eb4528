import type { Ending } from '../kernel/simulator.js';
import type { Assembled } from './assembly.js';
import { healedAt } from './placement.js';
import type { World } from './world.js';

export type RunEnding = Ending | 'stalled';

/** Events between two looks at a run; among n nodes that all speak to all, a single step takes n² or more. */
const betweenLooks = (n: number): number => 10_000_000 + 4 * n * n;

/**
 * Lets a run go on until it ends. One that ends only with its blocks is looked at now and then, for the clock of the stall
 * watch is blind to two standstills: time itself stands still, or the network is split for ever and owes no progress.
 */
export function carryOn({ host, outcome, faults }: Assembled, world: World): RunEnding {
  const { simulator } = host;
  const { stop } = world;
  if (stop.time !== undefined) return simulator.run({ time: stop.time, events: stop.events });
  const isSplit = healedAt(world, faults.partitions) === Infinity;
  let height = 0;
  let time = -1;
  for (;;) {
    const look = Math.min(stop.events, simulator.events + betweenLooks(world.nodes.count));
    const ending = simulator.run({ time: Infinity, events: look });
    if (ending !== 'events' || look === stop.events) return ending;
    const risen = outcome.agreedHeight();
    if (risen === height && (isSplit || simulator.now === time)) return 'stalled';
    height = risen;
    time = simulator.now;
  }
}
