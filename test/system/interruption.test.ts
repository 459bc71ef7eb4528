/** The built program as a process: killed, interrupted, resumed, read from by a pipe. Needs `npm run build`. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const RUNS = 24;
const FILES = ['runs.csv', 'summary.csv', 'producers.csv', 'timeseries.csv', 'manifest.json', 'report.html'];

const SCENARIO = `name: long
seed: demo
repeat: ${RUNS / 2}
stop: { blocks: 200 }
nodes: { count: 10, weights: { kind: zipf, exponent: 1 } }
network: { latency: { kind: lognormal, median: 100 ms, sigma: 0.4 } }
protocols:
  bitcoin: { kind: pow, interval: 10 s }
  pbft: { kind: pbft }
`;

let directory: string;
/** What an undisturbed call with one worker leaves. */
let expected: string;
beforeAll(async () => {
  if (!existsSync(MAIN)) throw new Error('dist/ is missing: npm run build');
  directory = mkdtempSync(join(tmpdir(), 'consensim-system-'));
  writeFileSync(join(directory, 'long.yaml'), SCENARIO);
  expect((await run('undisturbed', 1).ended).code).toBe(0);
  expected = allResults('undisturbed');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...argv: string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [MAIN, ...argv], { cwd: directory, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

const run = (out: string, workers: number) =>
  start('run', 'long.yaml', '--quiet', '--out', out, '--workers', String(workers));
const pathOf = (out: string, file: string) => join(directory, out, 'long', file);
const allResults = (out: string) =>
  FILES.map((file) => `${file}\n${readFileSync(pathOf(out, file), 'utf8')}`).join('\n');

function linesIn(out: string): number {
  const path = pathOf(out, 'journal.ndjson');
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').length - 1 : 0;
}

async function untilJournalHas(lines: number, out: string, { child }: { child: ChildProcess }): Promise<void> {
  while (linesIn(out) < lines && child.exitCode === null) await setTimeout(10);
}

test('one worker, two workers and no worker leave the same bytes', async () => {
  for (const workers of [0, 2]) {
    expect((await run(`with${workers}`, workers).ended).code).toBe(0);
    expect(allResults(`with${workers}`)).toBe(expected);
  }
});

test.each([1, 2])(
  'killed again and again at any moment, with %i workers, it ends at the bytes of an undisturbed call',
  async (workers) => {
    const out = `killed${workers}`;
    let killed = 0;
    for (const lines of [0, 1, 5, 6, 13, 20]) {
      const process = run(out, workers);
      await untilJournalHas(lines, out, process);
      // Anywhere within the runs that follow, or within the write of one of them.
      await setTimeout(lines * 3);
      process.child.kill('SIGKILL');
      if ((await process.ended).signal === 'SIGKILL') killed++;
    }
    expect(killed).toBeGreaterThanOrEqual(4);
    expect(linesIn(out)).toBeGreaterThanOrEqual(13);
    expect(await run(out, workers).ended).toMatchObject({ code: 0 });
    expect(linesIn(out)).toBe(RUNS);
    expect(allResults(out)).toBe(expected);
    const journal = (of: string) => readFileSync(pathOf(of, 'journal.ndjson'), 'utf8');
    expect(journal(out)).toBe(journal('undisturbed'));
  },
);

test('the first interrupt lets runs finish, writes what is done and ends with 130; the next call goes on', async () => {
  const process = run('stopped', 2);
  await untilJournalHas(4, 'stopped', process);
  process.child.kill('SIGINT');
  const { code, stdout, stderr } = await process.ended;
  expect(code).toBe(130);
  expect(stderr).toContain('finishing the runs under way');
  const done = linesIn('stopped');
  expect(done).toBeGreaterThanOrEqual(4);
  expect(done).toBeLessThan(RUNS);
  expect(stderr).toContain(`interrupted after ${done} of ${RUNS} runs; the same call goes on from there`);
  expect(readFileSync(pathOf('stopped', 'runs.csv'), 'utf8').split('\n')).toHaveLength(done + 2);
  expect(stdout).toContain('bitcoin');
  expect((await run('stopped', 1).ended).code).toBe(0);
  expect(allResults('stopped')).toBe(expected);
});

test('the second interrupt ends at once, and a folder in use is left to whoever uses it', async () => {
  // One run that would take minutes.
  const endless = () => start('run', 'long.yaml', '--set', 'stop.blocks=4000000', '--workers', '1', '--out', 'endless');
  const process = endless();
  while (!existsSync(pathOf('endless', 'manifest.json'))) await setTimeout(5);
  expect(await endless().ended).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is writing these results'),
  });
  await setTimeout(200);
  process.child.kill('SIGINT');
  await setTimeout(200);
  expect(process.child.exitCode).toBeNull();
  process.child.kill('SIGINT');
  expect((await process.ended).code).toBe(130);
});

test('shards in processes of their own, at the same time, merge to the bytes of one call', async () => {
  const shards = [0, 1, 2].map((index) =>
    start('run', 'long.yaml', '--quiet', '--out', 'shards', '--workers', '1', '--shard', `${index}/3`),
  );
  for (const { ended } of shards) expect(await ended).toMatchObject({ code: 0, stdout: '' });
  expect((await run('shards', 1).ended).code).toBe(0);
  expect(linesIn('shards')).toBe(0);
  expect(allResults('shards')).toBe(expected);
});

test('a reader that stops reading is no fault', async () => {
  const { child, ended } = start('run', 'long.yaml', '--run', 'pbft/0', '--trace');
  child.stdout!.once('data', () => child.stdout!.destroy());
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
});

test('a served simulation that is interrupted says so, and ends well', async () => {
  const { child, ended } = start('serve', 'long.yaml', '--run', 'pbft/0', '--port', '0');
  await new Promise((resolve) => child.stdout!.once('data', resolve));
  child.kill('SIGINT');
  expect(await ended).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('finishing the requests under way; interrupt again to end at once'),
  });
});
