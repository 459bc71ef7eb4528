import type { NodeId } from '../../src/contract.js';
import { pbft } from '../../src/protocols/pbft.js';
import { simulate } from '../../src/scenario/simulate.js';
import { fault, MINUTE, registryWith, runSpec, SECOND } from '../fixtures/run-words.js';
import { probed, type Happening } from './probe.js';

const SPAN = { at: 3.5 * SECOND, until: 6.5 * SECOND };
const FIRST = { ids: [0] };
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const of = (log: readonly Happening[], node: NodeId, what: Happening['what'], from?: NodeId) =>
  log.filter((h) => h.node === node && h.what === what && (from === undefined || h.from === from));
const sent = (log: readonly Happening[], node: NodeId, what: Happening['what'], from: NodeId) =>
  of(log, node, what, from).map((h) => h.sentAt!);

describe('amnesia', () => {
  test('is a crash from which the node comes back as it was born', () => {
    const log = probed([fault('amnesia', FIRST, SPAN)]);
    expect(log.filter((h) => h.node === 0 && h.at >= 3.5 && h.at < 6.5)).toEqual([]);
    expect(of(log, 0, 'start').map((h) => h.at)).toEqual([0, 6.5]);
    expect(of(log, 0, 'recover').map((h) => h.at)).toEqual([6.5]);
    expect(of(log, 0, 'tick').map((h) => h.count)).toEqual([1, 2, 3, 1, 2, 3]);
    // The old alarm of second 7 is gone; the new ones count from the return.
    expect(of(log, 0, 'alarm').map((h) => h.at)).toEqual([2.5, 9]);
    expect(sent(log, 1, 'ping', 0)).toEqual([1, 2, 3, 7.5, 8.5, 9.5]);
  });

  test('twice, and within a crash of another fault', () => {
    const twice = [
      fault('amnesia', FIRST, { at: 1.5 * SECOND, until: 2.2 * SECOND }),
      fault('amnesia', FIRST, { at: 5 * SECOND, until: 7.1 * SECOND }),
    ];
    const ticks = [1, 1, 2, 1, 2].map((count, i) => [[1, 3.2, 4.2, 8.1, 9.1][i], count]);
    for (const faults of [twice, twice.toReversed()]) {
      expect(of(probed(faults), 0, 'tick').map((h) => [h.at, h.count])).toEqual(ticks);
    }
    const within = [fault('amnesia', FIRST, SPAN), fault('crash', FIRST, { at: 6 * SECOND, until: 8 * SECOND })];
    for (const faults of [within, within.toReversed()]) {
      const log = probed(faults, 11.5);
      expect(of(log, 0, 'tick').map((h) => h.at)).toEqual([1, 2, 3, 9, 10, 11]);
      expect(of(log, 0, 'tick').map((h) => h.count)).toEqual([1, 2, 3, 1, 2, 3]);
    }
  });

  test('of f + 1 nodes undoes a decision of PBFT that only one other knows of; of f nodes, or with memory, it does not', () => {
    const apart = (...partition: NodeId[][]) => ({ partition, oneWay: false });
    const cuts = [
      { ...apart([0, 1, 2], [3]), at: 0, until: 5 * SECOND },
      { ...apart([0], [1, 2, 3]), at: 5 * SECOND, until: null },
    ];
    const agreement = (behaviour: string, ids: NodeId[]) => {
      const lapse = fault(behaviour, { ids }, { at: 4 * SECOND, until: 6 * SECOND });
      const spec = runSpec({ protocol: pbft, faults: [...cuts, lapse], rate: 0.5, stop: { time: 5 * MINUTE } });
      const { verdicts } = simulate(spec, { registry: registryWith(pbft), key: '', tree: false });
      return verdicts['agreement']!.is;
    };
    expect(agreement('amnesia', [1, 2])).toBe('violated');
    expect(agreement('amnesia', [1])).toBe('holds');
    expect(agreement('crash', [1, 2])).toBe('holds');
  });
});

