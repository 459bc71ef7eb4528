import { z } from 'zod';
import type { LatencyLaw, NodeId } from '../../contract.js';
import { duration } from '../../quantities.js';

/** More than there can be nodes. */
const STRIDE = 2_097_152;
const keyOf = (from: NodeId, to: NodeId): number => from * STRIDE + to;

const params = z.strictObject({
  pairs: z
    .array(z.tuple([z.int().min(0), z.int().min(0), duration()]))
    .prefault([])
    .describe(
      'From, to and delay, for example [[0, 1, 20 ms], [0, 2, 80 ms]]. It holds for the other direction too, unless that is given beside it.',
    ),
  rest: duration().prefault('100 ms').describe('Delay between all other nodes.'),
});

const pairs: LatencyLaw<z.output<typeof params>> = {
  name: 'pairs',
  describe: 'Delays given node by node, such as those measured between the machines of a test network.',
  params,
  make({ pairs: given, rest }) {
    const delays = new Map<number, number>();
    for (const [from, to, delay] of given) {
      const shown = `latency pairs: [${from}, ${to}]`;
      if (from === to) throw new Error(`${shown} is one node`);
      if (delays.has(keyOf(from, to))) throw new Error(`${shown} is given twice`);
      delays.set(keyOf(from, to), delay);
    }
    const delayOf = (from: NodeId, to: NodeId) => delays.get(keyOf(from, to)) ?? delays.get(keyOf(to, from)) ?? rest;
    return { delay: (_u, from, to) => delayOf(from, to), least: delayOf, isFixed: true };
  },
};
export default pairs;
