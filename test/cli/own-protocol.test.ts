import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Folder, makeFolder } from './call.js';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

/** Writes the files of `new protocol`, with one place of the protocol changed. */
async function makeOwn(from = '', to = ''): Promise<void> {
  await folder.call('new', 'protocol', 'mine');
  const path = join(folder.path, 'mine.mjs');
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

describe('new protocol', () => {
  test('writes a protocol and a scenario that runs it and whose expectations hold', async () => {
    const made = await folder.call('new', 'protocol', 'mine');
    expect(made).toMatchObject({ code: 0, stdout: 'mine.mjs\nmine.yaml\n' });
    const { code, stdout } = await folder.call('run', 'mine.yaml', '--workers', '0');
    expect(stdout).toContain('ok    liveness of mine: holds in 3 of 3 runs');
    expect(code).toBe(0);
  });

  test('gives everyone a turn: four equal producers', async () => {
    await folder.call('new', 'protocol', 'mine');
    const { stdout } = await folder.call('run', 'mine.yaml', '--workers', '0', '--json');
    const { summary } = JSON.parse(stdout) as { summary: { metric: string; mean: number }[] };
    expect(summary.find(({ metric }) => metric === 'effective_producers')?.mean).toBe(4);
  });

  test('overwrites nothing', async () => {
    folder.write('mine.yaml', 'precious');
    const { code, stderr } = await folder.call('new', 'protocol', 'mine');
    expect(code).toBe(2);
    expect(stderr).toContain('mine.yaml exists already and is left as it is');
    expect(readFileSync(join(folder.path, 'mine.yaml'), 'utf8')).toBe('precious');
    expect(() => readFileSync(join(folder.path, 'mine.mjs'))).toThrow('ENOENT');
  });
});

describe('check', () => {
  const check = (...options: string[]) =>
    folder.call('check', 'mine.yaml', '--workers', '0', '--repeat', '1', ...options);

  test('says that each run is the same twice', async () => {
    await makeOwn();
    expect(await check()).toEqual({ code: 0, stdout: 'ok    mine.yaml: 1 runs, each the same twice\n', stderr: '' });
  });

  test('names the first event that differs, for a protocol that throws its own dice', async () => {
    // The dice fall at the third height. Each one before takes a pause or two, 4 proposals and 16 votes.
    await makeOwn(
      "me.setTimer('pause', s.pauseUs, s.height)",
      "me.setTimer('pause', s.height === 3 ? Math.floor(1e5 * Math.random()) : s.pauseUs, s.height)",
    );
    const { code, stdout } = await check();
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL  mine.yaml: 1 of 1 runs differ');
    expect(stdout).toMatch(
      /mine, seed first\/0: event \d+: once .* at node \d, [\d.]+ s; again .* at node \d, [\d.]+ s/,
    );
    expect(stdout).toContain('consensim run mine.yaml --repeat 1 --run mine/0');
    const { first } = (
      JSON.parse((await check('--json')).stdout) as { differences: { first: { position: number } }[] }[]
    )[0]!.differences[0]!;
    expect(first.position).toBeGreaterThanOrEqual(2 * (1 + 4));
    expect(first.position).toBeLessThanOrEqual(2 * (2 + 4 + 16));
  });

  test('ends with 2 when a file is no scenario, before it runs the others', async () => {
    await makeOwn();
    folder.write('wrong.yaml', 'name: Wrong\n');
    const { code, stdout, stderr } = await check('wrong.yaml');
    expect(code).toBe(2);
    expect(stderr).toMatch(/wrong\.yaml:1:7: name/);
    expect(stdout).toBe('');
  });
});

describe('a run that throws', () => {
  beforeEach(() =>
    makeOwn(
      'me.decide(s.height, value);',
      "if (me.random() < 0.01) throw new Error('out of luck'); me.decide(s.height, value);",
    ),
  );

  test('ends with 1, names the run and the call that shows it, and keeps the other runs', async () => {
    const { code, stdout, stderr } = await folder.call('run', 'mine.yaml', '--workers', '0', '--repeat', '6');
    expect(code).toBe(1);
    expect(stdout).toMatch(/only \d of 6 runs are done/);
    expect(stdout).not.toContain('ok  ');
    expect(stderr).toMatch(/a run failed: mine, seed first\/\d\nError: out of luck\n +at decideReady/);
    const [, index] = /see it again: consensim run mine\.yaml --repeat 6 --run mine\/(\d)/.exec(stderr)!;
    const failed =
      [...stderr.matchAll(/a run failed/g)].length + Number(/(\d) more runs failed/.exec(stderr)?.[1] ?? 0);
    const rows =
      readFileSync(join(folder.path, 'results', 'mine', 'runs.csv'), 'utf8')
        .trim()
        .split('\n').length - 1;
    expect(rows).toBe(6 - failed);
    const again = await folder.call('run', 'mine.yaml', '--repeat', '6', '--run', `mine/${index}`);
    expect(again).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('out of luck') });
  });
});

test('a violated invariant ends with 3 and is told with its witness and the call that shows it', async () => {
  await makeOwn(
    'me.decide(s.height, value);',
    'me.decide(s.height, me.id === 3 && s.height === 5 ? value - 1 : value);',
  );
  const { code, stdout } = await folder.call('run', 'mine.yaml', '--workers', '0');
  expect(code).toBe(3);
  expect(stdout).toMatch(/^mine .* agreement VIOLATED$/m);
  expect(stdout).toMatch(
    /agreement violated by mine, seed first\/0, at [\d.]+ s: .+\n +see it again: consensim run mine\.yaml --run mine\/0/,
  );
  expect(await folder.call('run', 'mine.yaml', '--run', 'mine/0')).toMatchObject({
    code: 3,
    stdout: expect.stringMatching(/agreement violated at [\d.]+ s: /),
  });
});
