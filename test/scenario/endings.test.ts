import { pbft } from '../../src/protocols/pbft.js';
import { pow } from '../../src/protocols/pow.js';
import { trudec } from '../../src/protocols/trudec.js';
import type { Fault } from '../../src/scenario/world.js';
import { run, worldWith } from '../fixtures/world.js';

const S = 1_000_000;
const crash = (ids: number[], at: number): Fault => ({
  behaviour: 'crash',
  params: {},
  nodes: { ids },
  at,
  until: null,
});

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
});
