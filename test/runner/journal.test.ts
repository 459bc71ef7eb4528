import fc from 'fast-check';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openJournal } from '../../src/runner/journal.js';
import { LockedError } from '../../src/runner/lock.js';
import { madeRecord } from './made-records.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'consensim-journal-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(keys: readonly string[], options: Parameters<typeof openJournal>[1] = {}): void {
  const journal = openJournal(directory, options);
  for (const key of keys) journal.append(madeRecord(key));
  journal.close();
}

function keysOf(options: Parameters<typeof openJournal>[1] = {}): string[] {
  const journal = openJournal(directory, options);
  journal.close();
  return [...journal.finished.keys()];
}

describe('the journal', () => {
  test('gives back what was appended, by key', () => {
    write(['a', 'b']);
    const journal = openJournal(directory);
    journal.close();
    expect([...journal.finished]).toEqual([
      ['a', madeRecord('a')],
      ['b', madeRecord('b')],
    ]);
    expect(journal.damagedLines).toBe(0);
  });

  test('holds one line per run', () => {
    write(['a', 'b']);
    const lines = readFileSync(join(directory, 'journal.ndjson'), 'utf8').split('\n');
    expect(lines.map((line) => (line ? (JSON.parse(line) as { key: string }).key : ''))).toEqual(['a', 'b', '']);
  });

  test('keeps a record as a later process would read it: not a number becomes null', () => {
    const journal = openJournal(directory);
    journal.append(madeRecord('a', { baseline: { gini: NaN, hhi: -0 } }));
    expect(journal.finished.get('a')?.baseline).toEqual({ gini: null, hhi: 0 });
    journal.close();
  });

  test('cut at any byte loses only the run that was cut, and the next append stands on a line of its own', () => {
    write(['a', 'é', 'c']);
    const file = join(directory, 'journal.ndjson');
    const whole = readFileSync(file);
    const ends = [...whole.keys()].filter((at) => whole[at] === 0x0a);
    fc.assert(
      fc.property(fc.nat(whole.length), (length) => {
        writeFileSync(file, whole.subarray(0, length));
        const left = ['a', 'é', 'c'].slice(0, ends.filter((end) => end < length).length);
        expect(keysOf()).toEqual(left);
        write(['d']);
        expect(keysOf()).toEqual([...left, 'd']);
      }),
      { numRuns: 300, seed: 1, examples: [[0], [1], [whole.length - 1], [whole.length]] },
    );
  });

  test('reads lines that are longer than a chunk and that cross chunks', () => {
    const long = 'x'.repeat(700_000);
    const journal = openJournal(directory);
    for (const key of ['a', 'b', 'c', 'd']) journal.append(madeRecord(key, { digest: long + key }));
    journal.append(madeRecord('e', { digest: long + long + long }));
    journal.close();
    const again = openJournal(directory);
    again.close();
    expect([...again.finished.values()].map((record) => record.digest.length)).toEqual([
      700_001, 700_001, 700_001, 700_001, 2_100_000,
    ]);
  });

  test('counts whole lines that are no record and goes on behind them', () => {
    write(['a']);
    const file = join(directory, 'journal.ndjson');
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"key": 3}\nnonsense\nnull\n`);
    write(['b']);
    const journal = openJournal(directory);
    journal.close();
    expect(journal.damagedLines).toBe(3);
    expect([...journal.finished.keys()]).toEqual(['a', 'b']);
  });

  test('keeps records of other plans in the file but not in memory', () => {
    write(['old', 'a']);
    expect(keysOf({ wanted: new Set(['a', 'b']) })).toEqual(['a']);
    expect(keysOf()).toEqual(['old', 'a']);
  });

  test('starts again when told to', () => {
    write(['a']);
    write(['b'], { shard: { index: 0, count: 2 } });
    expect(keysOf({ fresh: true })).toEqual([]);
    expect(readdirSync(directory)).toEqual(['journal.ndjson']);
  });
});

describe('shards', () => {
  test('write a journal each, which the call without a shard merges', () => {
    write(['a', 'c'], { shard: { index: 0, count: 2 } });
    write(['b'], { shard: { index: 1, count: 2 } });
    expect(readdirSync(directory).toSorted()).toEqual(['journal.0-of-2.ndjson', 'journal.1-of-2.ndjson']);
    expect(keysOf()).toEqual(['a', 'c', 'b']);
  });

  test('may run at the same time, and leave the torn line of another alone', () => {
    const first = openJournal(directory, { shard: { index: 0, count: 2 } });
    writeFileSync(join(directory, 'journal.1-of-2.ndjson'), '{"key":"torn');
    first.append(madeRecord('a'));
    first.close();
    expect(readFileSync(join(directory, 'journal.1-of-2.ndjson'), 'utf8')).toBe('{"key":"torn');
  });

  test('start their own part again only', () => {
    write(['a'], { shard: { index: 0, count: 2 } });
    write(['b'], { shard: { index: 1, count: 2 } });
    expect(keysOf({ shard: { index: 0, count: 2 }, fresh: true })).toEqual(['b']);
  });

  test('are not forgotten while one of them is being written', () => {
    const shard = openJournal(directory, { shard: { index: 0, count: 2 } });
    expect(() => openJournal(directory, { fresh: true })).toThrow(LockedError);
    shard.close();
    expect(keysOf({ fresh: true })).toEqual([]);
  });
});

describe('the lock', () => {
  const lock = () => join(directory, 'journal.lock');

  test('keeps a second writer out until the first is done', () => {
    const journal = openJournal(directory);
    expect(() => openJournal(directory)).toThrow(/is writing these results; if that is not so, delete .*journal.lock/);
    journal.close();
    expect(keysOf()).toEqual([]);
    expect(readdirSync(directory)).toEqual(['journal.ndjson']);
  });

  test('of a process that is gone is taken over', () => {
    // Numbers of processes stay below 2^22 on Linux; so high a one belongs to nobody.
    writeFileSync(lock(), JSON.stringify({ pid: 2_147_483_646, host: hostname(), startedMs: 0 }));
    expect(keysOf()).toEqual([]);
    expect(readdirSync(directory)).toEqual(['journal.ndjson']);
  });

  test('of an earlier process with our own number, as in a restarted container, is taken over', () => {
    writeFileSync(lock(), JSON.stringify({ pid: process.pid, host: hostname(), startedMs: 1 }));
    expect(keysOf()).toEqual([]);
  });

  test('of a live process is respected', () => {
    writeFileSync(lock(), JSON.stringify({ pid: process.ppid, host: hostname(), startedMs: 0 }));
    expect(() => openJournal(directory)).toThrow(`process ${process.ppid}`);
  });

  test('of another machine or of unknown content is respected', () => {
    writeFileSync(lock(), JSON.stringify({ pid: 1, host: 'elsewhere.invalid', startedMs: 0 }));
    expect(() => openJournal(directory)).toThrow('process 1 on elsewhere.invalid');
    writeFileSync(lock(), '');
    expect(() => openJournal(directory)).toThrow('another process');
  });
});
