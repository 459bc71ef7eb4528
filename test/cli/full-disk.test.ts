/** A device that takes no more: one line that says where, and exit code 2. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { main } from '../../src/cli/program.js';
import { writeWholeFile } from '../../src/runner/whole-file.js';

const noSpace = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

test('a file that cannot be written whole is named, and nothing of it is left', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'consensim-full-'));
  const path = join(folder, 'report.html');
  const pieces = function* () {
    yield 'the first half';
    throw noSpace();
  };
  await expect(writeWholeFile(path, pieces())).rejects.toMatchObject({ code: 'ENOSPC', path });
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});

test('is told in one line, and that the same call goes on', async () => {
  let told = '';
  const stderr = new Writable({ write: (chunk: Buffer, _encoding, done) => ((told += chunk.toString()), done()) });
  const stdout = Object.assign(new Writable(), {
    write: () => {
      throw Object.assign(noSpace(), { path: 'results/small/report.html' });
    },
  });
  const interruptible = () => ({ signal: new AbortController().signal, dispose() {} });
  expect(await main(['list'], { stdout, stderr, cwd: '.', interruptible })).toBe(2);
  expect(told).toBe(
    'consensim: cannot write results/small/report.html: no space is left on the device; runs that are finished are kept, and the same call goes on from there\n',
  );
});

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

(existsSync('/dev/full') ? test : test.skip)(
  'an answer that finds no room ends with 2 and no stack',
  () => {
    const { status, stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${program}" list > /dev/full`]);
    expect(stderr.toString()).toMatch(/^consensim: cannot write standard output: ENOSPC.*\n$/);
    expect(status).toBe(2);
  },
  30_000,
);
