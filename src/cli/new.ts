/** `new protocol NAME`: a protocol file of one's own, and a scenario that runs it. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { type ExitCode, type Io, answer, tell } from './io.js';
import { quoted } from './options.js';
import type { Command } from './program.js';
import { UsageError } from './usage.js';

interface Arguments {
  readonly what: string;
  readonly name: string;
  readonly out: string;
}

const NAME = /^[a-z][a-z0-9-]*$/;

async function execute({ name, out }: Arguments, io: Io): Promise<ExitCode> {
  if (!NAME.test(name)) {
    throw new UsageError(`a name has lower-case letters, digits and dashes, and begins with a letter; found "${name}"`);
  }
  const { protocolFile, scenarioFile } = await import('./protocol-template.js');
  const directory = resolve(io.cwd, out);
  const files = [
    [join(directory, `${name}.mjs`), protocolFile(name)],
    [join(directory, `${name}.yaml`), scenarioFile(name)],
  ] as const;
  const taken = files.find(([path]) => existsSync(path));
  if (taken) throw new UsageError(`${taken[0]} exists already and is left as it is`);
  try {
    await mkdir(directory, { recursive: true });
    for (const [path, text] of files) await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
  const shown = files.map(([path]) => relative(io.cwd, path) || path);
  for (const path of shown) answer(io, path);
  tell(io, `Try it: consensim run ${quoted(shown[1]!)}`);
  return 0;
}

export default {
  usage: 'new <what> <name>',
  describe: 'Write a new protocol of your own, with a scenario that runs it',
  positionals: {
    what: { type: 'string', choices: ['protocol'], describe: 'What to write' },
    name: { type: 'string', describe: 'Its name: lower-case letters, digits and dashes' },
  },
  options: { out: { type: 'string', requiresArg: true, default: '.', describe: 'Folder to write into' } },
  examples: [['new protocol my-protocol --out mine', 'writes mine/my-protocol.mjs and mine/my-protocol.yaml']],
  execute,
} satisfies Command<Arguments>;
