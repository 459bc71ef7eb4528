import { group } from 'd3-array';
import type { Protocol } from '../contract.js';
import { markdownTable } from './markdown-table.js';
import type { Registry } from './families.js';
import type { Scenario } from './scenario.js';
import type { Fault } from './world.js';

/** A scenario that is shipped. */
export interface ShippedScenario {
  /** Its path below `scenarios`. */
  readonly file: string;
  readonly scenario: Scenario;
}

type Identity = Protocol['assumes']['identity'];

const SYSTEMS_FOLDER = 'systems/';
const CANARY_PREFIX = 'canary-';

const TITLES: Readonly<Record<Identity, string>> = {
  work: 'Counted by work',
  stake: 'Counted by stake',
  members: 'Counted by a list of members',
  persons: 'One identity to a person',
  hardware: 'Vouched for by hardware',
};

/** Markdown: every shipped scenario with what it asks, runs and breaks, by the kind of its protocols; made of the scenarios. */
export function scenarioTable(shipped: readonly ShippedScenario[], registry: Registry): string {
  const sections = [
    'Several kinds side by side',
    ...Object.values(TITLES),
    'Published systems',
    'Protocols that are broken on purpose',
  ];
  const filed = group(shipped, (entry) => sectionOf(entry, registry));
  return [
    '# The scenarios that are shipped',
    'Made by `npm run docs` from the scenarios; do not edit. Each is run by `npx consensim run scenarios/NAME.yaml`; `check` says how many runs it has.',
    ...sections.flatMap((title) => {
      const entries = filed.get(title) ?? [];
      return entries.length === 0 ? [] : [`## ${title}`, markdownTable(HEAD, entries.map(rowOf))];
    }),
    '',
  ].join('\n\n');
}

const HEAD = ['scenario', 'asks', 'protocols', 'faults'];

function sectionOf({ file, scenario }: ShippedScenario, registry: Registry): string {
  if (file.startsWith(SYSTEMS_FOLDER)) return 'Published systems';
  if (file.startsWith(CANARY_PREFIX)) return 'Protocols that are broken on purpose';
  const protocols = kindsOf(scenario).map((kind) => registry.protocols.get(kind));
  const identities = new Set(protocols.map(({ assumes }) => assumes.identity));
  return identities.size === 1 ? TITLES[[...identities][0]!] : 'Several kinds side by side';
}

function rowOf({ file, scenario }: ShippedScenario): string[] {
  const faults = scenario.variants.flatMap(({ world }) => world.faults.map(faultName));
  return [
    `[${scenario.name}](../scenarios/${file})`,
    scenario.asks,
    kindsOf(scenario).join(', '),
    [...new Set(faults)].join(', '),
  ];
}

function kindsOf({ variants }: Scenario): string[] {
  return [...new Set(variants.flatMap(({ protocols }) => protocols.map(({ kind }) => kind)))];
}

function faultName(fault: Fault): string {
  return 'behaviour' in fault ? fault.behaviour : 'partition';
}
