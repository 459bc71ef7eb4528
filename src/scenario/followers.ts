/** Which nodes of a run are no more than their tips. */
import { Followers, REFUSED } from '../host/followers.js';
import type { Stage } from './stage.js';

/**
 * Nodes without a fault, under a protocol whose rule for tips is all that it does at a block, in a run that brings them nothing
 * but blocks and solved puzzles. Undefined: there are none.
 */
export function followersOf({ spec, protocol, host, faults }: Stage): Followers | undefined {
  const { follows, input } = protocol;
  const { workload, commands = [] } = spec.world;
  // Who has taken over the rule with the rest of a protocol, but not its handlers, does not go by it.
  if (!follows || follows.on !== protocol.on || input?.start || protocol.outstanding) return undefined;
  if (workload || commands.length > 0) return undefined;
  const blocks = host.tree.whole();
  const following = Uint8Array.from(faults.identities, (id) =>
    Number(!faults.placed.some(({ coalition }) => coalition.has(id))),
  );
  return new Followers((tip, block) => follows.choose(blocks, tip, block, spec.params) ?? REFUSED, following);
}
