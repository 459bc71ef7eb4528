/** `compare`: the same as `run`, answered with how the protocols differ, seed by seed. */
import type { ExitCode, Io } from './io.js';
import { RUN_OPTIONS, type RunArguments } from './options.js';
import type { Command } from './program.js';

interface Arguments extends RunArguments {
  readonly against?: string | undefined;
}

async function execute(args: Arguments, io: Io): Promise<ExitCode> {
  const { carryOut, refuseUnknownLabel } = await import('./scenario-call.js');
  const { printComparison } = await import('./answer.js');
  const { json, against } = args;
  return carryOut(
    args,
    io,
    (result) => printComparison(result, io, json, against),
    (call) => refuseUnknownLabel(call, against),
  );
}

export default {
  usage: 'compare <file>',
  describe: 'Run a scenario and compare its protocols: a table, and the paired differences over seeds',
  positionals: { file: { type: 'string', describe: 'The scenario, a YAML file' } },
  options: {
    ...RUN_OPTIONS,
    against: {
      type: 'string',
      requiresArg: true,
      describe: 'Label of the protocol to compare with [default: the first]',
    },
  },
  examples: [
    ['compare s.yaml', 'its protocols, and how they differ from the first'],
    ['compare s.yaml --against pbft --json', 'differences to pbft, as JSON'],
  ],
  execute,
} satisfies Command<Arguments>;
