/** `serve`: a live simulation over HTTP on this machine. */
import type { ExitCode, Io } from './io.js';
import type { LiveArguments } from './live-call.js';
import { LIVE_OPTIONS } from './node-view.js';
import type { Command } from './program.js';

export interface ServeArguments extends LiveArguments {
  readonly port: number;
  readonly host: string;
  readonly at?: string | undefined;
}

async function execute(args: ServeArguments, io: Io): Promise<ExitCode> {
  const { serveRun } = await import('./serve-call.js');
  return serveRun(args, io);
}

export default {
  usage: 'serve <file>',
  describe: 'Serve one run as a live simulation over HTTP: a page, what nodes show, and what they are to do',
  positionals: { file: { type: 'string', describe: 'A scenario, or the folder of its results' } },
  options: {
    port: { type: 'number', requiresArg: true, default: 5000, describe: 'Port; 0: any that is free' },
    host: {
      type: 'string',
      requiresArg: true,
      default: '127.0.0.1',
      describe: 'Address of this machine: 127.0.0.1, ::1 or localhost',
    },
    at: {
      type: 'string',
      requiresArg: true,
      describe: 'Moment from which on it is served, such as 30s; the first by default',
    },
    ...LIVE_OPTIONS,
  },
  examples: [
    ['serve s.yaml', 'the first run of the scenario, on http://127.0.0.1:5000'],
    ['serve s.yaml --run pbft/0 --port 0', 'one of pbft, on any free port, which is printed'],
  ],
  execute,
} satisfies Command<ServeArguments>;
