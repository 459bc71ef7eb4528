import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openJournal } from '../../src/runner/journal.js';
import { type Execute, type Progress, executePlan, shardOf } from '../../src/runner/sweep.js';
import { madeRecord, madeTask } from './made-records.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'consensim-sweep-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const TASKS = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) => madeTask(key));
const simulate: Execute = async ({ key }) => madeRecord(key);

async function carryOut(
  execute: Execute,
  over: { lanes?: number; signal?: AbortSignal; onProgress?: (progress: Progress) => void } = {},
) {
  const journal = openJournal(directory);
  try {
    return await executePlan({ tasks: TASKS, journal, execute, lanes: 1, ...over });
  } finally {
    journal.close();
  }
}

const keys = (items: readonly { key: string }[]) => items.map(({ key }) => key).join('');

describe('carrying out a plan', () => {
  test('gives rows in plan order, whatever order the runs end in', async () => {
    const ended: string[] = [];
    const outcome = await carryOut(
      async (task) => {
        await setTimeout(task.key === 'a' ? 60 : 5);
        ended.push(task.key);
        return madeRecord(task.key);
      },
      { lanes: 3 },
    );
    expect(ended.indexOf('a')).toBeGreaterThan(0);
    expect(keys(outcome.records)).toBe('abcdef');
    expect(outcome).toMatchObject({ reused: 0, faults: [], interrupted: false });
  });

  test('keeps as many runs under way as there are lanes, and no more', async () => {
    let underWay = 0;
    let most = 0;
    await carryOut(
      async (task) => {
        most = Math.max(most, ++underWay);
        await setTimeout(3);
        underWay--;
        return madeRecord(task.key);
      },
      { lanes: 4 },
    );
    expect(most).toBe(4);
  });

  test('does not run again what is in the journal', async () => {
    await carryOut(simulate);
    const outcome = await carryOut(async () => {
      throw new Error('must not be called');
    });
    expect(keys(outcome.records)).toBe('abcdef');
    expect(outcome.reused).toBe(6);
    expect(outcome.faults).toEqual([]);
  });

  test('after an abort begins no run, finishes those under way, and the next call does the rest', async () => {
    const controller = new AbortController();
    const begun: string[] = [];
    const outcome = await carryOut(
      async (task) => {
        begun.push(task.key);
        if (task.key === 'c') controller.abort();
        await setTimeout(5);
        return madeRecord(task.key);
      },
      { lanes: 2, signal: controller.signal },
    );
    expect(outcome.interrupted).toBe(true);
    expect(keys(outcome.records)).toBe(begun.toSorted().join(''));
    const again: string[] = [];
    const rest = await carryOut(async (task) => {
      again.push(task.key);
      return madeRecord(task.key);
    });
    expect(again.join('')).toBe('abcdef'.slice(begun.length));
    expect(rest).toMatchObject({ interrupted: false, reused: begun.length });
    expect(keys(rest.records)).toBe('abcdef');
  });

  test('lets a signal come in between runs that never give up the thread', async () => {
    const controller = new AbortController();
    const outcome = await carryOut(
      async (task) => {
        if (task.key === 'b') setImmediate(() => controller.abort());
        return madeRecord(task.key);
      },
      { signal: controller.signal },
    );
    expect(outcome.interrupted).toBe(true);
    expect(keys(outcome.records)).toBe('ab');
  });

  test('names the run that throws, and finishes and keeps the others', async () => {
    const outcome = await carryOut(async (task) => {
      if (task.key === 'b' || task.key === 'e') throw new Error(`no ${task.key}`);
      return madeRecord(task.key);
    });
    expect(keys(outcome.records)).toBe('acdf');
    expect(outcome.faults.map(({ task, error }) => [task.key, error.message])).toEqual([
      ['b', 'no b'],
      ['e', 'no e'],
    ]);
    expect(readFileSync(join(directory, 'journal.ndjson'), 'utf8').split('\n')).toHaveLength(5);
  });

  test('takes the record of another run for a fault', async () => {
    const outcome = await carryOut(async (task) => madeRecord(task.key === 'a' ? 'z' : task.key));
    expect(outcome.faults.map(({ error }) => error.message)).toEqual(['the record of run a came back as z']);
  });

  test('tells how far it is, beginning with what was done before', async () => {
    await carryOut(async (task) => {
      if (task.key > 'd') throw new Error('not yet');
      return madeRecord(task.key);
    });
    const seen: Progress[] = [];
    await carryOut(simulate, { onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([4, 5, 6].map((done) => ({ done, planned: 6 })));
  });
});

test('shards split a plan without overlap, and each takes part in every protocol', () => {
  const shards = [0, 1, 2, 3].map((index) => keys(shardOf(TASKS, { index, count: 4 })));
  expect(shards).toEqual(['ae', 'bf', 'c', 'd']);
});
