/** `report`: every result file again from the journal, without running anything. */
import type { ExitCode, Io } from './io.js';
import { OUTPUT_OPTIONS } from './options.js';
import type { Command } from './program.js';

interface Arguments {
  readonly directory: string;
  readonly json: boolean;
}

async function execute({ directory, json }: Arguments, io: Io): Promise<ExitCode> {
  const { remakeResults } = await import('./remake.js');
  return remakeResults(directory, json, io);
}

export default {
  usage: 'report <directory>',
  describe: 'Make report.html and the CSV files again from the journal of a results folder',
  positionals: { directory: { type: 'string', describe: 'The results of one scenario, e.g. results/my-scenario' } },
  options: { json: OUTPUT_OPTIONS.json },
  examples: [['report results/compare-families', 'from what is in its journal']],
  execute,
} satisfies Command<Arguments>;
