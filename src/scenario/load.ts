/** Reads a scenario file, with the protocol files that it names. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { ScenarioOptions } from './overrides.js';
import { registryMentioning } from './mentioned.js';
import { finishScenario, readDraft } from './parse.js';
import { readLinks } from './links-file.js';
import { readPolicies } from './policy-files.js';
import { ScenarioError } from './problems.js';
import { errorCode, loadProtocolFiles } from './protocol-file.js';
import { weightsIn } from './weights-file.js';
import type { Registry } from './families.js';
import type { Scenario } from './scenario.js';

/** A scenario file that has been read and found sound. */
export interface Loaded {
  readonly scenario: Scenario;
  /** The file as it was read. */
  readonly text: string;
  /** Of the text. */
  readonly sha256: string;
  /** Folder of the file: paths of protocol files are relative to it. */
  readonly directory: string;
  /** What the scenario names, for whoever carries its runs out. */
  readonly registry: Registry;
}

const LARGEST_BYTES = 1_000_000;

/**
 * Loads and validates a scenario.
 * @param path of the file; messages name it as given here
 * @throws ScenarioError with all problems of the file and of the options
 */
export async function loadScenario(path: string, options: ScenarioOptions = {}): Promise<Loaded> {
  const text = await readText(path);
  const draft = readDraft(text, path, options);
  const directory = dirname(resolve(path));
  const policies = await readPolicies(draft.document, directory);
  const links = readLinks(policies.document, directory);
  const { protocolFiles, sources, complaints } = await loadProtocolFiles(draft.document, directory);
  const readWeights = weightsIn(directory);
  const finish = (known: Registry): Scenario =>
    finishScenario(
      { ...draft, document: links.document },
      { registry: known, sources, complaints: [...complaints, ...policies.complaints, ...links.complaints] },
    );
  let registry = await registryMentioning(draft.document, { protocolFiles, readWeights });
  let scenario: Scenario;
  try {
    scenario = finish(registry);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    // What is wrong is said by all that would be right.
    const { createRegistry } = await import('./registry.js');
    registry = createRegistry({ protocolFiles, readWeights });
    scenario = finish(registry);
  }
  return { scenario, text, sha256: createHash('sha256').update(text).digest('hex'), directory, registry };
}

async function readText(path: string): Promise<string> {
  const refuse = (message: string): never => {
    throw new ScenarioError([{ file: path, line: 0, column: 0, path: '', message }]);
  };
  let bytes: Uint8Array;
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) return refuse('is a folder, expected a scenario file');
    if (!facts.isFile()) return refuse('is not a regular file');
    if (facts.size > LARGEST_BYTES) return refuse(`expected at most ${LARGEST_BYTES} bytes, found ${facts.size}`);
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof ScenarioError) throw error;
    return refuse(readFailure(error));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse('is not UTF-8 text');
  }
}

function readFailure(error: unknown): string {
  const code = errorCode(error) ?? String(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'no such file';
  if (code === 'EACCES' || code === 'EPERM') return 'reading this file is not permitted';
  return `cannot be read (${code})`;
}
