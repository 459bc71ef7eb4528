/** What a command reads and writes; a test hands in its own. */
import { styleText } from 'node:util';

/** A stream to write to; `isTTY` and `columns` as on a terminal. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };

export interface Io {
  /** For the answer alone. */
  readonly stdout: Output;
  /** For everything else. */
  readonly stderr: Output;
  /** Paths are relative to here. */
  readonly cwd: string;
  /**
   * From now until `dispose`, the first request to stop aborts the signal instead of ending the process.
   * @param finishing what is still done then
   */
  interruptible(finishing?: string): Interruptible;
}

export interface Interruptible {
  readonly signal: AbortSignal;
  dispose(): void;
}

/** 0 done, and all expectations hold; 1 a fault of ours; 2 usage or scenario; 3 an expectation failed; 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 3 | 130;

export type Style = 'red' | 'green' | 'yellow' | 'dim' | 'bold';

/** Text as it may stand in a terminal; plain where there is none, or NO_COLOR is set. */
export function styled(style: Style, text: string, stream: Output): string {
  return stream.isTTY ? styleText(style, text, { stream, validateStream: true }) : text;
}

export function answer(io: Io, text: string): void {
  io.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

export function answerJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function tell(io: Io, text: string): void {
  io.stderr.write(`${text}\n`);
}
