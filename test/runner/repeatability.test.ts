import fc from 'fast-check';
import type { Trace } from '../../src/kernel/simulator.js';
import { EventLog } from '../../src/runner/event-log.js';
import { compareTwice, firstDifference } from '../../src/runner/repeatability.js';
import { madeRecord, madeTask } from './made-records.js';

type Event = readonly [time: number, node: number, from: number, kind: number];
const TASK = madeTask('a');

/** A simulator that goes through one list of events after the other. */
function playing(...runs: readonly (readonly Event[])[]) {
  let next = 0;
  return async (_task: unknown, trace?: Trace) => {
    runs[next++]!.forEach((event, index) => trace?.(index, ...event));
    return madeRecord('a');
  };
}

const EVENTS: readonly Event[] = [
  [0, 0, 0, 1],
  [100, 1, 0, 1],
  [100, 2, -1, 3],
];

describe('the first event that differs', () => {
  test.each([
    ['time', [101, 1, 0, 1]],
    ['node', [100, 2, 0, 1]],
    ['sender', [100, 1, -1, 1]],
    ['kind', [100, 1, 0, 2]],
  ] as const)('is found by its %s', async (_what, event) => {
    const found = await firstDifference(TASK, playing(EVENTS, [EVENTS[0]!, event, EVENTS[0]!]));
    expect(found).toMatchObject({ position: 1, once: { time: 100, node: 1, from: 0, kind: 1 } });
    expect(Object.values(found!.again!)).toEqual(event);
  });

  test('is the end of the shorter run when one goes on', async () => {
    const [longer, shorter] = [EVENTS, EVENTS.slice(0, 2)];
    expect(await firstDifference(TASK, playing(longer, shorter))).toMatchObject({
      position: 2,
      once: { time: 100, node: 2 },
      again: undefined,
    });
    expect(await firstDifference(TASK, playing(shorter, longer))).toMatchObject({
      position: 2,
      once: undefined,
      again: { time: 100, node: 2 },
    });
  });

  test('is none when both runs go the same way', async () => {
    expect(await firstDifference(TASK, playing(EVENTS, EVENTS))).toBeUndefined();
  });

  test('is looked for only where the digests differ', async () => {
    const tasks = ['a', 'b', 'c'].map((key) => madeTask(key));
    const records = (...digests: string[]) => digests.map((digest, i) => madeRecord(tasks[i]!.key, { digest }));
    const differences = await compareTwice(
      tasks,
      [records('x', 'y', 'z'), records('x', 'Y', 'z')],
      playing(EVENTS, EVENTS),
    );
    expect(differences).toEqual([{ task: tasks[1], digests: ['y', 'Y'], first: undefined }]);
  });
});

test('the event log gives back what was added, across its chunks', () => {
  const log = new EventLog();
  const eventOf = (i: number) => [i * 1000.5, i % 7, (i % 5) - 1, i % 11] as const;
  for (let i = 0; i < 140_000; i++) log.add(...eventOf(i));
  fc.assert(
    fc.property(fc.nat(139_999), (i) => {
      const [time, node, from, kind] = eventOf(i);
      expect(log.at(i)).toEqual({ time, node, from, kind });
      expect(log.matches(i, time, node, from, kind)).toBe(true);
      expect(log.matches(i, time, node, from, kind + 1)).toBe(false);
    }),
    { numRuns: 200, seed: 1, examples: [[0], [65_535], [65_536], [139_999]] },
  );
  expect(log.at(140_000)).toBeUndefined();
  expect(log.matches(140_000, 0, 0, 0, 0)).toBe(false);
});
