import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Folder, makeFolder } from './call.js';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
});
afterEach(() => folder.remove());

const QUIET = ['--workers', '0', '--quiet'];
const table = (stdout: string): string[][] =>
  stdout
    .split('\n\n')[0]!
    .split('\n')
    .slice(3)
    .map((line) => line.trim().split(/ {2,}/));

describe('bounds', () => {
  test('finds the bound of PBFT: never broken by f, always by f + 1 for n = 3f + 1', async () => {
    const { code, stdout } = await folder.call(
      'bounds',
      '--protocol',
      'pbft',
      '--nodes',
      '4,7',
      '--runs',
      '40',
      ...QUIET,
    );
    expect(code).toBe(0);
    expect(table(stdout).map((row) => row.slice(0, 5))).toEqual([
      ['pbft', '4', '1', '2', '2'],
      ['pbft', '7', '2', '3', '3'],
    ]);
  });

  test('saves the run that breaks a promise as a scenario that shows it again', async () => {
    await folder.call('bounds', '--protocol', 'pbft', '--nodes', '4', '--runs', '40', ...QUIET);
    const files = readdirSync(join(folder.path, 'results/bounds')).toSorted();
    expect(files).toEqual(['bounds.csv', 'journal.ndjson', 'pbft-n4-liveness.yaml', 'pbft-n4-safety.yaml']);
    const file = 'results/bounds/pbft-n4-safety.yaml';
    const again = await folder.call('run', file, '--workers', '0');
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('ok    agreement of protocol: violated in 1 of 1 runs');
  });

  test('fails a protocol that does not keep its word, a file of the user’s among them', async () => {
    await folder.call('new', 'protocol', 'mine');
    const { code, stdout } = await folder.call(
      'bounds',
      '--protocol',
      './mine.mjs',
      '--nodes',
      '4',
      '--runs',
      '40',
      ...QUIET,
    );
    // The template waits for a silent proposer for ever, and bears none by its own word.
    expect(table(stdout)[0]!.slice(0, 3)).toEqual(['./mine.mjs', '4', '0']);
    expect(code).toBe(0);
    const saved = readFileSync(join(folder.path, 'results/bounds/mine-mjs-n4-liveness.yaml'), 'utf8');
    expect((parse(saved) as { protocols: object }).protocols).toEqual({ protocol: { kind: '../../mine.mjs' } });
    expect((await folder.call('run', 'results/bounds/mine-mjs-n4-liveness.yaml', '--workers', '0')).code).toBe(0);

    const broken = await folder.call(
      'bounds',
      '--protocol',
      'pbft-quorum-f-plus-one',
      '--nodes',
      '4',
      '--runs',
      '40',
      ...QUIET,
    );
    expect(broken.code).toBe(3);
    expect(broken.stdout).toContain(
      'FAIL  pbft-quorum-f-plus-one, n = 4: certificates broken with 1 faulty, though it bears 1',
    );
  });

  test('answers from its journal, and gives the same files again', async () => {
    const call = () => folder.call('bounds', '--protocol', 'pbft', '--nodes', '4', '--runs', '10', ...QUIET);
    const read = () => readFileSync(join(folder.path, 'results/bounds/bounds.csv'), 'utf8');
    const first = await call();
    const csv = read();
    expect(await call()).toEqual(first);
    expect(read()).toBe(csv);
    expect(csv.split('\n')[0]).toMatch(/^protocol,n,theory,safety,liveness,holds,runs,/);
  });

  test.each([
    [['--nodes', '1..4'], '--nodes: expected numbers from 2 to 100 as 4..10 or 4,7,10, found "1..4"'],
    [['--protocol', 'pbtf'], 'unknown protocol pbtf'],
    [['--protocol', 'pow'], 'pow makes blocks final by depth'],
    [['--protocol', './none.mjs'], '--protocol: cannot use the protocol file ./none.mjs: no such file'],
    [['--runs', '0'], '--runs: expected a whole number'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await folder.call('bounds', ...words, ...QUIET);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('swarm', () => {
  test('finds a broken protocol, shrinks the run, and the scenario shows it again', async () => {
    const call = ['swarm', '--protocol', 'pbft-quorum-f-plus-one', '--runs', '200', '--minutes', '1', ...QUIET];
    const { code, stdout } = await folder.call(...call);
    expect(code).toBe(3);
    expect(stdout).toContain('see it again: consensim run results/swarm/pbft-quorum-f-plus-one-certificates.yaml');
    const again = await folder.call('run', 'results/swarm/pbft-quorum-f-plus-one-certificates.yaml', '--workers', '0');
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('ok    certificates of protocol: violated in 1 of 1 runs');
  });

  test('goes through all twins scenarios of a sound protocol', async () => {
    const { code, stdout } = await folder.call('swarm', '--twins', '--views', '2', '--protocol', 'pbft', ...QUIET);
    expect(code).toBe(0);
    expect(stdout).toContain('no, all scenarios tried');
  });

  test.each([
    [['--minutes', '0'], '--minutes: expected a number above 0'],
    [['--twins', '--nodes', '9'], '--nodes: expected a whole number from 2 to 6'],
    [['--views', '3'], '--views: only twins scenarios have that'],
    [['--groups', '2', '--nodes', '5'], '--nodes: only twins scenarios have that'],
    [['--protocol', 'nobody'], 'unknown protocol nobody'],
    [['--protocol', './none.mjs'], '--protocol: cannot use the protocol file ./none.mjs: no such file'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await folder.call('swarm', ...words, ...QUIET);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
