import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Folder, SMALL, makeFolder } from './call.js';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
  folder.write('small.yaml', SMALL);
});
afterEach(() => folder.remove());

describe('help', () => {
  test('lists every command and the exit codes, on stdout', async () => {
    const { code, stdout, stderr } = await folder.call('--help');
    for (const command of ['run', 'compare', 'sweep', 'check', 'report', 'list', 'theory', 'schema', 'new']) {
      expect(stdout).toContain(`consensim ${command}`);
    }
    expect(stdout).toContain('Exit codes: 0 done');
    expect([code, stderr]).toEqual([0, '']);
  });

  test.each(['run', 'compare', 'sweep', 'check', 'report', 'list', 'theory', 'schema', 'new'])(
    'of %s has an example',
    async (command) => {
      const { code, stdout } = await folder.call(command, '--help');
      expect(stdout).toMatch(new RegExp(`Examples:\\n +consensim ${command}`));
      expect(code).toBe(0);
    },
  );

  test('--version prints the version alone', async () => {
    const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
    expect(await folder.call('--version')).toEqual({
      code: 0,
      stdout: `${(JSON.parse(text) as { version: string }).version}\n`,
      stderr: '',
    });
  });
});

describe('a mistake in the call', () => {
  test.each([
    [[], 'which command?'],
    [['rnu', 'small.yaml'], 'unknown command rnu'],
    [['rnu', 'small.yaml'], 'did you mean run?'],
    [['run', 'small.yaml', '--repaet', '3'], 'unknown option --repaet; did you mean --repeat?'],
    [['run', 'small.yaml', '--workesr=3'], 'unknown option --workesr; did you mean --workers?'],
    [['run', 'small.yaml', 'more.yaml'], 'one argument too many: more.yaml'],
    [['run'], 'too few arguments; expected consensim run <file>'],
    [['run', 'small.yaml', '--seed'], 'Not enough arguments following: seed'],
    [['run', 'small.yaml', '--seed', 'a', '--seed', 'b'], '--seed is given twice'],
    [['run', 'small.yaml', '--repeat', '0'], '--repeat: expected a whole number from 1 to'],
    [['run', 'small.yaml', '--workers', 'many'], '--workers: expected a whole number from 0 to'],
    [['run', 'small.yaml', '--shard', '3/3'], '--shard: expected 0/3 to 2/3, found "3/3"'],
    [['run', 'small.yaml', '--shard', 'a'], '--shard: expected i/n'],
    [['run', 'small.yaml', '--trace'], '--variant, --trace and --window go with --run'],
    [['run', 'small.yaml', '--run', 'pbtf/0'], 'did you mean pbft?'],
    [['run', 'small.yaml', '--run', 'pbft/2'], '--run: expected pbft/0 to pbft/1, found "pbft/2"'],
    [['run', 'small.yaml', '--run', 'pbft'], '--run: expected pbft/0 to pbft/1'],
    [['run', 'small.yaml', '--run', 'pbft/0', '--variant', 'x=1'], 'no point "x=1" in the sweep'],
    [['list', 'latency'], 'did you mean latency-laws?'],
    [['new', 'protocol', 'Bad_Name'], 'a name has lower-case letters'],
    [['new', 'metric', 'x'], 'Invalid values'],
  ])('%j ends with 2 and says: %s', async (argv, message) => {
    const { code, stdout, stderr } = await folder.call(...argv);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect([code, stdout]).toEqual([2, '']);
    expect(existsSync(join(folder.path, 'results'))).toBe(false);
  });

  test('an unknown scenario ends with 2, by the name that was given', async () => {
    expect(await folder.call('run', 'nowhere.yaml')).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/nowhere\.yaml: .*no such file/),
    });
  });

  test('mistakes in a scenario are all told, with their lines, and end with 2', async () => {
    folder.write('wrong.yaml', SMALL.replace('count: 4', 'cuont: 4').replace('kind: pbft', 'kind: pbtf'));
    const { code, stderr } = await folder.call('run', 'wrong.yaml');
    expect(code).toBe(2);
    expect(stderr).toMatch(/wrong\.yaml:6:\d+: .*cuont/);
    expect(stderr).toMatch(/wrong\.yaml:9:\d+: .*pbtf/);
  });

  test('a results folder that cannot be made ends with 2', async () => {
    const { code, stderr } = await folder.call('run', 'small.yaml', '--workers', '0', '--out', 'small.yaml');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /cannot write results into .*: (there is a file of that name|a part of the path is a file)$/m,
    );
  });
});

describe('list', () => {
  test('shows every family with one line on each member', async () => {
    const { stdout } = await folder.call('list');
    for (const family of [
      'protocols',
      'behaviours',
      'latency-laws',
      'topologies',
      'weights',
      'invariants',
      'metrics',
    ]) {
      expect(stdout).toMatch(new RegExp(`^${family}$`, 'm'));
    }
    expect(stdout).toMatch(/^ {2}pbft +Practical/m);
  });

  test('shows one family as JSON', async () => {
    const entries = JSON.parse((await folder.call('list', 'weights', '--json')).stdout) as { name: string }[];
    expect(entries.map(({ name }) => name)).toContain('zipf');
  });
});

test('schema prints a JSON Schema with the options of the listed protocols', async () => {
  const { stdout } = await folder.call('schema');
  const schema = JSON.parse(stdout) as { properties: Record<string, unknown> };
  expect(Object.keys(schema.properties)).toContain('protocols');
  expect(stdout).toContain('"const": "pbft"');
});

describe('one run again', () => {
  test('is the run of the plan, shown in full', async () => {
    await folder.call('run', 'small.yaml', '--workers', '0');
    const csv = readFileSync(join(folder.path, 'results', 'small', 'runs.csv'), 'utf8');
    const digest = /^small,,pbft,demo\/1,([0-9a-f]+),/m.exec(csv)![1]!;
    const { code, stdout } = await folder.call('run', 'small.yaml', '--run', 'pbft/1');
    expect(stdout).toMatch(/^pbft, seed demo\/1\n/);
    expect(stdout).toMatch(new RegExp(`^digest +${digest}$`, 'm'));
    expect(code).toBe(0);
  });

  test('prints every event with --trace, messages and timers by name', async () => {
    const { stdout } = await folder.call('run', 'small.yaml', '--run', 'pbft/0', '--trace');
    const [header, first] = stdout.split('\n');
    expect(header).toBe('event\ttime_s\tnode\tfrom\tkind');
    expect(first).toMatch(/^\d+\t[\d.]+\t\d\t\d\tprePrepare$/);
    const events = stdout.split('\n').filter((line) => /^\d+\t/.test(line));
    expect(new Set(events.map((line) => line.split('\t')[4]))).toContain('commit');
  });

  test('names the point of a sweep', async () => {
    folder.write('small.yaml', `${SMALL}sweep: { nodes.count: [4, 7] }\n`);
    const { stderr } = await folder.call('run', 'small.yaml', '--run', 'pbft/0');
    expect(stderr).toContain('--variant: which point of the sweep? nodes.count=4, nodes.count=7');
    const { stdout } = await folder.call('run', 'small.yaml', '--run', 'pbft/0', '--variant', 'nodes.count=7');
    const called = await folder.call('run', 'small.yaml', '--run', 'pbft/0', '--variant', 'nodes count 7');
    expect(called.stdout).toBe(stdout);
    expect(stdout).toMatch(/^nodes +7$/m);
  });
});