describe('omit', () => {
  test('never sends to the nodes that are named, and to all others as ever', () => {
    const log = probed([fault('omit', FIRST, { ...SPAN, params: { towards: [1, 3] } })]);
    for (const node of [1, 3]) expect(sent(log, node, 'ping', 0)).toEqual([1, 2, 3, 7, 8, 9]);
    expect(sent(log, 1, 'secret', 0)).toEqual([1, 2, 3, 7, 8, 9]);
    expect(sent(log, 2, 'ping', 0)).toEqual(range(1, 9));
    expect(sent(log, 0, 'ping', 0)).toEqual(range(1, 10));
    expect(sent(log, 0, 'ping', 1)).toEqual(range(1, 9));
  });

  test('never hears from them, or neither', () => {
    const deaf = probed([fault('omit', FIRST, { ...SPAN, params: { towards: [3], direction: 'receive' } })]);
    expect(sent(deaf, 0, 'ping', 3)).toEqual([1, 2, 3, 7, 8, 9]);
    expect(sent(deaf, 0, 'secret', 3)).toEqual([1, 2, 3, 7, 8, 9]);
    expect(sent(deaf, 0, 'ping', 2)).toEqual(range(1, 9));
    expect(sent(deaf, 3, 'ping', 0)).toEqual(range(1, 9));
    const both = probed([fault('omit', FIRST, { ...SPAN, params: { towards: [3], direction: 'both' } })]);
    expect(sent(both, 0, 'ping', 3)).toEqual([1, 2, 3, 7, 8, 9]);
    expect(sent(both, 3, 'ping', 0)).toEqual([1, 2, 3, 7, 8, 9]);
  });

  test('only the kinds that are named', () => {
    const params = { towards: [1, 3], direction: 'both', kinds: ['ping'] };
    const log = probed([fault('omit', FIRST, { params })]);
    expect(sent(log, 1, 'ping', 0)).toEqual([]);
    expect(sent(log, 1, 'secret', 0)).toEqual(range(1, 9));
    expect(sent(log, 0, 'ping', 3)).toEqual([]);
    expect(sent(log, 0, 'secret', 3)).toEqual(range(1, 9));
  });

  test('a share of the others, the same for the whole coalition and the whole run', () => {
    const log = probed([fault('omit', { ids: [0, 1] }, { params: { towards: 0.5 } })], 30, { nodes: 8 });
    const missed = (from: NodeId) => range(2, 7).filter((node) => sent(log, node, 'ping', from).length === 0);
    expect(missed(0)).toHaveLength(3);
    expect(missed(1)).toEqual(missed(0));
    for (const node of range(2, 7).filter((each) => !missed(0).includes(each))) {
      expect(sent(log, node, 'ping', 0)).toHaveLength(29);
    }
  });
});

test('delay up to the limit holds each message for as long as the network may', () => {
  const lateness = (network: object) => {
    const log = probed([fault('delay', FIRST, { params: { by: 'limit' } })], 10, { network });
    return new Set(of(log, 1, 'ping', 0).map((h) => Number((h.at - h.sentAt!).toFixed(6))));
  };
  expect(lateness({})).toEqual(new Set([0.2]));
  expect(lateness({ synchrony: { gst: 0, delta: 700_000, before: 'random' } })).toEqual(new Set([0.8]));
});

