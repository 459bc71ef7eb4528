#!/usr/bin/env node
/** The command `consensim`: hands the process's streams and signals to the program. */
import { setFlagsFromString } from 'node:v8';
import type { Interruptible } from './io.js';
import { main } from './program.js';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

function interruptible(finishing = 'the runs under way'): Interruptible {
  const controller = new AbortController();
  const interrupted = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    process.stderr.write(`\nfinishing ${finishing}; interrupt again to end at once\n`);
  };
  for (const signal of SIGNALS) process.on(signal, interrupted);
  return {
    signal: controller.signal,
    dispose: () => SIGNALS.forEach((signal) => process.off(signal, interrupted)),
  };
}

// V8 11, of Node 20, optimises a function that is called a lot after a few milliseconds, before it has seen what the function
// meets, and does so again: about a tenth of the processor time of runs that last some seconds, threads included. Later
// versions have other measures, and would complain of this one.
if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=528000');

// Whoever reads may stop reading, as `head` does: nobody is left to be told, which is no fault.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    const name = stream === process.stdout ? 'standard output' : 'standard error';
    if (stream === process.stdout) process.stderr.write(`consensim: cannot write ${name}: ${error.message}\n`);
    process.exit(2);
  });
}

process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  interruptible,
});
