import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Order, announceResults, readManifest, writeResults } from '../../src/runner/results.js';
import { csvPieces, producersTable, runsTable, timeseriesTable } from '../../src/runner/tables.js';
import { writeWholeFile } from '../../src/runner/whole-file.js';
import { madeRecord } from './made-records.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'consensim-results-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const ORDER: Order = {
  name: 'made',
  asks: 'Is it written?',
  command: 'consensim run made.yaml',
  version: { release: '1.2.3', code: '0123456789abcdef' },
  seed: 'demo',
  repeat: 2,
  scenarioText: 'name: made\n',
  scenario: { name: 'made' },
  plan: ['a', 'b'],
};
const textOf = (table: Parameters<typeof csvPieces>[0]) => [...csvPieces(table)].join('');

describe('tables', () => {
  test('write numbers so that they read back as the same numbers, and nothing for null', () => {
    const columns = { x: 0.1 + 0.2, y: 1e21, z: 5e-324, none: null, w: -1 };
    const [header, row] = textOf(runsTable('made', [madeRecord('a', { columns })])).split('\n');
    const cells = row!.split(',');
    const read = (name: string) => cells[header!.split(',').indexOf(name)];
    expect(['x', 'y', 'z', 'w'].map((name) => Number(read(name)))).toEqual([0.1 + 0.2, 1e21, 5e-324, -1]);
    expect(read('none')).toBe('');
  });

  test('have the fixed columns first, then the others as the records first name them', () => {
    const a = madeRecord('a', { columns: { gini: 0.5, messages: 3, nodes: 4 } });
    const b = madeRecord('b', { columns: { nodes: 4, hhi: 1, gini: 0 } });
    expect(textOf(runsTable('made', [a, b])).split('\n')[0]).toBe(
      'scenario,variant,protocol,seed,digest,nodes,events,sim_time_s,blocks_canonical,blocks_stale,stale_rate,' +
        'decisions,messages,bytes,agreement,validity,liveness,gini,hhi',
    );
  });

  test('quote what CSV needs quoted', () => {
    expect(textOf(producersTable([madeRecord('a')])).split('\n')[1]).toBe(
      ',pbft,demo/0,"naïve, ""quoted""",1,10,10,10,0',
    );
  });

  test('number the windows of a run and name their metrics', () => {
    const window = { from: 11, to: 20, endS: 5, metrics: { gini: 0.1, hhi: null } };
    const { windows } = madeRecord('a');
    expect(textOf(timeseriesTable([madeRecord('a', { windows: [...windows, window] })])).split('\n')).toEqual([
      'variant,protocol,seed,window,from_height,to_height,end_s,gini,hhi',
      ',pbft,demo/0,0,1,10,2.5,0.05,',
      ',pbft,demo/0,1,11,20,5,0.1,',
      '',
    ]);
  });

  test('are written in pieces without a seam', () => {
    const records = Array.from({ length: 2500 }, (_, i) => madeRecord(`run ${i}`));
    const lines = textOf(runsTable('made', records)).trim().split('\n');
    expect(lines).toHaveLength(2501);
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1);
    expect(lines[2000]).toContain('digest of run 1999');
  });
});

describe('a whole file', () => {
  test('is replaced at once and returns its hash', async () => {
    const path = join(directory, 'x.csv');
    writeFileSync(path, 'old');
    const sha256 = await writeWholeFile(path, ['né', 'w']);
    expect(readFileSync(path, 'utf8')).toBe('néw');
    expect(sha256).toBe(createHash('sha256').update('néw').digest('hex'));
    expect(readdirSync(directory)).toEqual(['x.csv']);
  });

  test('stays the old one when the new one fails half-way, and nothing is left over', async () => {
    const path = join(directory, 'x.csv');
    writeFileSync(path, 'old');
    function* pieces(): Generator<string> {
      yield 'new';
      expect(readFileSync(path, 'utf8')).toBe('old');
      throw new Error('power cut');
    }
    await expect(writeWholeFile(path, pieces())).rejects.toThrow('power cut');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(directory)).toEqual(['x.csv']);
  });
});

describe('the results', () => {
  test('can be read from the first moment on: the manifest comes before the first run', async () => {
    writeFileSync(join(directory, '.runs.csv.123.unfinished'), 'left by a killed process');
    await announceResults(directory, ORDER);
    expect(readdirSync(directory)).toEqual(['manifest.json']);
    expect(await readManifest(directory)).toMatchObject({ runs: { planned: 2, finished: 0 }, plan: ['a', 'b'] });
  });

  test('of the same plan keep their manifest until the new one is written', async () => {
    await writeResults(directory, ORDER, { records: [madeRecord('a')], summary: [], findings: [] });
    const before = readFileSync(join(directory, 'manifest.json'), 'utf8');
    await announceResults(directory, ORDER);
    expect(readFileSync(join(directory, 'manifest.json'), 'utf8')).toBe(before);
    await announceResults(directory, { ...ORDER, plan: ['c'] });
    expect(await readManifest(directory)).toMatchObject({ runs: { planned: 1, finished: 0 }, files: {} });
  });

  test('are written even if no run is done', async () => {
    await writeResults(directory, ORDER, { records: [], summary: [], findings: [] });
    expect(readFileSync(join(directory, 'runs.csv'), 'utf8')).toMatch(/^scenario,variant,.*liveness\n$/);
    expect(readFileSync(join(directory, 'report.html'), 'utf8')).toContain('made');
  });
});
