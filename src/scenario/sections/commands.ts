import { z, type ZodType } from 'zod';
import { duration } from '../../quantities.js';
import { commandNames } from '../commands.js';
import type { Registry } from '../families.js';

export interface ParsedCommand {
  readonly at?: number | undefined;
  readonly node: number;
  readonly do: string;
  readonly [option: string]: unknown;
}

/** Keys of a command that mean the same in all of them. */
export const commonKeys = () => ({
  at: duration().optional().describe('When; by default with the command before it, the first at the start.'),
  node: z.int().min(0).prefault(0).describe('The node that is to do it.'),
});

/** The options depend on the protocols of the scenario and are checked beside them. */
export function commandsSchema(registry: Registry): ZodType<readonly ParsedCommand[]> {
  const name = z.enum(commandNames(registry) as [string, ...string[]]).describe('A command of the protocol.');
  return z
    .array(z.looseObject({ ...commonKeys(), do: name }))
    .describe('What users have nodes do in the course of the run.') as unknown as ZodType<readonly ParsedCommand[]>;
}
