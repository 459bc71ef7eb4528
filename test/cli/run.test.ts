import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from '../../src/runner/results.js';
import { type Folder, SMALL, makeFolder } from './call.js';

let folder: Folder;
beforeEach(() => {
  folder = makeFolder();
  folder.write('small.yaml', SMALL);
});
afterEach(() => folder.remove());

const run = (...options: string[]) => folder.call('run', 'small.yaml', '--workers', '0', ...options);
const resultPath = (file: string) => join(folder.path, 'results', 'small', file);
const result = (file: string) => readFileSync(resultPath(file), 'utf8');
const FILES = ['runs.csv', 'summary.csv', 'producers.csv', 'timeseries.csv', 'manifest.json', 'report.html'];
const allResults = () => FILES.map((file) => `${file}\n${result(file)}`).join('\n');

describe('run', () => {
  test('answers with a table of the protocols below the weights, the expectations, and where the report is', async () => {
    const { code, stdout, stderr } = await run();
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^small: Who makes the blocks\? \(2 seeds, demo\/0 to demo\/1\)\n/);
    const rows = stdout.split('\n').filter((line) => /^(\(weights\)|bitcoin|pbft) /.test(line));
    expect(rows.map((row) => row.split(' ')[0])).toEqual(['(weights)', 'bitcoin', 'pbft']);
    expect(stdout).toContain('ok    agreement of pbft: holds in 2 of 2 runs');
    expect(stdout).toContain(`report: ${join('results', 'small', 'report.html')}`);
    expect(code).toBe(0);
  });

  test('leaves the files of the design, runs in plan order, columns in the documented order', async () => {
    await run();
    expect(readdirSync(join(folder.path, 'results', 'small')).toSorted()).toEqual(
      [...FILES, 'environment.json', 'journal.ndjson'].toSorted(),
    );
    const [header, ...rows] = result('runs.csv').trim().split('\n');
    expect(header).toMatch(
      /^scenario,variant,protocol,seed,digest,nodes,events,sim_time_s,blocks_canonical,blocks_stale,stale_rate,decisions,messages,bytes,agreement,validity,liveness,/,
    );
    expect(rows.map((row) => row.split(',').slice(0, 4).join(','))).toEqual([
      'small,,bitcoin,demo/0',
      'small,,bitcoin,demo/1',
      'small,,pbft,demo/0',
      'small,,pbft,demo/1',
    ]);
    expect(result('summary.csv').split('\n')[0]).toBe(
      'variant,protocol,metric,n,mean,median,ci_low,ci_high,baseline,weights',
    );
    expect(result('producers.csv').split('\n')[0]).toBe(
      'variant,protocol,seed,producer,weight,scheduled,produced,canonical,reward',
    );
  });

  test('writes a manifest with the hashes of what it wrote, and nothing of the machine or the day', async () => {
    await run();
    const manifest = JSON.parse(result('manifest.json')) as Manifest;
    expect(manifest).toMatchObject({ name: 'small', seed: 'demo', repeat: 2, runs: { planned: 4, finished: 4 } });
    expect(Object.keys(manifest.files)).toEqual(FILES.filter((file) => file !== 'manifest.json'));
    for (const [file, sha256] of Object.entries(manifest.files)) {
      expect([file, createHash('sha256').update(result(file)).digest('hex')]).toEqual([file, sha256]);
    }
    expect(manifest.scenarioSha256).toBe(createHash('sha256').update(SMALL).digest('hex'));
    const text = allResults();
    expect(text).not.toContain(process.version.slice(1));
    expect(text).not.toContain(folder.path);
    expect(JSON.parse(result('environment.json'))).toMatchObject({ node: process.versions.node });
  });

  test('called again runs nothing, says so, and writes the same bytes', async () => {
    await run();
    const before = allResults();
    const { stderr } = await run();
    expect(stderr).toBe('4 of 4 runs are in the journal already; --fresh starts again\n');
    expect(allResults()).toBe(before);
    expect((await run('--fresh')).stderr).toBe('');
    expect(allResults()).toBe(before);
  });

  test('goes on from half a journal and ends at the same bytes', async () => {
    await run();
    const before = allResults();
    const journal = result('journal.ndjson');
    writeFileSync(resultPath('journal.ndjson'), journal.slice(0, journal.length / 2));
    for (const file of FILES) rmSync(resultPath(file));
    expect((await run()).stderr).toMatch(/^[12] of 4 runs are in the journal already/);
    expect(allResults()).toBe(before);
  });

  test('in shards leaves journals that the call without a shard merges to the same bytes', async () => {
    await run();
    const before = allResults();
    rmSync(join(folder.path, 'results'), { recursive: true });
    for (const shard of ['0/2', '1/2']) {
      const { stdout, stderr, code } = await run('--shard', shard);
      expect([stdout, code]).toEqual(['', 0]);
      expect(stderr).toContain(`shard ${shard}: 2 of 2 runs done`);
    }
    expect((await run()).stderr).toContain('4 of 4 runs are in the journal already');
    expect(allResults()).toBe(before);
  });

  test('prints one JSON value', async () => {
    const { stdout } = await run('--json', '--quiet');
    const value = JSON.parse(stdout) as Record<string, unknown>;
    expect(value).toMatchObject({
      scenario: 'small',
      runs: { planned: 4, finished: 4, reused: 0 },
      interrupted: false,
      violations: [],
      expectations: [{ holds: true }, { holds: true }],
    });
    expect(value['summary']).toContainEqual(expect.objectContaining({ protocol: 'pbft', metric: 'gini', n: 2 }));
  });

  test('takes seed, repeat and any value from the command line, and the folder of the results', async () => {
    await run('--seed', 'other', '--repeat', '1', '--set', 'nodes.count=7', '--set', 'stop.blocks=3', '--out', 'else');
    const csv = readFileSync(join(folder.path, 'else', 'small', 'runs.csv'), 'utf8');
    const rows = csv
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(','));
    expect(rows.map((row) => [row[3], row[5], row[8]])).toEqual([
      ['other/0', '7', '3'],
      ['other/0', '7', '3'],
    ]);
  });

  test('ends with 3 when an expectation fails, and names it', async () => {
    folder.write('small.yaml', `${SMALL}  metrics: [{ metric: gini, protocol: pbft, max: 0.1 }]\n`);
    const { code, stdout } = await run();
    expect(code).toBe(3);
    expect(stdout).toContain('FAIL  mean gini of pbft: 0.75; expected at most 0.1');
  });
});

