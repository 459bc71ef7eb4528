import type { Followers } from '../host/followers.js';
import type { ArrivalVectors } from '../network/relay/arrival-vectors.js';
import type { Meter } from '../network/transport-options.js';
import { arrivalsOf, arrivalVectorsOf, type Arrivals } from './arrivals.js';
import { announcementsOf, type Announcements } from './elision.js';
import { followersOf, followingOf, type Following } from './followers.js';
import type { Stage } from './stage.js';

/** What a run is carried out by other than one event after another, and why not where it could have been. */
export interface Accelerators {
  /** Undefined where nothing is announced. */
  readonly announcements: Announcements | undefined;
  /** Of protocols that only choose tips at a block. */
  readonly following: Following | undefined;
  /** Of such protocols, where blocks are announced. */
  readonly arrivals: Arrivals | undefined;
  readonly followers: Followers | undefined;
  readonly vectors: ArrivalVectors | undefined;
}

/** @param meter what counts messages */
export function acceleratorsOf(stage: Stage, meter: Meter): Accelerators {
  const announcements = announcementsOf(stage);
  const following = followingOf(stage);
  const arrivals = arrivalsOf(stage, announcements, following);
  const followers = following?.followed ? followersOf(stage) : undefined;
  const vectors = arrivals?.replayed && followers ? arrivalVectorsOf(stage, followers, meter) : undefined;
  return { announcements, following, arrivals, followers, vectors };
}
