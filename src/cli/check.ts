/** `check`: whether scenarios are right, and whether each of their runs gives the same events twice. */
import type { ExitCode, Io } from './io.js';
import { CHANGE_OPTIONS, OUTPUT_OPTIONS, WORKERS_OPTION } from './options.js';
import type { CheckArguments } from './check-files.js';
import type { Command } from './program.js';

async function execute(args: CheckArguments, io: Io): Promise<ExitCode> {
  const { checkFiles } = await import('./check-files.js');
  return checkFiles(args, io);
}

export default {
  usage: 'check <files..>',
  describe: 'Validate scenarios, then run each run twice and name the first event that differs',
  positionals: { files: { type: 'string', array: true, describe: 'Scenarios, YAML files' } },
  options: { ...CHANGE_OPTIONS, ...WORKERS_OPTION, ...OUTPUT_OPTIONS },
  examples: [
    ['check scenarios/*.yaml', 'all scenarios of a folder'],
    ['check s.yaml --repeat 1', 'one seed of each protocol is enough for a quick look'],
  ],
  execute,
} satisfies Command<CheckArguments>;
