/** What brings input to a race: the clock of its proofs of work, and miners who join pools. */
import type { NodeId, Time } from '../contract.js';
import { MiningDriver } from '../drivers/mining.js';
import { Pooling } from '../drivers/pooling.js';
import type { BlockRing } from './block-ring.js';
import type { RaceOptions } from './options.js';

const ONE_PUZZLE = { block: 1 };

/** One exponential clock for all miners. */
export function miningOf(
  options: RaceOptions,
  ring: BlockRing,
  clock: { readonly now: () => Time; readonly strike: (time: Time, draw: number) => void },
  found: (node: NodeId) => void,
): MiningDriver {
  return new MiningDriver({
    powers: options.powers,
    interval: options.interval,
    puzzles: ONE_PUZZLE,
    now: clock.now,
    schedule: clock.strike,
    found,
    difficulty: (tip) => ring.difficulties[tip & ring.mask]!,
    ...options.draws,
  });
}

/** Miners who join pools, if any do. */
export function poolingOf(
  { pooling, powers }: RaceOptions,
  mining: MiningDriver,
  clock: { readonly now: () => Time; readonly revise: (time: Time) => void },
): Pooling | undefined {
  return (
    pooling &&
    new Pooling({
      ...pooling,
      powers,
      now: clock.now,
      schedule: clock.revise,
      setPower: (node, power) => mining.setPower(node, power),
    })
  );
}
