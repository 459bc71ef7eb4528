import { z } from 'zod';
import { OVER_SEEDS } from '../metrics/over-seeds.js';
import type { Plugin, Protocol } from '../contract.js';
import { type CommandFacts, GENERAL } from './commands.js';
import type { Registry } from './families.js';
import { markdownTable } from './markdown-table.js';

interface Property {
  readonly default?: unknown;
  readonly description?: string;
}

/** Markdown of everything that a scenario can name, with options and their defaults; made from the plug-ins themselves. */
export function pluginTable(registry: Registry): string {
  const honest = registry.protocols.all.filter(({ canaryOf }) => canaryOf === undefined);
  const canaries = registry.protocols.all.filter(({ canaryOf }) => canaryOf !== undefined);
  return [
    '# What a scenario can name',
    'Made by `npm run docs` from the code; do not edit.',
    '## Protocols',
    ...honest.map(
      (protocol) =>
        `${pluginSection(protocol)}${askedOf(protocol)}\n\n${assumptions(protocol)}\n\nSource: ${protocol.paper}.`,
    ),
    '## Commands that most protocols have',
    markdownTable(['command', 'options', 'what it does'], Object.entries(GENERAL).map(commandRow)),
    '## Behaviours of faulty nodes',
    ...registry.behaviours.all.map(pluginSection),
    '## Latency laws',
    ...registry.latencyLaws.all.map(pluginSection),
    '## Topologies',
    ...registry.topologies.all.map(pluginSection),
    '## Weight distributions',
    ...registry.weightDistributions.all.map(pluginSection),
    '## Invariants',
    markdownTable(
      ['invariant', 'sort', 'holds when'],
      registry.invariants.all.map((i) => [i.name, i.sort, i.describe]),
    ),
    '## Metrics',
    markdownTable(
      ['column', 'more decentralised', 'what it is'],
      registry.metrics.all.map(({ name, decentralised, describe }) => [name, decentralised, describe]),
    ),
    'Besides, `owner_…` and `region_…` columns count blocks by the owners that `nodes.owners` lists and by region; `small_absence` and `small_income_cv` say how often the lighter half of the holders has no block in a window, and how its income varies, beside what independent draws give. `summary.csv` also has what only all seeds together show:',
    markdownTable(['row', 'what it is'], Object.entries(OVER_SEEDS)),
    '## Predictions',
    'What theory says of a run, in the columns `theory_…`, and the deviation in standard errors, in `z_…`; both can stand in `expect`.',
    markdownTable(
      ['prediction', 'of the column', 'what is expected', 'source'],
      registry.predictions.all.map(({ name, column = name, describe, source }) => [name, column, describe, source]),
    ),
    '## Canaries',
    'Protocols that are broken on purpose; a judge must cry out over each.',
    markdownTable(
      ['canary', 'of', 'what is broken'],
      canaries.map((c) => [c.name, c.canaryOf!, c.describe]),
    ),
    ...canaries
      .filter((c) => hasOwnCommands(c, registry))
      .map((c) => `${pluginSection(c)}${askedOf(c)}\n\nSource: ${c.paper}.`),
    '',
  ].join('\n\n');
}

/** Whether users may have its nodes do what they cannot have nodes of the protocol do that it breaks. */
function hasOwnCommands({ commands, canaryOf }: Protocol, registry: Registry): boolean {
  return commands !== undefined && commands !== registry.protocols.get(canaryOf!).commands;
}

function assumptions({ assumes: { identity, network, honesty } }: Protocol): string {
  return `Assumes: counted by ${identity}. ${network}. ${honesty}.`;
}

function pluginSection({ name, describe, params }: Plugin): string {
  const schema = z.toJSONSchema(params, { io: 'input' }) as { properties?: Record<string, Property> };
  const options = Object.entries(schema.properties ?? {});
  const heading = `### \`${name}\`\n\n${describe.replace(/\.?$/, '.')}`;
  if (options.length === 0) return heading;
  const rows = options.map(([option, { default: value, description }]) => [
    `\`${option}\``,
    value === undefined ? '' : `\`${JSON.stringify(value)}\``,
    description ?? '',
  ]);
  return `${heading}\n\n${markdownTable(['option', 'default', 'meaning'], rows)}`;
}

/** What a user may have a node do, and look at, under a protocol. */
function askedOf({ commands = {}, views = {} }: Protocol): string {
  const tables = [
    ['command', 'what it does', commands],
    ['view', 'what it shows', views],
  ] as const;
  return tables
    .map(([word, meaning, all]) => {
      const rows = Object.entries<CommandFacts>(all).map(commandRow);
      return rows.length > 0 ? `\n\n${markdownTable([word, 'options', meaning], rows)}` : '';
    })
    .join('');
}

function commandRow([name, { describe, schema }]: readonly [string, CommandFacts]): string[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' }) as { properties?: Record<string, Property> };
  const options = Object.entries(properties).map(([option, { default: value, description }]) => {
    const otherwise = value === undefined ? '' : `, \`${JSON.stringify(value)}\` by default`;
    return `\`${option}\`: ${description ?? ''}${otherwise}`;
  });
  return [`\`${name}\``, options.join('; '), describe];
}
