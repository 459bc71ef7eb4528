/** From a scenario to its runs. */
import type { Scenario } from './scenario.js';
import type { RunSpec } from './world.js';

/** Every run in plan order: by variant, then by protocol in file order, then by seed. */
export function planRuns({ variants, seed, repeat }: Scenario): RunSpec[] {
  const seeds = Array.from({ length: repeat }, (_, index) => `${seed}/${index}`);
  return variants.flatMap(({ variant, world, protocols }) =>
    protocols.flatMap(({ label, kind, params, sourceSha256 }) =>
      seeds.map((runSeed) => ({
        variant,
        protocol: label,
        kind,
        params,
        ...(sourceSha256 === undefined ? {} : { sourceSha256 }),
        seed: runSeed,
        world,
      })),
    ),
  );
}
