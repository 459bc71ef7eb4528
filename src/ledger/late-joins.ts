/** Nodes that start later than the others. */
import { z } from 'zod';
import type { NodeId, Time } from '../contract.js';
import { duration } from '../quantities.js';

export type LateJoins = readonly { readonly node: NodeId; readonly at: Time }[];

export const lateJoins = () =>
  z
    .array(z.strictObject({ node: z.int().min(0), at: duration() }))
    .refine((joins) => new Set(joins.map(({ node }) => node)).size === joins.length, {
      error: 'a node joins once only',
    })
    .default([])
    .describe('Nodes that start later than the others');

/** When a node starts. */
export const joinTime = (joins: LateJoins, id: NodeId): Time => joins.find(({ node }) => node === id)?.at ?? 0;

/** @throws if one of them is no node of `n` */
export function requireNodes(joins: LateJoins, n: number): void {
  const absent = joins.find(({ node }) => node >= n);
  if (absent) throw new Error(`joins: expected a node from 0 to ${n - 1}, found ${absent.node}`);
}
