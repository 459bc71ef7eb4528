import { ArrivalVectors } from '../network/relay/arrival-vectors.js';
import type { Followers } from '../host/followers.js';
import type { Meter } from '../network/transport-options.js';
import type { Announcements } from './elision.js';
import type { Following } from './followers.js';
import type { Stage } from './stage.js';

/** Whether what follows a block's announcement is gone through by what followed an earlier one of its maker; if not, why. */
export type Arrivals = { readonly replayed: true } | { readonly replayed: false; readonly because: string };

/** Undefined where nothing is announced, and under protocols that do more at a block than choose a tip. */
export function arrivalsOf(
  stage: Stage,
  announcements: Announcements | undefined,
  following: Following | undefined,
): Arrivals | undefined {
  if (!announcements || !following) return undefined;
  const because = whyNotReplayed(stage, announcements, following);
  return because === undefined ? { replayed: true } : { replayed: false, because };
}

/**
 * Why what follows an announcement may depend on more than its origin, in a quiet network whose nodes all stand on one tip;
 * undefined: it does not.
 */
function whyNotReplayed(
  { spec, around, faults }: Stage,
  announcements: Announcements,
  following: Following,
): string | undefined {
  const { bandwidth, relay } = spec.world.network;
  if (!announcements.elided) return announcements.because;
  if (!following.followed) return following.because;
  if (faults.placed.length > 0) return 'some nodes are faulty';
  if (!around.law.isFixed) return 'delays differ from message to message';
  if (bandwidth) return 'blocks wait for their turn on access lines';
  if (relay?.kind === 'push') return 'makers send their blocks unasked';
  if (relay?.compact) return 'chance decides which compact blocks fail';
  if (relay?.relayNetwork) return 'a relay network sends blocks beside announcements';
  return spec.world.economy.compound ? 'rewards change the race while blocks spread' : undefined;
}

export function arrivalVectorsOf(
  { spec, protocol, host, faults }: Stage,
  followers: Followers,
  meter: Meter,
): ArrivalVectors {
  const { onSend, onTransmit } = host.outputs.listeners;
  const blocks = host.tree.whole();
  return new ArrivalVectors({
    simulator: host.simulator,
    tree: host.tree,
    followers,
    endpoints: faults.identities.length,
    meter,
    isHeard: () => onSend.length + onTransmit.length > 0,
    difficulty: (tip) => protocol.mining?.difficulty(blocks, tip, spec.params) ?? 1,
  });
}
