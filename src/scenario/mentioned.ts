/**
 * The protocols and behaviours that something mentions, loaded one by one: a run needs a few of more than a hundred, and
 * loading all of them takes longer than a small run. The file of each is called by its name.
 */
import { readdirSync } from 'node:fs';
import type { Behaviour, Protocol } from '../contract.js';
import { type Extra, type Registry, registryOf } from './families.js';
import { isMapping } from './path.js';

/** Where protocols are. */
const FOLDERS = ['protocols', 'canaries'] as const;

/** All strings in a JSON value, keys left out. */
function wordsIn(value: unknown, words = new Set<string>()): Set<string> {
  if (typeof value === 'string') words.add(value);
  else if (Array.isArray(value)) for (const item of value) wordsIn(item, words);
  else if (isMapping(value)) for (const item of Object.values(value)) wordsIn(item, words);
  return words;
}

/** The plug-ins of a folder that are called by one of these words; other files there have no default export. */
async function membersOf<P>(folder: string, words: ReadonlySet<string>): Promise<P[]> {
  const names = readdirSync(new URL(`../${folder}/`, import.meta.url))
    .filter((file) => /^[^.]+\.[jt]s$/.test(file))
    .map((file) => file.slice(0, -'.js'.length))
    .filter((name) => words.has(name));
  const load = (name: string) => import(`../${folder}/${name}.js`) as Promise<{ readonly default?: P }>;
  const modules = await Promise.all(names.map(load));
  return modules.flatMap((module) => module.default ?? []);
}

/** Whether a protocol that comes with the program has this name. */
export async function isShipped(name: string): Promise<boolean> {
  const found = await Promise.all(FOLDERS.map((folder) => membersOf<Protocol>(folder, new Set([name]))));
  return found.flat().length > 0;
}

/**
 * A registry without the shipped protocols and behaviours that no string of `mentioning` names. A scenario that it finds
 * valid is valid; of any other it knows too little to say what is wrong.
 * @param mentioning a scenario's document, or parts of a run's specification
 */
export async function registryMentioning(mentioning: unknown, extra: Extra = {}): Promise<Registry> {
  const words = wordsIn(mentioning);
  const [behaviours, ...protocols] = await Promise.all([
    membersOf<Behaviour>('adversaries', words),
    ...FOLDERS.map((folder) => membersOf<Protocol>(folder, words)),
  ]);
  return registryOf({ protocols: protocols.flat(), behaviours }, extra);
}
