import { z } from 'zod';
import type { Protocol } from '../../src/contract.js';
import { pbft } from '../../src/protocols/pbft.js';
import { pow } from '../../src/protocols/pow.js';
import { trudec } from '../../src/protocols/trudec.js';
import { checkExpectations } from '../../src/scenario/expectations.js';
import { createRegistry } from '../../src/scenario/registry.js';
import type { Fault, PartitionFault } from '../../src/scenario/world.js';
import { SECOND as S } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const crash = (ids: number[], at: number): Fault => ({
  behaviour: 'crash',
  params: {},
  nodes: { ids },
  at,
  until: null,
});

const SPLIT: PartitionFault = {
  partition: [
    [0, 1],
    [2, 3],
  ],
  oneWay: false,
  at: 0,
  until: null,
};

/** Node 0 decides its own proposal at once; the others hear of it one delay later. */
const hasty: Protocol = {
  name: 'hasty',
  describe: 'Node 0 decides',
  paper: 'none',
  params: z.strictObject({}),
  finality: { by: 'decide' },
  faults: () => 0,
  threshold: 'majority',
  assumes: { identity: 'members', network: '', honesty: '' },
  livenessBound: (_params, _n, delta) => 2 * delta,
  outstanding: () => 1,
  init: () => ({ height: 1 }),
  input: {
    request(s, value, me) {
      if (me.id === 0) me.broadcast('say', { height: s.height++, value: me.propose([value]) });
    },
  },
  on: { say: (_s, m, _from, me) => me.decide(m.height, m.value) },
};

/** Says something to itself, for ever, at once. */
const spinning: Protocol = {
  ...hasty,
  name: 'spinning',
  input: { start: (_s, me) => me.send(me.id, 'say', {}) },
  on: { say: (_s, _m, _from, me) => me.send(me.id, 'say', {}) },
};

/** Waits for ever, and decides nothing. */
const waiting: Protocol = {
  ...hasty,
  name: 'waiting',
  input: { start: (_s, me) => me.setTimer('again', 1000) },
  timeout: { again: (_s, _key, me) => me.setTimer('again', 1000) },
};

const withOwn = createRegistry({ protocols: [hasty, spinning, waiting] });

describe('a run ends', () => {
  test('when all correct nodes agree on the blocks asked for', () => {
    expect(run(pow, worldWith(4, { stop: { blocks: 7 } }))).toMatchObject({
      ended: 'blocks',
      columns: { blocks_canonical: 7, ended: 'blocks' },
    });
  });

  test('at its time, to the microsecond', () => {
    const record = run(pbft, worldWith(4, { stop: { blocks: 1_000_000, time: 1_234_567 } }));
    expect(record).toMatchObject({ ended: 'time', columns: { sim_time_s: 1.234567 } });
  });

  test('at its budget of events', () => {
    const record = run(pbft, worldWith(4, { stop: { blocks: 1_000_000, events: 5000 } }));
    expect(record).toMatchObject({ ended: 'events', columns: { events: 5000 } });
  });

  test.each([pbft, trudec])(
    'at a standstill, long after the liveness bound, instead of timers for ever',
    (protocol) => {
      const record = run(protocol, worldWith(7, { faults: [crash([0, 1, 2, 3], 5 * S)], stop: { blocks: 1000 } }));
      expect(record.ended).toBe('stalled');
      expect(record.verdicts['liveness']!.is).toBe('violated');
      expect(record.columns['events'] as number).toBeLessThan(200_000);
    },
  );

  test('not at a standstill while clients are only slow to ask', () => {
    const world = worldWith(4, { workload: { rate: 1 / 36_000, size: 250, senders: 'equal' }, stop: { blocks: 5 } });
    expect(run(pbft, world)).toMatchObject({ ended: 'blocks', verdicts: { liveness: { is: 'holds' } } });
  });

  test('at a standstill of time itself', () => {
    const world = worldWith(2, { stop: { blocks: 1, events: 200_000_000 } });
    const record = run(spinning, world, { registry: withOwn });
    expect(record.ended).toBe('stalled');
    expect(record.columns['sim_time_s']).toBe(0);
    expect(record.columns['events'] as number).toBeLessThan(21_000_000);
  });

  test('at a standstill where the network is split for ever, unless it is to last for a time', () => {
    const ending = (stop: object) => run(waiting, worldWith(4, { faults: [SPLIT], stop }), { registry: withOwn }).ended;
    expect(ending({ blocks: 3, events: 200_000_000 })).toBe('stalled');
    expect(ending({ blocks: 3, time: 60 * S })).toBe('time');
  });
});

test('a protocol whose leader decides at once does not hold the closed loop in one instant', () => {
  const record = run(hasty, worldWith(4, { stop: { blocks: 20 } }), { registry: withOwn });
  expect(record.ended).toBe('blocks');
  // Requests come 1 ms apart, and the others decide the 20th one delay after node 0.
  expect(record.columns['sim_time_s']).toBeCloseTo(0.119, 9);
});

describe('a run that was cut off', () => {
  const record = run(pbft, worldWith(4, { stop: { blocks: 300, events: 1000 } }));

  test('is a failed expectation where no verdict tells of it', () => {
    const [finding, ...others] = checkExpectations({ expect: { verdicts: [], metrics: [] } }, [record], []);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ holds: false, what: 'end of pbft' });
    expect(finding!.found).toMatch(
      /^1 of 1 runs cut off, the first at the event limit: seed test\/0 after 1000 events/,
    );
  });

  test('is none where the scenario says what it expects of liveness', () => {
    const verdicts = [{ invariant: 'liveness', protocol: null, verdict: 'holds' as const }];
    const findings = checkExpectations({ expect: { verdicts, metrics: [] } }, [record], []);
    expect(findings.map(({ what }) => what)).toEqual(['liveness of pbft']);
  });
});
