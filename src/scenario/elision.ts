import type { Links } from '../contract.js';
import { standsBeforeNetwork } from '../adversaries/compose.js';
import type { Stage } from './stage.js';
import { LARGEST_DRAW } from '../kernel/keyed-draw.js';

/** Whether announcements that have no effect are only counted; if not, why. */
export type Announcements = { readonly elided: true } | { readonly elided: false; readonly because: string };

/** Undefined where nothing is announced: on a complete graph, and under protocols without blocks. */
export function announcementsOf(stage: Stage): Announcements | undefined {
  if (stage.around.links === 'complete' || Object.keys(stage.protocol.carries ?? {}).length === 0) return undefined;
  const because = whyNotElided(stage);
  return because === undefined ? { elided: true } : { elided: false, because };
}

/**
 * Why announcements that have no effect may not be left out of a run; undefined: they may. Each reason is a way in which
 * an announcement could matter after all: it could be the one that is needed, cost something, or be reacted to.
 */
function whyNotElided(stage: Stage): string | undefined {
  const { spec, faults } = stage;
  const { network } = spec.world;
  if (network.relay?.elide === 'never') return 'the scenario says so';
  if (network.loss > 0) return 'messages may be lost';
  if (network.duplication > 0) return 'messages may arrive twice';
  if (network.reordering) return 'messages may be held back';
  if (network.synchrony) return 'a scheduler chooses delays';
  if (faults.partitions.length > 0 || faults.seams.length > 0) return 'the network may be split';
  if (faults.identities.length > spec.world.nodes.count) return 'nodes have copies';
  const faulty = faults.placed.find(
    ({ behaviour, fault }) =>
      behaviour.adaptive || behaviour.needs || standsBeforeNetwork([{ behaviour, setting: fault }]),
  );
  if (faulty) return `behaviour ${faulty.behaviour.name} may stop, delay or react to messages`;
  if (network.bandwidth && network.bandwidth.carries !== 'blocks') return 'announcements take bandwidth';
  return mayTimeOut(stage) ? 'a request may time out' : undefined;
}

/** Whether a block may come later than the time after which another node is asked for it. */
function mayTimeOut({ spec, around }: Stage): boolean {
  const { requestTimeout, relay, bandwidth } = spec.world.network;
  if (requestTimeout === null) return false;
  if (bandwidth || relay?.compact || around.links === 'complete') return true;
  const { messageHandling = 0, blockHandling = 0, validation = { fixed: 0, perMegabyte: 0 } } = relay ?? {};
  if (validation.perMegabyte > 0) return true;
  const exchange = messageHandling + blockHandling + validation.fixed + 2 * longestDelay(around.links, around.law);
  // Each of the two messages is rounded to a whole microsecond.
  return !(exchange + 2 < requestTimeout);
}

/** No message over a link can take longer: delays grow with the draw. */
function longestDelay({ offsets, neighbours }: Links, law: Stage['around']['law']): number {
  let longest = 0;
  for (let node = 0; node + 1 < offsets.length; node++) {
    for (let i = offsets[node]!; i < offsets[node + 1]!; i++) {
      longest = Math.max(longest, law.delay(LARGEST_DRAW, node, neighbours[i]!));
    }
  }
  return longest;
}
