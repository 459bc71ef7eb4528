/** `bounds`: the fewest faulty nodes that break a protocol, found by search. */
import type { ExitCode, Io } from './io.js';
import { OUT_OPTION, OUTPUT_OPTIONS, WORKERS_OPTION } from './options.js';
import type { BoundsArguments } from './bounds-call.js';
import type { Command } from './program.js';

async function execute(args: BoundsArguments, io: Io): Promise<ExitCode> {
  const { bounds } = await import('./bounds-call.js');
  return bounds(args, io);
}

export default {
  usage: 'bounds',
  describe: 'Search for the fewest faulty nodes that break the safety and the liveness of protocols',
  positionals: {},
  options: {
    protocol: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Name of a protocol, or path of its file; may be given again [default: all that decide]',
    },
    nodes: { type: 'string', requiresArg: true, default: '4..7', describe: 'Numbers of nodes: 4..10 or 4,7,10' },
    runs: {
      type: 'number',
      requiresArg: true,
      default: 400,
      describe: 'Runs with each number of faulty nodes: attacks × placements × schedules, then other seeds',
    },
    seed: { type: 'string', requiresArg: true, default: 'bounds', describe: 'Root of all randomness' },
    ...OUT_OPTION,
    ...WORKERS_OPTION,
    fresh: { type: 'boolean', default: false, describe: 'Forget what was found before' },
    ...OUTPUT_OPTIONS,
  },
  examples: [
    ['bounds', 'all protocols that decide, 4 to 7 nodes'],
    ['bounds --protocol pbft --nodes 4,7,10,13', 'one protocol, where its bound moves'],
    ['bounds --protocol ./mine.mjs --nodes 4..6', 'a protocol of your own'],
  ],
  execute,
} satisfies Command<BoundsArguments>;
