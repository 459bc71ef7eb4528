/** Which nodes of a run are no more than their tips. */
import { Followers, REFUSED } from '../host/followers.js';
import type { Stage } from './stage.js';

/** Whether nodes that only follow blocks are run by their tips; if not, why. */
export type Following = { readonly followed: true } | { readonly followed: false; readonly because: string };

/** Undefined under protocols that do more at a block than choose a tip. */
export function followingOf(stage: Stage): Following | undefined {
  if (!stage.protocol.follows) return undefined;
  const because = whyNotFollowed(stage);
  return because === undefined ? { followed: true } : { followed: false, because };
}

/** Why nodes may have to do more than follow blocks; undefined: they have not. */
function whyNotFollowed({ spec, protocol }: Stage): string | undefined {
  const { follows, input } = protocol;
  const { workload, commands = [] } = spec.world;
  if (follows!.on !== protocol.on) return 'its handlers are not those that the rule for tips speaks for';
  if (input?.start) return 'nodes act without a block';
  if (workload || protocol.outstanding) return 'requests reach the nodes';
  return commands.length > 0 ? 'commands reach the nodes' : undefined;
}

/** All nodes that no fault touches. */
export function followersOf({ spec, protocol, host, faults }: Stage): Followers {
  const blocks = host.tree.whole();
  const choose = (tip: number, block: number) => protocol.follows!.choose(blocks, tip, block, spec.params) ?? REFUSED;
  const isTouched = (node: number) => faults.placed.some(({ coalition }) => coalition.has(node));
  return new Followers(
    choose,
    Uint8Array.from(faults.identities, (node) => Number(!isTouched(node))),
  );
}
