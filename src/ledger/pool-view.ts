import { z } from 'zod';
import type { NodeId, View, Value } from '../contract.js';

/** The view of a pool of waiting requests, with the node that sent each where that is known. */
export const poolView: View<{ readonly pool: { readonly waiting: ReadonlyMap<Value, NodeId> } }> = {
  describe: 'Requests that wait for a block.',
  schema: z.object({}),
  show: ({ pool }) =>
    [...pool.waiting].map(([transaction, from]) => (from < 0 ? { transaction } : { transaction, from })),
};
