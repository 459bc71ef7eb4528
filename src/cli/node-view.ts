/** `node-view`: what one node shows at one moment of a run. */
import type { ExitCode, Io } from './io.js';
import type { LiveArguments } from './live-call.js';
import { CHANGE_OPTIONS, OUTPUT_OPTIONS } from './options.js';
import type { Command } from './program.js';

export interface NodeViewArguments extends LiveArguments {
  /** A number, as it was written. */
  readonly node: string;
  readonly at?: string | undefined;
  readonly view: string;
  readonly option?: readonly string[] | undefined;
  readonly json: boolean;
}

export const LIVE_OPTIONS = {
  run: {
    type: 'string',
    requiresArg: true,
    describe: 'Which run, LABEL/INDEX (protocol and index of the seed); the first by default',
  },
  variant: { type: 'string', requiresArg: true, describe: 'With --run: the point of the sweep, key=value;…' },
  seed: CHANGE_OPTIONS.seed,
  set: CHANGE_OPTIONS.set,
} as const;

async function execute(args: NodeViewArguments, io: Io): Promise<ExitCode> {
  const { nodeView } = await import('./node-view-call.js');
  return nodeView(args, io);
}

export default {
  usage: 'node-view <file>',
  describe: 'Show what a node knows at a moment of a run: chain, block, transaction, pool, peers, balances, …',
  positionals: { file: { type: 'string', describe: 'A scenario, or the folder of its results' } },
  options: {
    node: { type: 'string', requiresArg: true, default: '0', describe: 'Which node' },
    at: {
      type: 'string',
      requiresArg: true,
      describe: 'Moment, such as 30s or "2 min"; the end of the run by default',
    },
    view: { type: 'string', requiresArg: true, default: 'info', describe: 'What to show; another name lists them' },
    option: {
      type: 'string',
      array: true,
      requiresArg: true,
      describe: 'Option of the view, name=value, such as block=3; may be given again',
    },
    ...LIVE_OPTIONS,
    json: OUTPUT_OPTIONS.json,
  },
  examples: [
    ['node-view s.yaml --node 2 --at 30s --view chain', 'the chain of node 2 after 30 s'],
    ['node-view s.yaml --view block --option block=3 --json', 'one block at the end, as JSON'],
    ['node-view results/s --run pow/1 --view peers', 'of a run whose results are there'],
  ],
  execute,
} satisfies Command<NodeViewArguments>;
