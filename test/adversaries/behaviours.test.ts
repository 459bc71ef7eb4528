import { readdirSync } from 'node:fs';
import { behaviours } from '../../src/adversaries/index.js';
import type { Make, Node, NodeContext, NodeId, Protocol } from '../../src/contract.js';
import { fault, SECOND } from '../fixtures/run-words.js';
import { probed, type Happening } from './probe.js';

const SPAN = { at: 3.5 * SECOND, until: 6.5 * SECOND };
const FIRST = { ids: [0] };

/** Distinct times of sending of what these nodes heard from node 0. */
const heard = (log: readonly Happening[], nodes: readonly NodeId[], what: Happening['what'] = 'ping') => [
  ...new Set(log.filter((h) => h.what === what && h.from === 0 && nodes.includes(h.node)).map((h) => h.sentAt!)),
];
const of = (log: readonly Happening[], node: NodeId, what: Happening['what']) =>
  log.filter((h) => h.node === node && h.what === what);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

test('without a fault each node hears every ping of every node', () => {
  const log = probed([]);
  for (const node of range(0, 3)) expect(heard(log, [node])).toEqual(range(1, node === 0 ? 10 : 9));
  expect(of(log, 0, 'alarm').map((h) => h.at)).toEqual([2.5, 4, 7]);
});

