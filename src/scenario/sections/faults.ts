import { z, type ZodType } from 'zod';
import { duration } from '../../quantities.js';
import { shown } from '../wording.js';
import { taggedSchema, type Registry } from '../families.js';
import type { NodeSelector } from '../world.js';

const nodeId = () => z.int().min(0);

/** A node, or a further copy of one: `0b` is the second. */
const endpoint = () =>
  z.union([nodeId(), z.string().regex(/^(0|[1-9]\d*)[b-z]$/)], {
    error: (issue) => `expected a node's number, or the name of a copy of one such as 0b, found ${shown(issue.input)}`,
  });

function selector(): ZodType<NodeSelector> {
  return z
    .union([
      z.strictObject({ ids: z.array(nodeId()).min(1).describe('Nodes by number, from 0.') }),
      z.strictObject({ count: z.int().min(1).describe('So many nodes, drawn at random.') }),
      z.strictObject({
        share: z.number().gt(0).max(1).describe('The fewest nodes, drawn at random, with this share of the weight.'),
      }),
      z.strictObject({ region: z.string().describe('Every node of a region.') }),
      z.strictObject({ role: z.string().describe('The nodes that start in a role of the protocol, e.g. leader.') }),
    ])
    .describe('Which nodes.');
}

const span = () => ({
  at: duration().prefault('0 s').describe('When it begins.'),
  until: duration().optional().describe('When it ends; never by default.'),
});

function groups() {
  return z
    .array(z.array(endpoint()).min(1))
    .min(2)
    .describe('Groups of nodes; what goes from one group to another is lost. Nodes in no group reach everyone.');
}

function partition() {
  return z
    .strictObject({
      partition: groups(),
      views: z
        .tuple([z.int().min(0), z.int().min(0)])
        .refine(([first, last]) => first <= last, { error: 'expected the first view to be at most the last' })
        .optional()
        .describe('First and last view: only what a node sends while it is in one of them is lost.'),
      oneWay: z
        .boolean()
        .prefault(false)
        .describe('Only what the first group sends to the others is lost; the other way passes.'),
      ...span(),
    })
    .describe('The network falls apart into groups.');
}

/** The parts of a fault that can be checked against the rest of the file even where another part is faulty. */
export const faultParts = () => ({
  nodes: selector(),
  partition: groups(),
  at: span().at,
  until: duration(),
});

/** What a fault is once it is validated: the behaviour's own parameters still stand beside the rest. */
export type ParsedFault =
  | {
      readonly behaviour: string;
      readonly nodes: NodeSelector;
      readonly at: number;
      readonly until?: number;
      readonly [p: string]: unknown;
    }
  | {
      readonly partition: readonly (readonly (number | string)[])[];
      readonly views?: readonly [number, number];
      readonly oneWay: boolean;
      readonly at: number;
      readonly until?: number;
    };

/** A behaviour of some nodes, or a partition. */
export function faultSchema(registry: Registry): ZodType<ParsedFault> {
  const shared = { nodes: selector(), ...span() };
  const behaviours = registry.behaviours.entries.map(([name, behaviour]) =>
    taggedSchema('behaviour', name, behaviour).safeExtend(shared),
  );
  const byBehaviour = z.discriminatedUnion('behaviour', behaviours as unknown as [(typeof behaviours)[0]]);
  return z.union([byBehaviour, partition()]) as unknown as ZodType<ParsedFault>;
}