describe('compare', () => {
  test('adds the differences to the first protocol, or to the one that is named', async () => {
    const { stdout, code } = await folder.call('compare', 'small.yaml', '--workers', '0');
    expect(stdout).toMatch(/\nminus bitcoin .*\n-+.*\npbft /);
    expect(code).toBe(0);
    const other = await folder.call('compare', 'small.yaml', '--workers', '0', '--against', 'pbft', '--json');
    const { differences } = JSON.parse(other.stdout) as { differences: Record<string, unknown>[] };
    expect(differences).toContainEqual(
      expect.objectContaining({ protocol: 'bitcoin', against: 'pbft', metric: 'gini', pairs: 2 }),
    );
  });

  test('refuses an unknown label before anything is run', async () => {
    const { code, stderr } = await folder.call('compare', 'small.yaml', '--against', 'pbtf');
    expect(code).toBe(2);
    expect(stderr).toContain('labelled "pbtf" (bitcoin, pbft); did you mean pbft?');
    expect(readdirSync(folder.path)).toEqual(['small.yaml']);
  });
});

describe('a violation of a judge that has no column in the table', () => {
  const BROKEN = `name: small
seed: demo
repeat: 2
stop: { blocks: 5, time: 10 min }
nodes: { count: 7 }
protocols:
  broken: { kind: pbft-quorum-f-plus-one }
expect:
`;

  test('is shown with its witness and leads to exit code 3, unless it is expected', async () => {
    folder.write('small.yaml', `${BROKEN}  agreement: holds\n`);
    const { stdout, code } = await run();
    expect(stdout).toContain('ok    agreement of broken: holds in 2 of 2 runs');
    expect(stdout).toContain('FAIL  certificates of broken: violated in 2 of 2 runs');
    expect(stdout).toMatch(
      /\ncertificates violated by broken, seed demo\/0, at .* s: node \d at .* voters are not enough/,
    );
    expect(code).toBe(3);
    folder.write('small.yaml', `${BROKEN}  certificates: violated\n`);
    expect(await run()).toMatchObject({ code: 0, stdout: expect.stringContaining('certificates violated by broken') });
  });

  test('leads to exit code 3 when that one run is shown again', async () => {
    folder.write('small.yaml', `${BROKEN}  agreement: holds\n`);
    const { stdout, code } = await run('--run', 'broken/1');
    expect(stdout).toMatch(/\ncertificates violated at .*voters are not enough/);
    expect(code).toBe(3);
  });
});

