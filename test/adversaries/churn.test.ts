import pow from '../../src/protocols/pow.js';
import type { NodeId } from '../../src/contract.js';
import { fault, MINUTE, runSpec, SECOND, assembled, carryOut } from '../fixtures/run-words.js';
import { expectContent } from '../fixtures/verdicts.js';
import { registry } from '../fixtures/world.js';
import { simulate } from '../../src/scenario/simulate.js';
import { probed, type Happening } from './probe.js';

const FIRST = { ids: [0] };
const of = (log: readonly Happening[], node: NodeId, what: Happening['what']) =>
  log.filter((h) => h.node === node && h.what === what);

describe('churn', () => {
  test('with given lengths goes and comes by them, with its memory', () => {
    const params = { online: ['2500 ms'], offline: ['1500 ms'] };
    const log = probed([fault('churn', FIRST, { params })], 40);
    const returns = of(log, 0, 'recover').map(({ at }) => at);
    expect(returns.length).toBeGreaterThanOrEqual(9);
    returns.slice(1).forEach((at, i) => expect(at - returns[i]!).toBeCloseTo(4, 5));
    for (const at of returns.slice(1)) {
      const away = log.filter((h) => h.node === 0 && h.at > at - 1.5 + 1e-6 && h.at < at - 1e-6);
      expect(away).toEqual([]);
      expect(of(log, 0, 'tick').some((h) => h.at > at && h.at < at + 2.5)).toBe(true);
    }
    const counts = of(log, 0, 'tick').map(({ count }) => count);
    expect(counts).toEqual(counts.map((_, i) => i + 1));
  });

  test('begins at its time and ends at its end, from which on the node stays', () => {
    const params = { online: '300 ms', offline: '300 ms' };
    const log = probed([fault('churn', FIRST, { at: 10 * SECOND, until: 20 * SECOND, params })], 40);
    const before = of(log, 0, 'tick').filter(({ at }) => at < 10).length;
    expect(before).toBe(9);
    expect(of(log, 0, 'recover').every(({ at }) => at > 10 && at <= 20)).toBe(true);
    expect(of(log, 0, 'tick').filter(({ at }) => at > 22).length).toBe(18);
  });

  test('takes each node by itself, and off in the steady state for its share of the time, within 4 standard errors', () => {
    const params = { online: '3 min', offline: '1 min' };
    const nodes = 60;
    const words = {
      protocol: pow,
      params: { interval: '10 s', blockSize: '1 B' },
      nodes,
      faults: [fault('churn', { ids: [...Array(nodes).keys()].slice(1) }, { params })],
      stop: { time: 600 * MINUTE },
    };
    const world = assembled(words);
    const made = new Array<number>(nodes).fill(0);
    world.host.outputs.add({ onMint: (_time, node) => made[node]!++ });
    carryOut(world, { ...words, stop: { time: 600 * MINUTE } });
    // Node 0 never goes: all nodes have the same power, and the others find blocks for three quarters of the time.
    const others = made.slice(1).reduce((sum, count) => sum + count, 0);
    const due = (3_600 * (nodes - 1)) / nodes;
    // Deviations of the number found (Poisson) and of the time online (2 · share of time · length of a session, per node).
    const variance =
      0.75 * due + (due / (nodes - 1)) * (due / (nodes - 1)) * (nodes - 1) * ((2 * 0.75 * 0.25 * 0.75) / 600);
    expect(Math.abs(others - 0.75 * due)).toBeLessThan(4 * Math.sqrt(variance));
    expect(made[0]).toBeGreaterThan(30);
  });

  test('leaves the chain of those who stay whole: who comes back catches up, and nobody lies', () => {
    const params = { online: '30 min', offline: '30 min' };
    const network = {
      topology: { kind: 'random-out', degree: 6, distribution: 'fixed', quotas: 'exact', minersLinked: false },
    };
    const faults = [fault('churn', { ids: [...Array(14).keys()] }, { params })];
    const words = { protocol: pow, params: { interval: '1 min', blockSize: '1 B' }, nodes: 40, faults, network };
    const record = simulate(runSpec({ ...words, stop: { blocks: 600 } }), { registry, key: '', tree: false });
    expectContent(record.verdicts);
    const world = assembled(words);
    const tips = new Map<NodeId, number>();
    world.host.outputs.add({ onAdopt: (_time, node, tip) => tips.set(node, tip) });
    carryOut(world, { ...words, stop: { time: 600 * MINUTE } });
    const heights = [...tips.values()].map((tip) => world.host.tree.height(tip));
    expect(tips.size).toBe(40);
    // Half of them are away now, for half an hour on average; nobody has been left behind for long.
    const behind = heights.filter((height) => height < Math.max(...heights) - 300);
    expect(behind).toEqual([]);
  });
});
