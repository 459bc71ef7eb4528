/** How far a sweep is: a bar with the time left on a terminal, a plain line now and then elsewhere. */
import type { Progress } from '../runner/sweep.js';
import { type Io, tell } from './io.js';

export interface ProgressDisplay {
  show(progress: Progress): void;
  stop(): void;
}

/** Milliseconds between two plain lines. */
const PLAIN_EVERY_MS = 10_000;

function minutes(seconds: number): string {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

function plainLines(io: Io, unit: string): ProgressDisplay {
  const begun = performance.now();
  let last = begun;
  let before: number | undefined;
  return {
    show({ done, planned }) {
      before ??= done;
      const now = performance.now();
      if (now - last < PLAIN_EVERY_MS || done === planned || done === before) return;
      last = now;
      const leftS = (((now - begun) / (done - before)) * (planned - done)) / 1000;
      tell(io, `${done} of ${planned} ${unit} done, about ${minutes(leftS)} left`);
    },
    stop() {},
  };
}

async function bar(io: Io, unit: string): Promise<ProgressDisplay> {
  const { default: cliProgress } = await import('cli-progress');
  const display = new cliProgress.SingleBar({
    format: `{bar} {value} of {total} ${unit}, {eta_formatted} left`,
    stream: io.stderr,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 30,
    hideCursor: true,
    clearOnComplete: true,
    gracefulExit: false,
  });
  let started = false;
  return {
    show({ done, planned }) {
      if (started) display.update(done);
      else display.start(planned, done);
      started = true;
    },
    stop() {
      if (started) display.stop();
    },
  };
}

/** @param unit what is counted */
export async function openProgress(io: Io, quiet: boolean, unit = 'runs'): Promise<ProgressDisplay> {
  if (quiet) return { show() {}, stop() {} };
  return io.stderr.isTTY ? bar(io, unit) : plainLines(io, unit);
}