describe('crash', () => {
  test('neither hears nor speaks nor keeps time while down, and comes back with its memory', () => {
    const log = probed([fault('crash', FIRST, SPAN)]);
    const quiet = log.filter((h) => h.node === 0 && h.at >= 3.5 && h.at < 6.5);
    expect(quiet).toEqual([]);
    expect(heard(log, [1, 2, 3])).toEqual([1, 2, 3, 7.5, 8.5, 9.5]);
    expect(of(log, 0, 'recover').map((h) => h.at)).toEqual([6.5]);
    expect(of(log, 0, 'tick').map((h) => h.count)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(
      of(log, 0, 'ping')
        .filter((h) => h.from === 1 && h.sentAt! >= 3 && h.sentAt! <= 7)
        .map((h) => h.sentAt),
    ).toEqual([3, 7]);
  });

  test('loses the timers that were running, also those that would expire after its return', () => {
    const log = probed([fault('crash', FIRST, SPAN)]);
    expect(of(log, 0, 'alarm').map((h) => h.at)).toEqual([2.5]);
    expect(of(log, 1, 'alarm').map((h) => h.at)).toEqual([2.5, 4, 7]);
  });

  test('for ever when it has no end', () => {
    const log = probed([fault('crash', FIRST, { at: 3.5 * SECOND })]);
    expect(log.filter((h) => h.node === 0 && h.at >= 3.5)).toEqual([]);
    expect(heard(log, [1, 2, 3])).toEqual([1, 2, 3]);
  });

  test('from the start on: it starts when it comes back', () => {
    const log = probed([fault('crash', FIRST, { until: 5 * SECOND })]);
    expect(of(log, 0, 'start').map((h) => h.at)).toEqual([5]);
    expect(of(log, 0, 'recover').map((h) => h.at)).toEqual([5]);
    expect(heard(log, [1, 2, 3])).toEqual([6, 7, 8, 9]);
  });

  test('twice', () => {
    const log = probed([
      fault('crash', FIRST, { at: 1.5 * SECOND, until: 2.2 * SECOND }),
      fault('crash', FIRST, { at: 5 * SECOND, until: 7.1 * SECOND }),
    ]);
    expect(heard(log, [1, 2, 3])).toEqual([1, 3.2, 4.2, 8.1, 9.1]);
  });

  test.each([
    [
      [3.5, 8.5],
      [2.5, 6.5],
    ],
    [
      [2.5, 6.5],
      [3.5, 8.5],
    ],
  ])('twice, overlapping: %j and %j', (...spans) => {
    const faults = spans.map(([at, until]) => fault('crash', FIRST, { at: at! * SECOND, until: until! * SECOND }));
    const log = probed(faults, 12);
    expect(heard(log, [1, 2, 3])).toEqual([1, 2, 9.5, 10.5, 11.5]);
    const awake = ['tick', 'alarm', 'ping'];
    expect(log.filter((h) => h.node === 0 && awake.includes(h.what) && h.at >= 2.5 && h.at < 8.5)).toHaveLength(0);
  });

  test('does not hear clients', () => {
    const log = probed([fault('crash', FIRST, SPAN)], 10, { rate: 20 });
    const second = (node: NodeId) => of(log, node, 'request').filter((h) => h.at >= 3.5 && h.at < 6.5);
    expect(second(0)).toEqual([]);
    expect(second(1).length).toBeGreaterThan(20);
    expect(of(log, 0, 'request').length).toBeGreaterThan(20);
  });
});

test('silent hears all, also itself, and says nothing', () => {
  const log = probed([fault('silent', FIRST, SPAN)]);
  expect(heard(log, [1, 2, 3])).toEqual([1, 2, 3, 7, 8, 9]);
  expect(heard(log, [1], 'secret')).toEqual([1, 2, 3, 7, 8, 9]);
  expect(heard(log, [0])).toEqual(range(1, 10));
  expect(of(log, 0, 'ping').filter((h) => h.from === 1)).toHaveLength(9);
});

test('delay sends everything later by the time asked for, and nothing twice', () => {
  const log = probed([fault('delay', FIRST, { ...SPAN, params: { by: '1500 ms' } })]);
  for (const node of [1, 2, 3]) {
    const pings = of(log, node, 'ping').filter((h) => h.from === 0);
    const lateness = pings.map((h) => [h.sentAt!, Number((h.at - h.sentAt!).toFixed(6))]);
    const expected = range(1, 9).map((second) => [second, second >= 4 && second <= 6 ? 1.6 : 0.1]);
    expect(lateness.toSorted((a, b) => a[0]! - b[0]!)).toEqual(expected);
  }
  const secrets = of(log, 1, 'secret').filter((h) => h.sentAt === 5);
  expect(secrets.map((h) => h.at)).toEqual([6.6]);
  const own = of(log, 0, 'ping').filter((h) => h.from === 0);
  expect(own.map((h) => h.at)).toEqual(range(1, 10));
});

test('drop loses each message by itself with its probability, and none to itself', () => {
  const seconds = 500;
  const log = probed([fault('drop', FIRST, { params: { probability: 0.3 } })], seconds + 0.5);
  const received = [1, 2, 3].map((node) => of(log, node, 'ping').filter((h) => h.from === 0).length);
  // Binomial(500, 0.7): standard deviation 10.2; four of them are missed by one of three nodes with probability 2e-4.
  for (const count of received) expect(Math.abs(count - 0.7 * seconds)).toBeLessThan(41);
  const bySecond = range(1, seconds).map((second) =>
    log.filter((h) => h.what === 'ping' && h.from === 0 && h.sentAt === second),
  );
  expect(bySecond.every((heardBy) => heardBy.some((h) => h.node === 0))).toBe(true);
  // Not all or nothing: of 500 broadcasts 0.63 reach one or two of the three; standard deviation 10.8.
  const partly = bySecond.filter((heardBy) => heardBy.length === 2 || heardBy.length === 3).length;
  expect(Math.abs(partly - 0.63 * seconds)).toBeLessThan(43);
  expect(heard(probed([fault('drop', FIRST, { params: { probability: 1 } })]), [1, 2, 3])).toEqual([]);
});

describe('equivocate', () => {
  const deceived = (log: readonly Happening[], second: number) =>
    log.filter((h) => h.what === 'ping' && h.from === 0 && h.sentAt === second && !h.true).map((h) => h.node);

  test('by parity tells nodes with an odd number a lie, and everybody one thing only', () => {
    const log = probed([fault('equivocate', FIRST, SPAN)], 10, { nodes: 6 });
    expect(range(1, 9).map((second) => deceived(log, second))).toEqual(
      range(1, 9).map((second) => (second >= 4 && second <= 6 ? [1, 3, 5] : [])),
    );
    for (const node of range(0, 5))
      expect(of(log, node, 'ping').filter((h) => h.from === 0 && h.at < 9.5)).toHaveLength(9);
  });

  test('by lot deceives another half each time', () => {
    const log = probed([fault('equivocate', FIRST, { params: { halves: 'drawn' } })], 40.5, { nodes: 7 });
    const halves = range(1, 40).map((second) => deceived(log, second));
    expect(halves.every((half) => half.length === 3)).toBe(true);
    // Each of 6 nodes is drawn with probability 1/2: 20 of 40, standard deviation 3.2.
    for (const node of range(1, 6)) {
      const times = halves.filter((half) => half.includes(node)).length;
      expect(Math.abs(times - 20)).toBeLessThan(13);
    }
  });

  test('leaves kinds alone that are not named or cannot be forged', () => {
    const log = probed([fault('equivocate', FIRST, { params: { kinds: ['secret'] } })]);
    expect(log.some((h) => h.true === false)).toBe(false);
    expect(log).toEqual(probed([]));
  });
});

describe('withhold', () => {
  const PAIR = { ids: [0, 2] };

  test('keeps the kinds that are named within the coalition', () => {
    const log = probed([fault('withhold', PAIR, { ...SPAN, params: { kinds: ['ping'] } })]);
    expect(heard(log, [1, 3])).toEqual([1, 2, 3, 7, 8, 9]);
    expect(heard(log, [2])).toEqual(range(1, 9));
    expect(heard(log, [0])).toEqual(range(1, 10));
    expect(heard(log, [1], 'secret')).toEqual(range(1, 9));
  });

  test('makes them public after the time asked for', () => {
    const log = probed([fault('withhold', PAIR, { ...SPAN, params: { kinds: ['ping'], for: '2 s' } })]);
    const lateness = (node: NodeId) =>
      of(log, node, 'ping')
        .filter((h) => h.from === 0 && h.sentAt! >= 3 && h.sentAt! <= 7)
        .map((h) => [h.sentAt, h.at])
        .toSorted((a, b) => a[0]! - b[0]!);
    expect(lateness(1)).toEqual([
      [3, 3.1],
      [4, 6.1],
      [5, 7.1],
      [6, 8.1],
      [7, 7.1],
    ]);
  });

  test('keeps nothing back when no kind is named and none carries a block', () => {
    expect(probed([fault('withhold', PAIR)])).toEqual(probed([]));
  });
});

describe('withholding blocks', () => {
  /** To whom node 0 passes on a message of this kind that carries a block of `producer`. */
  const told = (kind: string, producer: NodeId, params: object) => {
    const to: (NodeId | 'all')[] = [];
    const me = {
      id: 0,
      n: 4,
      now: 0,
      blocks: { producer: () => producer },
      send: (node: NodeId) => to.push(node),
      multicast: (nodes: Int32Array) => to.push(...nodes),
      broadcast: () => to.push('all'),
    } as unknown as NodeContext;
    const protocol = { carries: { block: () => 1, header: () => 1 } } as unknown as Protocol;
    const coalition = new Set([0, 2]);
    const unused = {
      now: () => 0,
      delta: 0,
      shared: undefined,
      corrupt: () => undefined,
      schedule: () => undefined,
      random: () => 0,
      protocolParams: {},
      captives: new Set<NodeId>(),
      blocks: me.blocks,
      reveal: () => undefined,
      sparse: false,
    };
    const setting = { params, protocol, at: 0, until: Infinity, coalition, ...unused };
    const speak: Make = (door) => {
      door.broadcast(kind, {});
      return {} as Node;
    };
    behaviours.find(({ name }) => name === 'withhold')!.wrap(speak, setting)(me);
    return to;
  };

  test.each([
    ['its own block', 'block', 0, [], [0, 2]],
    ['a block of its coalition', 'block', 2, [], [0, 2]],
    ['a block of somebody else', 'block', 3, [], ['all']],
    ['what carries no block', 'transaction', 0, [], ['all']],
    ['its own block in a kind that is not named', 'block', 0, ['header'], ['all']],
    ['its own block in a kind that is named', 'header', 0, ['header'], [0, 2]],
    ['a block of somebody else in a kind that is named', 'header', 3, ['header'], ['all']],
  ])('of %s', (_what, kind, producer, kinds, expected) => {
    expect(told(kind, producer, { kinds })).toEqual(expected);
  });
});

describe('composition', () => {
  test('the first named is nearest the network: a held message outlives a crash only outside of it', () => {
    const held = fault('delay', FIRST, { params: { by: '2 s' } });
    const off = fault('crash', FIRST, { at: 3.5 * SECOND });
    expect(heard(probed([held, off]), [1])).toEqual([1, 2, 3]);
    expect(heard(probed([off, held]), [1])).toEqual([1]);
    const kept = fault('withhold', FIRST, { params: { kinds: ['ping'], for: '2 s' } });
    expect(heard(probed([off, kept]), [1])).toEqual([1]);
  });

  test('what lies sits behind what loses, whatever the order in the scenario', () => {
    const faults = [fault('equivocate', FIRST), fault('silent', FIRST)];
    for (const order of [faults, faults.toReversed()]) {
      expect(heard(probed(order), [1, 2, 3])).toEqual([]);
      expect(heard(probed(order), [0])).toEqual(range(1, 10));
    }
  });
});

test('every behaviour in the folder is listed, by a name of its own', async () => {
  const folder = new URL('../../src/adversaries/', import.meta.url);
  const files = readdirSync(folder).filter((file) => file !== 'index.ts');
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).pathname)));
  const shipped = modules.flatMap((module: { default?: { name: string } }) => module.default?.name ?? []);
  expect(shipped.sort()).toEqual(behaviours.map(({ name }) => name).sort());
});
