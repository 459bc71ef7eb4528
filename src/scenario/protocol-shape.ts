/** Whether what a user's own file exports is a protocol: every part that must be there, and none that nobody would read. */
import { z } from 'zod';
import type { Assumptions, Protocol } from '../contract.js';
import { isMapping } from './path.js';
import { listed, shortened, suggestion } from './wording.js';

type Mapping = Readonly<Record<string, unknown>>;
type Type = 'string' | 'function' | 'object' | 'boolean';
type RequiredKey = { [K in keyof Protocol]-?: object extends Pick<Protocol, K> ? never : K }[keyof Protocol];

const REQUIRED: Readonly<Record<RequiredKey, Type>> = {
  name: 'string',
  describe: 'string',
  paper: 'string',
  threshold: 'string',
  params: 'object',
  faults: 'function',
  livenessBound: 'function',
  init: 'function',
  assumes: 'object',
  finality: 'object',
  on: 'object',
};
const OPTIONAL: Readonly<Record<Exclude<keyof Protocol, RequiredKey>, Type>> = {
  beside: 'object',
  faultModel: 'string',
  timing: 'string',
  roles: 'object',
  mining: 'object',
  pays: 'function',
  unit: 'object',
  forkChoice: 'string',
  naming: 'object',
  follows: 'object',
  severalPropose: 'boolean',
  staked: 'boolean',
  proves: 'boolean',
  slashed: 'function',
  slots: 'object',
  ground: 'object',
  lottery: 'object',
  voices: 'object',
  searched: 'object',
  headVotes: 'boolean',
  appointed: 'function',
  requires: 'function',
  input: 'object',
  requests: 'string',
  outstanding: 'function',
  timeout: 'object',
  commands: 'object',
  views: 'object',
  ledger: 'object',
  carries: 'object',
  bytes: 'object',
  votes: 'object',
  holds: 'object',
  certificates: 'object',
  quorum: 'object',
  evidence: 'object',
  accuse: 'function',
  accountable: 'boolean',
  forge: 'object',
  canaryOf: 'string',
};
const WORDS: Readonly<Record<string, readonly string[]>> = {
  threshold: ['majority', 'blocking-third'] satisfies Protocol['threshold'][],
  faultModel: ['crash', 'byzantine'] satisfies Protocol['faultModel'][],
  timing: ['synchronous', 'partial'] satisfies Protocol['timing'][],
  forkChoice: ['most-work', 'heaviest-subtree'] satisfies Protocol['forkChoice'][],
  requests: ['all', 'one'] satisfies Protocol['requests'][],
};
/** Parts of parts. */
const INNER = {
  assumes: ['identity', 'network', 'honesty'],
  finality: ['by', 'confirmations'],
  input: ['start', 'request', 'mined', 'recover'],
  mining: [
    'difficulty',
    'interval',
    'puzzles',
    'blockPuzzle',
    'proofs',
    'branchLength',
    'tiesByContent',
    'reach',
    'retargets',
  ],
  unit: ['name', 'is', 'of'],
  follows: ['on', 'choose', 'catchUp'],
  lottery: ['when', 'interval'],
  ground: ['when', 'salted', 'next'],
  quorum: ['weighted', 'enough', 'weights'],
} as const satisfies { readonly [K in keyof Protocol]?: readonly (keyof NonNullable<Protocol[K]>)[] };
/** Parts whose keys are kinds of messages. */
const BY_KIND = ['carries', 'bytes', 'votes', 'holds', 'forge'] as const satisfies (keyof Protocol)[];

/** What a would-be protocol lacks or has too much, as a clause about "its" parts; undefined when it is one. */
export function lackOf(value: unknown): string | undefined {
  if (!isMapping(value)) return 'found no object';
  return (
    strange(value, [...Object.keys(REQUIRED), ...Object.keys(OPTIONAL)], '') ??
    wrongType(value) ??
    wrongWord(value) ??
    lackOfAssumptions(value['assumes'] as Mapping) ??
    lackOfFinality(value['finality'] as Mapping) ??
    lackOfHandlers(value) ??
    strangeParts(value)
  );
}

/** A key that nobody would read: most likely a slip of the pen in one of those that are read. */
function strange(value: Mapping, allowed: readonly string[], within: string): string | undefined {
  const key = Object.keys(value).find((each) => !allowed.includes(each));
  if (key === undefined) return undefined;
  const meant = suggestion(key, allowed);
  const known = meant === '' ? `; allowed: ${listed(allowed)}` : '';
  return `its ${within}${shortened(key)} is no part of a protocol${meant}${known}`;
}

function wrongType(value: Mapping): string | undefined {
  for (const [key, type] of Object.entries({ ...REQUIRED, ...OPTIONAL })) {
    const part = value[key];
    if (part === undefined && Object.hasOwn(OPTIONAL, key)) continue;
    if (typeof part !== type || part === null) return `its ${key} is not ${type === 'object' ? 'an' : 'a'} ${type}`;
  }
  return value['params'] instanceof z.ZodObject ? undefined : 'its params are not a zod object';
}

function wrongWord(value: Mapping): string | undefined {
  for (const [key, words] of Object.entries(WORDS)) {
    const word = value[key];
    if (word !== undefined && !words.includes(word as string)) return `its ${key} is not one of ${words.join(', ')}`;
  }
  return undefined;
}

const IDENTITIES: readonly unknown[] = [
  'work',
  'stake',
  'members',
  'persons',
  'hardware',
] satisfies Assumptions['identity'][];

function lackOfAssumptions({ identity, network, honesty }: Mapping): string | undefined {
  if (!IDENTITIES.includes(identity)) return `its assumes.identity is not one of ${IDENTITIES.join(', ')}`;
  return typeof network === 'string' && typeof honesty === 'string'
    ? undefined
    : 'its assumes.network and assumes.honesty are not sentences';
}

function lackOfFinality({ by, confirmations }: Mapping): string | undefined {
  if (by !== 'decide' && by !== 'depth') return 'its finality is not by decide or depth';
  const counted = by === 'decide' || typeof confirmations === 'function';
  return counted ? undefined : 'its finality is by depth, but confirmations is not a function';
}

function lackOfHandlers(protocol: Mapping): string | undefined {
  for (const part of ['on', 'timeout', 'input']) {
    for (const [name, handler] of Object.entries(protocol[part] ?? {})) {
      if (typeof handler !== 'function') return `its ${part}.${name} is not a function`;
    }
  }
  return undefined;
}

function strangeParts(protocol: Mapping): string | undefined {
  const kinds = Object.keys(protocol['on'] as Mapping);
  const parts: (readonly [string, readonly string[]])[] = [
    ...Object.entries(INNER),
    ...BY_KIND.map((part) => [part, kinds] as const),
  ];
  for (const [part, allowed] of parts) {
    const found = isMapping(protocol[part]) ? strange(protocol[part], allowed, `${part}.`) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
