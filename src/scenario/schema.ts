/** The scenario file as a zod schema, built from the plug-ins of a registry. */
import { z } from 'zod';
import { frequency, positiveDuration, size } from '../quantities.js';
import { FEATURE_NAMES } from './features.js';
import { feeSchema } from './fees.js';
import type { Registry } from './families.js';
import { economySchema } from './sections/economy.js';
import { commandsSchema } from './sections/commands.js';
import { expectSchema } from './sections/expect.js';
import { faultSchema } from './sections/faults.js';
import { label, scenarioName, seed } from './sections/names.js';
import { networkSchema } from './sections/network.js';
import { nodesSchema } from './sections/nodes.js';
import { protocolSchema } from './sections/protocols.js';
import { excludeSchema, sweepSchema, zipSchema } from './sections/sweep.js';

/** Levels of detail at which a run can be carried out. */
const DETAILS = ['messages', 'blocks'] as const;

const stop = () =>
  z
    .strictObject({
      time: positiveDuration().optional().describe('Simulated time.'),
      blocks: z.int().min(1).optional().describe('Canonical height, or heights decided.'),
      events: z.int().min(1).prefault(200_000_000).describe('Most events that a run may take.'),
    })
    .refine(({ time, blocks }) => time !== undefined || blocks !== undefined, {
      error: 'expected time, blocks or both',
    })
    .describe('When a run ends: whichever comes first.');

const workload = () =>
  z
    .strictObject({
      rate: frequency().describe('Requests of all clients together, such as 10 per s.'),
      size: size().prefault('250 B').describe('Size of one request.'),
      senders: z
        .enum(['equal', 'weight'])
        .prefault('equal')
        .describe('Requests reach nodes equally often, or as often as they have weight.'),
      fee: feeSchema().optional(),
    })
    .describe('Requests of clients at a Poisson rate; without it the next one comes when the last is answered.');

const window = () =>
  z
    .strictObject({
      blocks: z.int().min(1).prefault(100).describe('Canonical blocks per window.'),
      centralized: z
        .int()
        .min(1)
        .optional()
        .describe(
          'The chain is centralized once so many producers made more than half of the last window; 1 by default.',
        ),
    })
    .describe('Windows of the time series.');

/** What is validated one by one, so that a faulty element hides nothing in the others. */
export function elementSchemas(registry: Registry) {
  return { fault: faultSchema(registry), protocol: protocolSchema(registry) };
}

/** Every key of a scenario with the schema of its value. */
export function scenarioShape(registry: Registry, { fault, protocol } = elementSchemas(registry)) {
  return {
    name: scenarioName().describe('Name of the scenario and of its results folder.'),
    asks: z.string().prefault('').describe('The question that the scenario answers.'),
    shows: z
      .array(z.enum(FEATURE_NAMES))
      .prefault([])
      .describe('Features of the five published systems that it shows; docs/systems.md is made of these.'),
    seed: seed().prefault('1').describe('Root of all randomness: text, or a whole number.'),
    repeat: z.int().min(1).max(1_000_000).prefault(1).describe('Independent runs: seeds <seed>/0, <seed>/1, …'),
    detail: z
      .enum(DETAILS)
      .prefault('messages')
      .describe(
        'messages: every message is carried; blocks: only miners and the law by which blocks reach them, for long studies of proof of work.',
      ),
    stop: stop(),
    nodes: nodesSchema(registry),
    network: networkSchema(registry).prefault({}),
    protocols: z
      .record(label(), protocol)
      .describe('Label -> protocol and its parameters; each is run in the same world.'),
    faults: z.array(fault).prefault([]).describe('What goes wrong.'),
    commands: commandsSchema(registry).optional(),
    workload: workload().optional(),
    economy: economySchema().prefault({}),
    window: window().prefault({}),
    sweep: sweepSchema().optional(),
    zip: zipSchema().optional(),
    exclude: excludeSchema().optional(),
    expect: expectSchema(registry).prefault({}),
  } as const;
}

/** The whole file in one schema, as editors want it; loading goes section by section. */
export function scenarioSchema(registry: Registry) {
  return z.strictObject(scenarioShape(registry)).describe('A scenario of consensim.');
}

export type Section = keyof ReturnType<typeof scenarioShape>;

/** Keys that a user may add for anchors and notes; nothing reads them. */
export function isExtensionKey(key: string): boolean {
  return key.startsWith('x-');
}
