/** The program called in this process, as a shell would call it in a fresh folder. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { main } from '../../src/cli/program.js';

class Captured extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Folder {
  readonly path: string;
  write(name: string, text: string): void;
  call(...argv: string[]): Promise<Called>;
  remove(): void;
}

export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'consensim-cli-'));
  return {
    path,
    write: (name, text) => writeFileSync(join(path, name), text),
    async call(...argv) {
      const [stdout, stderr] = [new Captured(), new Captured()];
      const interruptible = () => ({ signal: new AbortController().signal, dispose() {} });
      const code = await main(argv, { stdout, stderr, cwd: path, interruptible });
      return { code, stdout: stdout.text, stderr: stderr.text };
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Two families, two seeds, a moment of work. */
export const SMALL = `name: small
asks: Who makes the blocks?
seed: demo
repeat: 2
stop: { blocks: 10 }
nodes: { count: 4, weights: { kind: zipf, exponent: 1 } }
protocols:
  bitcoin: { kind: pow, interval: 10 s }
  pbft: { kind: pbft }
expect:
  agreement: holds
`;