describe('clock', () => {
  test('that is ahead shows a later time and ticks at the same moments', () => {
    const log = probed([fault('clock', FIRST, { ...SPAN, params: { ahead: '2 s', driftPpm: 0 } })]);
    expect(sent(log, 1, 'ping', 0)).toEqual([1, 2, 3, 6, 7, 8, 7, 8, 9]);
    expect(of(log, 1, 'ping', 0).map((h) => h.at)).toEqual(range(1, 9).map((second) => second + 0.1));
  });

  test('that is behind never shows less than 0', () => {
    const log = probed([fault('clock', FIRST, { params: { ahead: '0 s', behind: '2500 ms', driftPpm: 0 } })]);
    expect(sent(log, 1, 'ping', 0)).toEqual([0, 0, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5]);
  });

  test('that runs at twice or half the rate keeps time accordingly', () => {
    const moments = (driftPpm: number) =>
      of(probed([fault('clock', FIRST, { params: { ahead: '0 s', driftPpm } })], 5.3), 1, 'ping', 0);
    const fast = moments(1_000_000);
    expect(fast.map((h) => Number((h.at - 0.1).toFixed(6)))).toEqual(range(1, 10).map((tick) => tick / 2));
    expect(fast.map((h) => h.sentAt)).toEqual(range(1, 10));
    const slow = moments(-500_000);
    expect(slow.map((h) => Number((h.at - 0.1).toFixed(6)))).toEqual([2, 4]);
    expect(slow.map((h) => h.sentAt)).toEqual([1, 2]);
  });

  test('does not move the span of another fault, wherever it stands', () => {
    const wrong = fault('clock', FIRST, { params: { ahead: '3 s', driftPpm: 0 } });
    for (const other of [fault('silent', FIRST, SPAN), fault('crash', FIRST, SPAN)]) {
      for (const faults of [
        [wrong, other],
        [other, wrong],
      ]) {
        const heard = of(probed(faults), 1, 'ping', 0).map((h) => h.at);
        expect(heard.filter((at) => at > 3.6 && at < 6.6)).toEqual([]);
        expect(heard.slice(0, 3)).toEqual([1.1, 2.1, 3.1]);
        expect(heard).toHaveLength(6);
      }
    }
    const held = fault('delay', FIRST, { params: { by: '1 s' } });
    expect(of(probed([wrong, held]), 1, 'ping', 0).map((h) => h.at)).toEqual(range(1, 8).map((s) => s + 1.1));
  });
});

describe('collude', () => {
  test('members hear at once what one of them hears or says to all, and nothing of what goes between others', () => {
    const log = probed([fault('collude', { ids: [0, 2] }, SPAN)]);
    const plain = range(1, 9);
    // Node 3 tells node 0 its secret; node 2 hears it in the same instant.
    expect(of(log, 2, 'secret', 3).map((h) => [h.sentAt, h.at])).toEqual([4, 5, 6].map((s) => [s, s + 0.1]));
    expect(sent(log, 0, 'secret', 3)).toEqual(plain);
    // What a member says to all its fellow hears without delay, and from the network again.
    expect(of(log, 2, 'ping', 0).map((h) => h.at)).toEqual([1.1, 2.1, 3.1, 4, 4.1, 5, 5.1, 6, 6.1, 7.1, 8.1, 9.1]);
    for (const from of [0, 1, 2, 3]) expect(sent(log, 1, 'ping', from)).toHaveLength(from === 1 ? 10 : 9);
    expect(sent(log, 2, 'secret', 2)).toEqual([]);
  });

  test('what all members get is told once, by the first of them', () => {
    const log = probed([fault('collude', { ids: [0, 1, 2] })]);
    const copies = [0, 1, 2].map((node) => of(log, node, 'ping', 3).filter(({ sentAt }) => sentAt === 4).length);
    expect(copies.toSorted((a, b) => a - b)).toEqual([1, 2, 2]);
  });

  test('what a member gets twice is told twice', () => {
    const log = probed([fault('collude', { ids: [0, 2] })], 10, { network: { duplication: 1 } });
    // Both copies come to node 0 before either comes to node 2.
    expect(of(log, 2, 'ping', 3).filter(({ sentAt }) => sentAt === 4)).toHaveLength(2 + 2);
  });

  test('a member that is off hears nothing from its fellows when it crashed behind the coalition', () => {
    const off = fault('crash', { ids: [2] }, SPAN);
    const log = probed([fault('collude', { ids: [0, 2] }), off]);
    expect(log.filter((h) => h.node === 2 && h.at >= 3.5 && h.at < 6.5)).toEqual([]);
    expect(sent(log, 2, 'secret', 3)).toEqual([1, 2, 3, 7, 8, 9]);
  });

  test('a member that has not started yet hears nothing from its fellows', () => {
    const late = fault('crash', { ids: [2] }, { until: 5 * SECOND });
    const log = probed([late, fault('collude', { ids: [0, 2] })]);
    expect(Math.min(...log.filter((h) => h.node === 2).map((h) => h.at))).toBe(5);
    expect(sent(log, 2, 'secret', 3)).toEqual(range(5, 9));
  });

  test('a member that came back without its memory hears its fellows once', () => {
    const lapse = fault('amnesia', { ids: [2] }, SPAN);
    const log = probed([lapse, fault('collude', { ids: [0, 2] })]);
    expect(of(log, 2, 'secret', 3).filter((h) => h.at > 6.5)).toHaveLength(3);
  });
});
