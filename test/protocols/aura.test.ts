import { aura, stateOf } from '../../src/protocols/aura.js';
import { assemble } from '../../src/scenario/assembly.js';
import type { Fault, PartitionFault } from '../../src/scenario/world.js';
import { clique } from '../../src/protocols/clique.js';
import { fairRotation } from '../../src/protocols/fair-rotation.js';
import type { Protocol } from '../../src/contract.js';
import { fault, registryWith, SECOND as S } from '../fixtures/run-words.js';
import { expectContent } from '../fixtures/verdicts.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

describe('a chain of authorities', () => {
  test('has a block of each in turn, one a step', () => {
    const record = run(aura, worldWith(7, { stop: { blocks: 140 } }));
    expectContent(record.verdicts);
    for (const row of record.producers) expect(row.canonical).toBe(20);
    // A block is final when three others have signed on top of it: four steps in all, and a delay.
    expect(record.columns['latency_first_s']).toBeCloseTo(15, 1);
  });

  test.each([
    ['half', 4],
    ['two-thirds', 2],
  ])('makes blocks final with as many silent as %s allows, %d of nine, and with one more none', (rule, most) => {
    const n = 9;
    const finalWith = (silent: number) => {
      const ids = Array.from({ length: silent }, (_, i) => 2 * i);
      const world = worldWith(n, { faults: [fault('silent', { ids })], stop: { blocks: 20, time: 2000 * S } });
      return run(aura, world, { params: { finality: rule } }).columns['blocks_canonical'];
    };
    expect(finalWith(most)).toBe(20);
    expect(finalWith(most + 1)).toBe(0);
  });

  test('sees who signs twice in a step, and stays one', () => {
    const assembled = assemble(
      specOf(aura, worldWith(7, { faults: [fault('equivocate', { ids: [2, 3] })], stop: { blocks: 100 } })),
      registry,
    );
    const accused = new Set<number>();
    assembled.host.outputs.add({ onBlame: (_time, _node, liar) => void accused.add(liar) });
    assembled.start();
    assembled.host.simulator.run({ time: Infinity, events: 1e6 });
    expect(accused).toEqual(new Set([2, 3]));
    expect(assembled.outcome.agreedHeight()).toBe(100);
  });
});

describe('liars whose turns follow upon each other, and who sign twice', () => {
  /** The last f of n, who show one block to the last f − 1 of the others, and one to the rest. */
  function verdict(n: number, f: number): string {
    const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
    const split = n - 2 * f + 1;
    const sides = [range(0, split), range(split, n - f)];
    const faults = [fault('twins', { ids: range(n - f, n) }, { params: { sides } })];
    return run(aura, worldWith(n, { faults, stop: { blocks: n + 2 } })).verdicts['agreement']!.is;
  }

  test.each([5, 6, 7, 8, 9, 10, 13])(
    'make two final chains of %d authorities without a split, one more than promised',
    (n) => {
      const promised = aura.faults(n, aura.params.parse({}));
      expect(promised).toBe(Math.floor((Math.floor(n / 2) + 1) / 2));
      expect(verdict(n, promised + 1)).toBe('violated');
      expect(verdict(n, promised)).toBe('holds');
    },
  );
});

test('finality goes by authors: where it went by blocks, both sides of a split would settle', () => {
  const partition = [
    [0, 1, 2],
    [3, 4, 5, 6],
  ];
  const world = worldWith(7, { faults: [{ partition, oneWay: false, at: 0, until: 120 * S }], stop: { blocks: 40 } });
  const verdict = (protocol: Protocol) =>
    run(protocol, world, { registry: registryWith(protocol) }).verdicts['agreement']!.is;
  const byBlocks: typeof aura = {
    ...aura,
    name: 'aura-by-blocks',
    init: (_me, params) => stateOf(params, (authors) => authors.length),
  };
  expect(verdict(aura)).toBe('holds');
  expect(verdict(byBlocks)).toBe('violated');
});

describe('the attack of the clones', () => {
  /** Clones of the first k work on both sides of a network that is split for five minutes. */
  function attack(protocol: Protocol, n: number, clones: number, params: object): string {
    const ids = Array.from({ length: clones }, (_, i) => i);
    const honest = Array.from({ length: n - clones }, (_, i) => clones + i);
    const half = Math.floor(honest.length / 2);
    const cut: PartitionFault = {
      partition: [
        [...ids, ...honest.slice(0, half)],
        [...ids.map((id) => `${id}b`), ...honest.slice(half)],
      ],
      oneWay: false,
      at: 0,
      until: 300 * S,
    };
    const faults: Fault[] = [fault('twins', { ids }), cut];
    return run(protocol, worldWith(n, { faults, stop: { blocks: 40, time: 1200 * S } }), { params }).verdicts[
      'agreement'
    ]!.is;
  }

  test.each([
    // 4 + 1 on either side of nine are more than half of them.
    [9, 1, 'violated'],
    [9, 0, 'holds'],
    // 4 + 1 and 5 + 1 of ten: one side has half and no more. Two clones do it.
    [10, 1, 'holds'],
    [10, 2, 'violated'],
  ])('on %d authorities by %d: agreement %s under Aura, Clique and fair rotation', (n, clones, verdict) => {
    expect(attack(aura, n, clones, {})).toBe(verdict);
    expect(attack(clique, n, clones, {})).toBe(verdict);
    expect(attack(fairRotation, n, clones, {})).toBe(verdict);
  });

  test('takes as many more as finality by two thirds asks for', () => {
    // Seven of nine on either side: 5 + 2. With four clones it is 4 + 2 and 4 + 3.
    const params = { finality: 'two-thirds' };
    expect([1, 2, 3, 4].map((clones) => attack(aura, 9, clones, params))).toEqual(['holds', 'holds', 'holds', 'holds']);
    expect(attack(aura, 9, 5, params)).toBe('violated');
  });
});