describe('sweep', () => {
  test('answers with one table over the points of the sweep', async () => {
    folder.write('small.yaml', `${SMALL}sweep: { nodes.count: [4, 7] }\n`);
    const { stdout, code } = await folder.call('sweep', 'small.yaml', '--workers', '0');
    const rows = stdout.split('\n').filter((line) => /^ +[47] /.test(line));
    expect(rows.map((row) => row.trim().split(/ +/).slice(0, 2).join(' '))).toEqual([
      '4 bitcoin',
      '4 pbft',
      '7 bitcoin',
      '7 pbft',
    ]);
    expect(code).toBe(0);
  });
});

describe('report', () => {
  test('says in the manifest what was left out because it changes no result, or why nothing was', async () => {
    folder.write(
      'chain.yaml',
      `name: chain\nasks: Who wins?\nseed: s\nstop: { blocks: 3 }\nnodes: { count: 5 }
network: { latency: { kind: constant, delay: 10 ms }, topology: { kind: random-regular, degree: 2 } }
workload: { rate: 1 per s, size: 250 B }\nprotocols: { chain: { kind: pow }, other: { kind: ghost } }\n`,
    );
    const { code } = await folder.call('run', 'chain.yaml', '--workers', '0');
    expect(code).toBe(0);
    const { accelerators } = JSON.parse(
      readFileSync(join(folder.path, 'results/chain/manifest.json'), 'utf8'),
    ) as Manifest;
    const announcements = { elided: true };
    expect(accelerators).toEqual([
      {
        variant: '',
        protocol: 'chain',
        announcements,
        following: { followed: false, because: 'requests reach the nodes' },
        arrivals: { replayed: false, because: 'requests reach the nodes' },
      },
      { variant: '', protocol: 'other', announcements },
    ]);
  });

  test('makes every file again from the journal and the manifest', async () => {
    await run();
    const before = allResults();
    for (const file of FILES) if (file !== 'manifest.json') rmSync(resultPath(file));
    const { code, stdout } = await folder.call('report', 'results/small');
    expect(code).toBe(0);
    expect(stdout).toContain('bitcoin');
    expect(allResults()).toBe(before);
  });

  test('a sweep is asked for only where there is one', async () => {
    const { code, stderr } = await folder.call('sweep', 'small.yaml');
    expect(code).toBe(2);
    expect(stderr).toContain('small.yaml has no sweep; expected a sweep or zip section, or: consensim run small.yaml');
  });

  test('says what is wrong with a folder that holds no results', async () => {
    expect(await folder.call('report', 'nowhere')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('nowhere is not a folder'),
    });
    expect(await folder.call('report', '.')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'holds no results that can be read: it has no manifest.json; expected the folder',
      ),
    });
  });
});
