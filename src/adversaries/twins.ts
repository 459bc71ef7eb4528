/**
 * Twins: several copies of one identity, each an honest node that knows nothing of the others (Bano, Sonnino, Chursin,
 * Perelman, Li, Ching, Malkhi, "Twins: BFT Systems Made Robust", 2020, section 3).
 * Can: propose two things, vote for both, lose what it knew from one view to the next, as partitions decide who hears which
 * copy. With `sides` each copy talks with its own part of the other nodes and with the same copies of its fellows only.
 * Cannot: break a rule of the protocol within one copy, forge, or hear what its other copies know, unless the network
 * tells it: what is sent to the identity reaches all copies that no partition cuts off.
 */
import { z } from 'zod';
import type { Behaviour, NodeId } from '../contract.js';

const MOST_COPIES = 26;

interface Params {
  readonly copies: number;
  readonly sides?: 'parity' | 'halves' | readonly (readonly NodeId[])[] | undefined;
}

const twins: Behaviour<Params> = {
  name: 'twins',
  describe: 'Several honest copies of one identity, which different nodes hear',
  params: z
    .object({
      copies: z.int().min(2).max(MOST_COPIES).default(2).describe('Copies of each node'),
      sides: z
        .union([z.enum(['parity', 'halves']), z.array(z.array(z.int().min(0)))])
        .optional()
        .describe(
          'Which other nodes each copy talks with: taken in turn (parity), as equal runs of numbers (halves), or listed by copy; absent: all',
        ),
    })
    .refine(({ copies, sides }) => typeof sides !== 'object' || sides.length === copies, {
      error: 'expected as many sides as copies',
      path: ['sides'],
    }),
  faulty: 'byzantine',
  seam: 'network',
  copies: ({ copies }) => copies,
  sides({ copies, sides }, coalition, n) {
    if (sides === undefined || typeof sides === 'object') return sides;
    const others: NodeId[] = [];
    for (let node = 0; node < n; node++) if (!coalition.has(node)) others.push(node);
    return Array.from({ length: copies }, (_, copy) =>
      others.filter((_node, at) => {
        const side = sides === 'parity' ? at % copies : Math.floor((at * copies) / others.length);
        return side === copy;
      }),
    );
  },
  wrap: (honest) => honest,
};

export default twins;
