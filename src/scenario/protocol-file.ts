/**
 * A user's own protocol: a JavaScript file, named by its path in the scenario, whose default export is a protocol or a
 * function that makes one of the kit it is handed.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { Protocol } from '../contract.js';
import { isMapping } from './path.js';
import type { Complaint, Path } from './problems.js';
import type { Registry } from './families.js';
import { isShipped, registryMentioning } from './mentioned.js';
import { lackOf } from './protocol-shape.js';
import { isProtocolFile } from './sections/protocols.js';
import { weightsIn } from './weights-file.js';
import { shortened } from './wording.js';
import type { RunSpec } from './world.js';

export interface ProtocolFile {
  readonly protocol: Protocol;
  /** Of the file itself; what it imports is not part of it. */
  readonly sha256: string;
}

/**
 * Imports a protocol file.
 * @param kind its path, relative to the folder of the scenario
 * @throws when it cannot be read or imported, or its default export is not a protocol, or is called like a built-in one
 */
async function importProtocol(kind: string, directory: string): Promise<ProtocolFile> {
  const path = resolve(directory, kind);
  const source = await readFile(path);
  const module = (await import(pathToFileURL(path).href)) as { readonly default?: unknown };
  const made: unknown =
    typeof module.default === 'function' ? module.default((await import('./kit.js')).kit) : module.default;
  const lack = lackOf(made);
  if (lack !== undefined)
    throw new Error(`expected a protocol, or a function that makes one, as default export: ${lack}`);
  const { name } = made as Protocol;
  if (await isShipped(name)) throw new Error(`its name ${name} is that of a built-in protocol`);
  return { protocol: made as Protocol, sha256: createHash('sha256').update(source).digest('hex') };
}

interface Mention {
  readonly kind: string;
  readonly path: Path;
}

/** Every protocol file that a document mentions, under `protocols` or in the sweep. */
function mentionsIn(document: Readonly<Record<string, unknown>>): Mention[] {
  const mentions: Mention[] = [];
  const note = (value: unknown, path: Path) => {
    if (isProtocolFile(value)) mentions.push({ kind: value, path });
  };
  const visit = (value: unknown, path: Path) => {
    if (Array.isArray(value)) value.forEach((item, index) => visit(item, [...path, index]));
    else if (isMapping(value)) {
      for (const [key, inner] of Object.entries(value)) {
        const place = [...path, key];
        if (key === 'kind') note(inner, place);
        else if (key.endsWith('.kind') && Array.isArray(inner)) {
          inner.forEach((item, index) => note(item, [...place, index]));
        } else visit(inner, place);
      }
    }
  };
  for (const section of ['protocols', 'sweep', 'zip']) visit(document[section], [section]);
  return mentions;
}

export interface ProtocolFiles {
  /** By kind. */
  readonly protocolFiles: Readonly<Record<string, Protocol>>;
  /** SHA-256 by kind. */
  readonly sources: ReadonlyMap<string, string>;
  /** One for each mention of a file that cannot be used; a stand-in without parameters takes its place. */
  readonly complaints: readonly Complaint[];
}

/** Every protocol file that a document mentions. */
export async function loadProtocolFiles(
  document: Readonly<Record<string, unknown>>,
  directory: string,
): Promise<ProtocolFiles> {
  const mentions = mentionsIn(document);
  const protocolFiles: Record<string, Protocol> = {};
  const sources = new Map<string, string>();
  const complaints: Complaint[] = [];
  for (const kind of new Set(mentions.map((mention) => mention.kind))) {
    try {
      const { protocol, sha256 } = await importProtocol(kind, directory);
      protocolFiles[kind] = protocol;
      sources.set(kind, sha256);
    } catch (error) {
      protocolFiles[kind] = standIn;
      const message = `cannot use the protocol file ${shortened(kind)}: ${reasonOf(error)}`;
      const places = mentions.filter((mention) => mention.kind === kind);
      complaints.push(...places.map(({ path }) => ({ path, message })));
    }
  }
  return { protocolFiles, sources, complaints };
}

/**
 * A registry with what some runs name, protocol files included, for whoever carries them out.
 * @throws when a file cannot be imported, or is not the one for which the runs were planned
 */
export async function registryFor(
  specs: readonly Pick<RunSpec, 'kind' | 'sourceSha256' | 'world'>[],
  directory: string,
): Promise<Registry> {
  const protocolFiles: Record<string, Protocol> = {};
  for (const { kind, sourceSha256 } of specs) {
    if (sourceSha256 === undefined || Object.hasOwn(protocolFiles, kind)) continue;
    const { protocol, sha256 } = await importProtocol(kind, directory);
    if (sha256 !== sourceSha256) throw new Error(`protocol file ${kind} has changed since the runs were planned`);
    protocolFiles[kind] = protocol;
  }
  const mentioned = specs.map(({ kind, world }) => [kind, world.faults]);
  return registryMentioning(mentioned, { protocolFiles, readWeights: weightsIn(directory) });
}

/** `ENOENT` and the like; read off without asking for the class, which differs between realms. */
export function errorCode(error: unknown): string | undefined {
  return isMapping(error) && typeof error['code'] === 'string' ? error['code'] : undefined;
}

function reasonOf(error: unknown): string {
  if (errorCode(error) === 'ENOENT') return 'no such file';
  const text = isMapping(error) && typeof error['message'] === 'string' ? error['message'] : String(error);
  const [first = ''] = text.split('\n');
  return first.length > 200 ? `${first.slice(0, 199)}…` : first;
}

/** Lets the rest of a scenario be checked when a protocol file is faulty; it has no name, and of its commands nothing is known. */
const standIn: Protocol = {
  name: '',
  describe: '',
  paper: '',
  assumes: { identity: 'members', network: '', honesty: '' },
  params: z.looseObject({}),
  threshold: 'majority',
  finality: { by: 'decide' },
  faults: () => 0,
  livenessBound: () => 0,
  init: () => ({}),
  on: {},
};
