import type { Protocol, Time } from '../contract.js';
import type { Host } from '../host/host.js';
import type { PlacedFaults } from './placement.js';
import type { Surroundings } from './surroundings.js';
import type { RunSpec } from './world.js';

/** The parts of a run that are known before its nodes are made. */
export interface Stage {
  readonly spec: RunSpec;
  readonly protocol: Protocol;
  readonly host: Host;
  readonly around: Surroundings;
  readonly faults: PlacedFaults;
  readonly kinds: readonly string[];
  readonly timers: readonly string[];
  readonly layered: boolean;
  readonly delta: Time;
}
