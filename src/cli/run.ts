/** `run`: a scenario under all its protocols and seeds, or one run of it again. */
import type { ExitCode, Io } from './io.js';
import { RUN_OPTIONS, type RunArguments } from './options.js';
import type { Command } from './program.js';
import type { ReplayArguments } from './replay.js';
import { UsageError } from './usage.js';

async function execute(args: RunArguments & ReplayArguments, io: Io): Promise<ExitCode> {
  if (args.run !== undefined) {
    if (args.shard !== undefined) throw new UsageError('--run is one run; it has no shards');
    const { replay } = await import('./replay.js');
    return replay(args, io);
  }
  if (args.variant !== undefined || args.trace || args.window !== undefined) {
    throw new UsageError('--variant, --trace and --window go with --run');
  }
  const { carryOut } = await import('./scenario-call.js');
  const { printRun } = await import('./answer.js');
  return carryOut(args, io, (result) => printRun(result, io, args.json));
}

export default {
  usage: 'run <file>',
  describe: 'Run a scenario: all its protocols, seeds and points of the sweep',
  positionals: { file: { type: 'string', describe: 'The scenario, a YAML file' } },
  options: {
    ...RUN_OPTIONS,
    run: {
      type: 'string',
      requiresArg: true,
      describe:
        'Do one run again, named LABEL/INDEX (protocol and index of the seed), and show it; writes no files but the picture of --window',
    },
    variant: { type: 'string', requiresArg: true, describe: 'With --run: the point of the sweep, key=value;…' },
    window: {
      type: 'string',
      requiresArg: true,
      describe: 'With --run: draw who sent what to whom between two times, e.g. 2s..4s, into a page of its own',
    },
    trace: { type: 'boolean', default: false, describe: 'With --run: print every event' },
  },
  examples: [
    ['run s.yaml', 'all its runs, and the table'],
    ['run s.yaml --repeat 3 --set nodes.count=7 --out try', 'with changes, results elsewhere'],
    ['run s.yaml --run pbft/3 --trace', 'the fourth seed of pbft again, event by event'],
    ['run s.yaml --run pbft/0 --window 2s..4s', 'two seconds of it as a picture'],
    ['run s.yaml --shard 0/4', 'a quarter of the runs, for one of four machines'],
  ],
  execute,
} satisfies Command<RunArguments & ReplayArguments>;
