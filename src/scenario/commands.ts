/** What users may have nodes do under a protocol: its own commands, and those that every such protocol has. */
import { z, type ZodObject, type ZodType } from 'zod';
import type { Command, Protocol } from '../contract.js';
import { duration } from '../quantities.js';
import { check } from './issues.js';
import { isMapping, valueAt } from './path.js';
import type { Complaint, Path } from './problems.js';
import { COMMAND_KEYS, type Registry } from './families.js';
import type { ScriptedCommand } from './world.js';
import { listed, shown, suggestion } from './wording.js';

export type CommandFacts = Pick<Command, 'describe' | 'schema' | 'nodes'>;

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

/** Options of a command or view as they are written, checked and with their defaults; complaints begin with `path`. */
export function checkOptions({ schema }: Pick<CommandFacts, 'schema'>, options: unknown, path: Path) {
  return check((schema as ZodObject).strict() as ZodType<Readonly<Record<string, unknown>>>, options, path);
}

/** Options that name a node which is none of `count`. */
export function checkNodes(
  { nodes = [] }: CommandFacts,
  options: Readonly<Record<string, unknown>>,
  count: number,
  path: Path,
): Complaint[] {
  return nodes.flatMap((key) => {
    const named = options[key];
    const places = Array.isArray(named) ? named.map((id, at) => [id, [...path, key, at]]) : [[named, [...path, key]]];
    return (places as [unknown, Path][])
      .filter(([id]) => typeof id === 'number' && id >= count)
      .map(([id, place]) => ({ path: place, message: `expected a node from 0 to ${count - 1}, found ${shown(id)}` }));
  });
}

/** A command that some protocol of the scenario has not, or whose options are not those of the command. */
export function checkCommands(
  commands: readonly ScriptedCommand[],
  kinds: ReadonlyMap<string, { readonly kind: string }>,
  raw: Readonly<Record<string, unknown>>,
  registry: Registry,
  count: number | undefined,
): Complaint[] {
  return commands.flatMap((command, index) => {
    const path = ['commands', index];
    const written = valueAt(raw, path);
    const allowed = isMapping(written) ? { ...written } : {};
    for (const key of COMMAND_KEYS) delete allowed[key];
    for (const [label, { kind }] of kinds) {
      const protocol = registry.protocols.get(kind);
      // It stands for a file that cannot be used, which is said already.
      if (protocol.name === '') continue;
      const known = commandsOf(protocol);
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
      const { value, complaints } = checkOptions(facts, allowed, path);
      if (complaints.length > 0) return [...complaints];
      const strangers = value && count !== undefined ? checkNodes(facts, value, count, path) : [];
      if (strangers.length > 0) return strangers;
    }
    return [];
  });
}

/** Every name under which some protocol has a command. */
export function commandNames(registry: Registry): string[] {
  return [...new Set(registry.protocols.all.flatMap((protocol) => Object.keys(commandsOf(protocol))))];
}
