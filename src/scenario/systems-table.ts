import { FEATURES, FEATURE_NAMES, SYSTEMS, type Feature } from './features.js';
import { markdownTable } from './markdown-table.js';

/** A scenario as far as the table tells of it. */
export interface ShownScenario {
  /** Its path below `scenarios`. */
  readonly file: string;
  readonly name: string;
  readonly asks: string;
  readonly shows: readonly Feature[];
}

const MARKS: Readonly<Record<string, string>> = { y: 'yes', p: 'part', '-': '–' };

/** Whether a system has it, and in what form. */
function cellOf(mark: string, form = ''): string {
  return form === '' ? MARKS[mark]! : `${MARKS[mark]!} (${form})`;
}

/** Markdown: every feature of the five systems with the scenarios that show it; made of the scenarios themselves. */
export function systemsTable(scenarios: readonly ShownScenario[]): string {
  const rows = FEATURE_NAMES.map((name) => {
    const { title, had, how, forms } = FEATURES[name];
    const shown = scenarios.filter(({ shows }) => shows.includes(name));
    const links = shown.map((scenario) => `[${scenario.name}](../scenarios/${scenario.file})`);
    return [title, ...Array.from(had, (mark, at) => cellOf(mark, forms[at])), how, links.join(', ')];
  });
  const asked = scenarios.filter(({ shows }) => shows.length > 0);
  return [
    '# What five published systems do, and where it is seen',
    'Made by `npm run docs` from the scenarios (`shows`); do not edit. yes: the system has it; part: a part of it, or a broken form; –: not at all.',
    markdownTable(['feature', ...SYSTEMS, 'here', 'scenarios'], rows),
    '## The scenarios',
    'Each sets a system as published beside repaired forms of it: a switch for each defect, or all of them at once (`corrected`). PBFT and Raft of consensus_protocols are corrected by `pbft` and `raft`.',
    markdownTable(
      ['scenario', 'asks'],
      asked.map(({ name, file, asks }) => [`[${name}](../scenarios/${file})`, asks]),
    ),
    '',
  ].join('\n\n');
}

/** Features that no scenario shows. */
export function unseen(scenarios: readonly ShownScenario[]): Feature[] {
  return FEATURE_NAMES.filter((name) => !scenarios.some(({ shows }) => shows.includes(name)));
}
