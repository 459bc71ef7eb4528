/** What users may have nodes do under a protocol: its own commands, and those that every such protocol has. */
import { z, type ZodObject, type ZodType } from 'zod';
import type { Command, Protocol } from '../contract.js';
import { duration } from '../quantities.js';
import { check } from './issues.js';
import { isMapping, valueAt } from './path.js';
import type { Complaint } from './problems.js';
import { COMMAND_KEYS, type Registry } from './families.js';
import type { ScriptedCommand } from './world.js';
import { listed, shown, suggestion } from './wording.js';

export type CommandFacts = Pick<Command, 'describe' | 'schema'>;

/** Brought by the drivers of a run, where a protocol has no command of its own of that name. */
export const GENERAL = {
  submit: { describe: 'Bring a request to the node, or to all nodes where clients tell all.', schema: z.object({}) },
  mine: { describe: 'Let the node solve a puzzle at once.', schema: z.object({}) },
  'mine-all': {
    describe: 'Let the node and then all others mine, one after another.',
    schema: z.object({
      gap: duration().prefault('1 s').describe('Time from one node to the next'),
    }),
  },
} as const satisfies Record<string, CommandFacts>;

export type GeneralCommand = keyof typeof GENERAL;

/** Every command of a protocol by name, its own first. */
export function commandsOf({ commands = {}, input }: Protocol): Readonly<Record<string, CommandFacts>> {
  const canMine = input?.mined !== undefined || Object.hasOwn(commands, 'mine');
  return {
    ...(input?.request && { submit: GENERAL.submit }),
    ...(canMine && { mine: GENERAL.mine, 'mine-all': GENERAL['mine-all'] }),
    ...commands,
  };
}

/** Options of a command as they are written, checked and with their defaults; complaints begin with `path`. */
export function checkOptions({ schema }: CommandFacts, options: unknown, path: readonly (string | number)[]) {
  return check((schema as ZodObject).strict() as ZodType<Readonly<Record<string, unknown>>>, options, path);
}

/** A command that some protocol of the scenario has not, or whose options are not those of the command. */
export function checkCommands(
  commands: readonly ScriptedCommand[],
  kinds: ReadonlyMap<string, { readonly kind: string }>,
  raw: Readonly<Record<string, unknown>>,
  registry: Registry,
): Complaint[] {
  return commands.flatMap((command, index) => {
    const path = ['commands', index];
    const written = valueAt(raw, path);
    const allowed = isMapping(written) ? { ...written } : {};
    for (const key of COMMAND_KEYS) delete allowed[key];
    for (const [label, { kind }] of kinds) {
      const known = commandsOf(registry.protocols.get(kind));
      const facts = Object.hasOwn(known, command.do) ? known[command.do] : undefined;
      if (!facts) {
        const names = Object.keys(known);
        const has =
          names.length > 0 ? `a command of protocol ${label} (${listed(names)})` : `no command: ${label} has none`;
        return [
          {
            path: [...path, 'do'],
            message: `expected ${has}, found ${shown(command.do)}${suggestion(command.do, names)}`,
          },
        ];
      }
      const { complaints } = checkOptions(facts, allowed, path);
      if (complaints.length > 0) return [...complaints];
    }
    return [];
  });
}

/** Every name under which some protocol has a command. */
export function commandNames(registry: Registry): string[] {
  return [...new Set(registry.protocols.all.flatMap((protocol) => Object.keys(commandsOf(protocol))))];
}
