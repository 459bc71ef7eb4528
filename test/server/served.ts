/** `consensim serve` in this process, asked over real HTTP. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { main } from '../../src/cli/program.js';

export interface Reply {
  readonly status: number;
  readonly body: any;
}

export interface Served {
  readonly url: string;
  get(path: string): Promise<Reply>;
  post(path: string, body?: unknown): Promise<Reply>;
  /** Interrupts it; its exit code. */
  stop(): Promise<number>;
}

async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  return { status: response.status, body: isJson ? JSON.parse(text) : text };
}

/** Serves a scenario on a free port until it is stopped. */
export async function serve(text: string, ...options: string[]): Promise<Served> {
  const cwd = mkdtempSync(join(tmpdir(), 'consensim-serve-'));
  writeFileSync(join(cwd, 's.yaml'), text);
  const controller = new AbortController();
  let printed: (line: string) => void;
  const first = new Promise<string>((resolve) => (printed = resolve));
  const out = new Writable({ write: (chunk: Buffer, _encoding, done) => (printed(chunk.toString().trim()), done()) });
  const interruptible = () => ({ signal: controller.signal, dispose() {} });
  const ended = main(['serve', 's.yaml', '--port', '0', ...options], { stdout: out, stderr: out, cwd, interruptible });
  const url = await first;
  return {
    url,
    get: async (path) => reply(await fetch(url + path)),
    post: async (path, body) =>
      reply(
        await fetch(url + path, {
          method: 'POST',
          ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
      ),
    async stop() {
      controller.abort();
      const code = await ended;
      rmSync(cwd, { recursive: true, force: true });
      return code;
    },
  };
}
