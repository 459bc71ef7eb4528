import type { Behaviour } from '../contract.js';
import crash from './crash.js';
import delay from './delay.js';
import drop from './drop.js';
import equivocate from './equivocate.js';
import lateRelease from './late-release.js';
import silent from './silent.js';
import twins from './twins.js';
import withhold from './withhold.js';

/** Every shipped behaviour of a faulty node, in the order in which they are listed. */
export const behaviours: readonly Behaviour[] = [crash, silent, delay, drop, equivocate, withhold, twins, lateRelease];
