/** `theory`: the closed forms and solved models, listed or evaluated. */
import type { Options } from 'yargs';
import { PARAMETERS } from '../theory/catalogue/parameters.js';
import type { ExitCode, Io } from './io.js';
import { OUTPUT_OPTIONS } from './options.js';
import type { Command } from './program.js';
import type { TheoryArguments } from './theory-call.js';

const parameterOptions: Record<string, Options> = Object.fromEntries(
  Object.entries(PARAMETERS).map(([name, { describe }]) => [name, { type: 'string', requiresArg: true, describe }]),
);

async function execute(args: TheoryArguments, io: Io): Promise<ExitCode> {
  const { theory } = await import('./theory-call.js');
  return theory(args, io);
}

export default {
  usage: 'theory [name]',
  describe: 'List what theory says: closed forms and solved models; or evaluate one',
  positionals: { name: { type: 'string', describe: 'One function; all of them are listed without it' } },
  options: {
    ...parameterOptions,
    out: { type: 'string', requiresArg: true, describe: 'File for the policy of optimal-withholding' },
    json: OUTPUT_OPTIONS.json,
  },
  examples: [
    ['theory', 'all functions with their parameters'],
    ['theory selfish-mining --alpha 0.35 --gamma 0.5', 'one value of each'],
    ['theory double-spend --q 0.1,0.3 --z 1,2,6', 'a row for each pair'],
    ['theory optimal-withholding --alpha 0.4 --gamma 0.5 --out policy.json', 'and the policy, for a strategy to play'],
  ],
  execute,
} satisfies Command<TheoryArguments>;
