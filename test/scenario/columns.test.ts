import { z } from 'zod';
import type { Behaviour } from '../../src/contract.js';
import { runsTable } from '../../src/runner/tables.js';
import { summarise } from '../../src/report/aggregate.js';
import { pbft } from '../../src/protocols/pbft.js';
import { pow } from '../../src/protocols/pow.js';
import { isMessagesColumn, messagesColumn, messagesNames, metricNames } from '../../src/scenario/run-columns.js';
import { createRegistry } from '../../src/scenario/registry.js';
import { expectContent } from '../fixtures/verdicts.js';
import { fault, MINUTE } from '../fixtures/run-words.js';
import { registry, run, worldWith } from '../fixtures/world.js';

const INVARIANTS = [
  'order',
  'certificates',
  'locks',
  'no-equivocation',
  'accountability',
  'supply',
  'no-negative-balance',
  'no-double-spend',
  'no-forged-transaction',
  'no-unelected-block',
];

describe('the columns of a run', () => {
  const silentLeader = worldWith(4, { stop: { blocks: 5 }, faults: [fault('silent', { role: 'leader' })] });

  test('hold the times to finality: all alike under constant delays, and after a view change the later', () => {
    const plain = run(pbft, worldWith(4, { stop: { blocks: 5 } })).columns;
    for (const which of ['first', 'quorum', 'last']) expect(plain[`latency_${which}_s`]).toBeCloseTo(0.3, 9);
    const { columns } = run(pbft, silentLeader);
    // The new primary makes its proposal once it has a quorum of view changes: that is when the first one begins.
    expect(columns['latency_last_s']).toBeCloseTo(0.3, 9);
    expect(columns['view_changes']).toBe(1);
    expect(plain['view_changes']).toBe(0);
  });

  test('of a chain run from the making of a block to its depth', () => {
    const world = worldWith(4, { network: { latency: { kind: 'constant', delay: MINUTE } }, stop: { blocks: 60 } });
    const { columns, undefinedBecause } = run(pow, world, { params: { confirmations: 0, interval: '1 d' } });
    expect(columns['latency_first_s']).toBe(0);
    expect(columns['latency_quorum_s']).toBeCloseTo(60, 0);
    expect(columns['latency_last_s']).toBeCloseTo(60, 0);
    expect(columns['view_changes']).toBeNull();
    expect(undefinedBecause['view_changes']).toBe('no correct node ever entered a view');
  });

  test('count no node that an adversary takes over, and wait for it no longer', () => {
    const taker: Behaviour = {
      name: 'taker',
      describe: 'Takes its nodes over at once when it begins, and lets them say nothing more',
      params: z.object({}),
      faulty: 'byzantine',
      seam: 'network',
      adaptive: true,
      conspire: ({ coalition, at, schedule, corrupt }) =>
        schedule(at, () => {
          for (const node of coalition) corrupt(node);
        }),
      wrap:
        (honest, { at }) =>
        (me) => {
          const node = honest(me);
          const deliver = node.deliver.bind(node);
          node.deliver = (...message) => (me.now < at ? deliver(...message) : undefined);
          return node;
        },
    };
    const taking = { behaviour: 'taker', params: {}, nodes: { ids: [3] }, at: 1, until: null };
    const world = worldWith(4, { stop: { blocks: 20 }, faults: [taking] });
    const { columns, verdicts, ended } = run(pbft, world, { registry: createRegistry({ behaviours: [taker] }) });
    expect(ended).toBe('blocks');
    for (const which of ['first', 'quorum', 'last']) expect(columns[`latency_${which}_s`]).toBeCloseTo(0.3, 9);
    expectContent(verdicts);
  });

  test('say why they are empty', () => {
    const twoDown = { faults: [fault('crash', { ids: [2, 3] })], stop: { time: MINUTE } };
    const nothing = run(pbft, worldWith(4, twoDown));
    expect(nothing.columns).toMatchObject({ latency_first_s: null, latency_quorum_s: null, latency_last_s: null });
    expect(nothing.undefinedBecause).toMatchObject({
      latency_first_s: 'nothing became final',
      latency_quorum_s: 'nothing became final at 3 correct nodes (n − f)',
      latency_last_s: 'nothing became final at every correct node',
    });
  });

  test('count the messages of every kind, those never sent too', () => {
    const { columns } = run(pbft, silentLeader);
    expect(columns).toMatchObject({ messages_view_change: 9, messages_new_view: 3, messages_checkpoint: 0 });
    const kinds = Object.keys(columns).filter(isMessagesColumn);
    const sum = kinds.reduce((total, name) => total + (columns[name] as number), 0);
    expect(sum).toBe(columns['messages']);
  });

  test('stand in a fixed order: verdicts of further invariants, then how it ended, then who voted', () => {
    const sparse = worldWith(4, { network: { topology: { kind: 'ring', neighbours: 1 } }, stop: { blocks: 3 } });
    const records = [run(pow, sparse), run(pbft, sparse)];
    const { columns } = runsTable('made', records);
    const end = columns.indexOf('ended');
    expect(columns.slice(end - INVARIANTS.length, end)).toEqual(INVARIANTS);
    const last = columns.slice(end + 1);
    expect(last.length).toBeGreaterThan(0);
    expect(last.filter((name) => !name.startsWith('voters_'))).toEqual([]);
    const kinds = columns.filter(isMessagesColumn);
    expect(kinds.slice(0, 3)).toEqual(['messages_block', 'messages_transaction', 'messages_gossip_announce']);
    expect(kinds.slice(11, 13)).toEqual(['messages_pre_prepare', 'messages_prepare']);
    const first = columns.indexOf(kinds[0]!);
    expect(columns.slice(first, first + kinds.length)).toEqual(kinds);
    expect(columns.slice(first - 6, first)).toEqual([
      'latency_p95_s',
      'messages_per_block',
      'latency_first_s',
      'latency_quorum_s',
      'latency_last_s',
      'view_changes',
    ]);
    expect(columns.slice(14, 17)).toEqual(['agreement', 'validity', 'liveness']);
  });

  test('are in the summary and may be bounded by an expectation', () => {
    const rows = summarise([run(pbft, silentLeader)]).map(({ metric }) => metric);
    const names = [...metricNames(registry), ...messagesNames(registry)];
    for (const name of ['latency_first_s', 'latency_quorum_s', 'latency_last_s', 'view_changes', 'messages_commit']) {
      expect(rows).toContain(name);
      expect(names).toContain(name);
    }
    for (const name of rows) expect(names).toContain(name);
  });
});

test('the column of a message kind is its name in snake case, and never that of another column', () => {
  expect(['prePrepare', 'gossip.flood', 'view-change', 'QC', 'vote2'].map(messagesColumn)).toEqual([
    'messages_pre_prepare',
    'messages_gossip_flood',
    'messages_view_change',
    'messages_qc',
    'messages_vote2',
  ]);
  expect(isMessagesColumn(messagesColumn('perBlock'))).toBe(false);
  expect(['messages', 'messages_per_block', 'messages_vote'].map(isMessagesColumn)).toEqual([false, false, true]);
});
