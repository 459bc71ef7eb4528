import { z } from 'zod';
import type { Registry } from './families.js';
import { FEATURES, FEATURE_NAMES, REPLAYS, SYSTEMS, type Feature } from './features.js';
import { markdownTable } from './markdown-table.js';
import type { ScenarioProtocol } from './scenario.js';

/** A scenario as far as the table tells of it. */
export interface ShownScenario {
  /** Its path below `scenarios`. */
  readonly file: string;
  readonly name: string;
  readonly asks: string;
  readonly shows: readonly Feature[];
  readonly variants: readonly { readonly protocols: readonly Pick<ScenarioProtocol, 'kind' | 'params'>[] }[];
}

const MARKS: Readonly<Record<string, string>> = { y: 'yes', p: 'part', '-': '–' };

/** Whether a system has it, and in what form. */
function cellOf(mark: string, form = ''): string {
  return form === '' ? MARKS[mark]! : `${MARKS[mark]!} (${form})`;
}

const linkTo = ({ name, file }: ShownScenario): string => `[${name}](../scenarios/${file})`;

/** How to find each system: what replays it, and what its defects are called. */
function replayTable(): string {
  const rows = REPLAYS.map(({ systems, protocol, corrected }) => {
    const published = corrected.startsWith('the') ? `\`${protocol}\`` : `\`${protocol}\` with \`preset: published\``;
    return [systems.map((at) => SYSTEMS[at]).join(' and '), published, corrected];
  });
  return markdownTable(['system', 'as published', 'as corrected'], rows);
}

interface Property {
  readonly default?: unknown;
  readonly description?: string;
}
/** Options by which no rule of a system is turned. */
const NO_SWITCHES = ['preset', 'crypto', 'keyBits', 'joins', 'receiveBytes'];

/** Every option in which published and corrected differ, with the scenarios that turn it by its name. */
function switchTable(kind: string, scenarios: readonly ShownScenario[], registry: Registry): string {
  const schema = z.toJSONSchema(registry.protocols.get(kind).params, { io: 'input' });
  const options = Object.entries((schema.properties ?? {}) as Readonly<Record<string, Property>>);
  const rows = options
    .filter(([name, { default: value }]) => !NO_SWITCHES.includes(name) && (value === undefined || value === true))
    .map(([name, { default: value, description = '' }]) => {
      const isTurned = (each: Pick<ScenarioProtocol, 'kind' | 'params'>): boolean =>
        each.kind === kind && each.params[name] !== undefined && each.params[name] !== value;
      const turning = scenarios.filter(({ variants }) => variants.some(({ protocols }) => protocols.some(isTurned)));
      return [`\`${name}\``, description, turning.map(linkTo).join(', ') || '–'];
    });
  return `### \`${kind}\`\n\n${markdownTable(['option', 'what it decides', 'turned by name in'], rows)}`;
}

/** Markdown: every feature and switch of the five systems with the scenarios that show it; made of the scenarios themselves. */
export function systemsTable(scenarios: readonly ShownScenario[], registry: Registry): string {
  const rows = FEATURE_NAMES.map((name) => {
    const { title, had, how, forms } = FEATURES[name];
    const shown = scenarios.filter(({ shows }) => shows.includes(name));
    return [title, ...Array.from(had, (mark, at) => cellOf(mark, forms[at])), how, shown.map(linkTo).join(', ')];
  });
  const asked = scenarios.filter(({ shows }) => shows.length > 0);
  return [
    '# What five published systems do, and where it is seen',
    'Made by `npm run docs` from the scenarios (`shows`); do not edit.',
    'Run a scenario by `consensim run scenarios/systems/NAME.yaml`; look at what a node knew by `consensim node-view`, with the same file; or play it yourself, in a browser or by HTTP, by `consensim serve`.',
    replayTable(),
    '## The features',
    'yes: the system has it; part: a part of it, or a broken form; –: not at all.',
    markdownTable(['feature', ...SYSTEMS, 'here', 'scenarios'], rows),
    '## The scenarios',
    'Each sets a system as published beside repaired forms of it: a switch for each defect, or all of them at once (`corrected`).',
    markdownTable(
      ['scenario', 'asks'],
      asked.map((scenario) => [linkTo(scenario), scenario.asks]),
    ),
    '## The switches',
    'What a preset decides, and a scenario may decide otherwise, one by one.',
    ...REPLAYS.map(({ protocol }) => switchTable(protocol, asked, registry)),
    '',
  ].join('\n\n');
}

/** Features that no scenario shows. */
export function unseen(scenarios: readonly ShownScenario[]): Feature[] {
  return FEATURE_NAMES.filter((name) => !scenarios.some(({ shows }) => shows.includes(name)));
}
