import { pbft } from '../../src/protocols/pbft.js';
import type { Fault } from '../../src/scenario/world.js';
import { SECOND as S } from '../fixtures/run-words.js';
import { registry, run, worldWith } from '../fixtures/world.js';

function twins(ids: readonly number[], more: object = {}): Fault {
  const params = registry.behaviours.get('twins').params.parse(more) as Record<string, unknown>;
  return { behaviour: 'twins', params, nodes: { ids }, at: 0, until: null };
}

const partition = (groups: (number | string)[][], more: object = {}): Fault => ({
  partition: groups,
  oneWay: false,
  at: 0,
  until: null,
  ...more,
});

describe('twins: several copies of one identity', () => {
  test.each([4, 7, 10, 16])('f twins among %i nodes cannot fork PBFT, f + 1 can', (n) => {
    const f = Math.floor((n - 1) / 3);
    for (const sides of ['parity', 'halves']) {
      const taken = (count: number) => Array.from({ length: count }, (_, i) => i);
      const world = (count: number) =>
        worldWith(n, { faults: [twins(taken(count), { sides })], stop: { blocks: 3, time: 60 * S } });
      expect(run(pbft, world(f)).verdicts['agreement']!.is).toBe('holds');
      expect(run(pbft, world(f + 1)).verdicts['agreement']!.is).toBe('violated');
    }
  });

  test('both copies hear what is sent to their identity, and a partition names each by itself', () => {
    // Node 0 leads; nodes 1 and 2 hear its first copy, node 3 and a fellow traitor's copy the second.
    const faults = [
      twins([0]),
      partition(
        [
          [0, 1, 2],
          ['0b', 3],
        ],
        { until: 5 * S },
      ),
    ];
    const record = run(pbft, worldWith(4, { faults, stop: { blocks: 5, time: 120 * S } }));
    expect(record.verdicts['agreement']!.is).toBe('holds');
    expect(record.columns['blocks_canonical']).toBe(5);
  });

  test('what the copies send counts as messages of one identity, and their words to each other do not', () => {
    const alone = run(pbft, worldWith(4, { faults: [twins([3])], stop: { blocks: 1 } }));
    // The leader's 3 pre-prepares; 2 backups and 2 copies prepare to 3 each, and all 5 commit to 3 each.
    expect(alone.messagesByKind).toEqual({ prePrepare: 3, prepare: 12, commit: 15 });
  });

  test('a partition by views cuts off what is sent in those views only', () => {
    const cut = partition([[0], [1, 2, 3]], { views: [0, 0], oneWay: true });
    const record = run(pbft, worldWith(4, { faults: [cut], stop: { blocks: 4, time: 60 * S } }));
    expect(record.columns['blocks_canonical']).toBe(4);
    expect(record.producers[0]!.canonical).toBe(0);
    expect(record.verdicts['agreement']!.is).toBe('holds');
  });
});
