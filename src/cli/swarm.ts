/** `swarm`: small random runs for some minutes, until one breaks a promise; that one is made as small as it can be. */
import type { ExitCode, Io } from './io.js';
import { OUT_OPTION, OUTPUT_OPTIONS, WORKERS_OPTION } from './options.js';
import type { Command } from './program.js';
import type { SwarmArguments } from './swarm-call.js';

async function execute(args: SwarmArguments, io: Io): Promise<ExitCode> {
  const { swarm } = await import('./swarm-call.js');
  return swarm(args, io);
}

export default {
  usage: 'swarm',
  describe: 'Run small random worlds until one breaks a protocol, and shrink it to a scenario',
  positionals: {},
  options: {
    minutes: { type: 'number', requiresArg: true, default: 1, describe: 'How long to go on' },
    runs: { type: 'number', requiresArg: true, describe: 'At most so many runs of each protocol' },
    protocol: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Name of a protocol, or path of its file; may be given again [default: all that decide]',
    },
    seed: { type: 'string', requiresArg: true, default: 'swarm', describe: 'Root of all randomness' },
    twins: {
      type: 'boolean',
      default: false,
      describe:
        'Go through all twins scenarios: one node with two copies, partitions × leaders (where they can be listed) of the first views',
    },
    nodes: { type: 'number', requiresArg: true, describe: 'With --twins: nodes [default: 4]' },
    views: {
      type: 'number',
      requiresArg: true,
      describe: 'With --twins: views whose leader and partition vary [default: 4]',
    },
    groups: {
      type: 'number',
      requiresArg: true,
      describe: 'With --twins: most groups that a partition has [default: 2]',
    },
    ...OUT_OPTION,
    ...WORKERS_OPTION,
    ...OUTPUT_OPTIONS,
  },
  examples: [
    ['swarm --minutes 5', 'all protocols that decide, for five minutes'],
    ['swarm --minutes 1 --protocol ./mine.mjs', 'a protocol of your own'],
    ['swarm --twins --views 2 --protocol jolteon', 'every twins scenario of two views'],
  ],
  execute,
} satisfies Command<SwarmArguments>;
