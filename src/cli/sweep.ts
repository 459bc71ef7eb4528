/** `sweep`: the same as `run`, answered with one table over all points of the sweep. */
import type { ExitCode, Io } from './io.js';
import { RUN_OPTIONS, type RunArguments } from './options.js';
import type { Command } from './program.js';
import type { Call } from './scenario-call.js';
import { UsageError } from './usage.js';

async function execute(args: RunArguments, io: Io): Promise<ExitCode> {
  const { carryOut } = await import('./scenario-call.js');
  const { printSweep } = await import('./answer.js');
  const needsSweep = ({ scenario: { variants } }: Call): void => {
    if (variants.some(({ variant }) => variant !== '')) return;
    throw new UsageError(`${args.file} has no sweep; expected a sweep or zip section, or: consensim run ${args.file}`);
  };
  return carryOut(args, io, (result) => printSweep(result, io, args.json), needsSweep);
}

export default {
  usage: 'sweep <file>',
  describe: 'Run a scenario and show one table over the points of its sweep',
  positionals: { file: { type: 'string', describe: 'The scenario, a YAML file with a sweep section' } },
  options: RUN_OPTIONS,
  examples: [
    ['sweep s.yaml', 'every point of the sweep, all cores'],
    ['sweep s.yaml --shard 2/8', 'the third of eight parts; the call without --shard merges them'],
  ],
  execute,
} satisfies Command<RunArguments>;
