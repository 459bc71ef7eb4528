import type { Observer } from '../../src/contract.js';
import { committeeOf } from '../../src/ledger/algorand/committees.js';
import { algorand } from '../../src/protocols/algorand.js';
import { type Assembled, assemble } from '../../src/scenario/assembly.js';
import type { Fault, World } from '../../src/scenario/world.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';
import { expectContent } from '../fixtures/verdicts.js';

const DELAY_S = 0.1;
const FILTER_S = 3;

const cut = (at: number, until: number, ...groups: number[][]): Fault => ({
  partition: groups,
  oneWay: false,
  at: Math.round(at * S),
  until: Math.round(until * S),
});

const alone = (n: number): number[][] => Array.from({ length: n }, (_, node) => [node]);

/** Runs a world to its end, with somebody looking on. */
function watched(world: World, params: object = {}, observer: Observer = {}): Assembled {
  const made = assemble(specOf(algorand, world, params), registry);
  made.host.outputs.add(observer);
  made.start();
  made.host.simulator.run({ time: 24 * 3600 * S, events: 20_000_000 });
  return made;
}

/** Seats of every node in a committee of a run that is over, recomputed from its chain. */
function seatsOf(made: Assembled, chain: number, round: number, period: number, step: number, params: object = {}) {
  const me = { ...made.host.facts, blocks: made.host.tree.whole() };
  return committeeOf(chain, { round, period, step }, me, algorand.params.parse(params)).seats;
}

describe('Algorand: the good case', () => {
  test.each([
    [4, 100, 3],
    [7, 10, 3],
    [16, 250, 3],
    [64, 100, 0.5],
    [1, 100, 3],
  ])(
    'n = %i, %i ms apart, filter time-out %d s: decided two delays after the filter time-out',
    (n, delayMs, filterS) => {
      const latency = { kind: 'constant', delay: delayMs * 1000 };
      const world = worldWith(n, { network: { latency }, stop: { blocks: 10 } });
      const record = run(algorand, world, { params: { filterTimeout: `${filterS} s` } });
      const expected = filterS + (n === 1 ? 0 : (2 * delayMs) / 1000);
      expect(record.columns['latency_p50_s']).toBeCloseTo(expected, 9);
      expect(record.columns['latency_p95_s']).toBeCloseTo(expected, 9);
      expect(record.columns['sim_time_s']).toBeCloseTo(10 * expected, 9);
      expectContent(record.verdicts);
    },
  );

  test('messages are those of the nodes that have seats, and of nobody else', () => {
    // About two seats a node in the soft step and one in the cert step; thresholds that honest seats seldom miss.
    const params = { proposers: 5, soft: { size: 60, threshold: 36 }, cert: { size: 40, threshold: 20 } };
    const [n, rounds] = [30, 40];
    const sent: Record<string, number> = {};
    const kinds = Object.keys(algorand.on);
    let tip = 0;
    const world = worldWith(n, { stop: { blocks: rounds } });
    const made = watched(world, params, {
      onSend: (_time, _from, kind, copies) => void (sent[kinds[kind]!] = (sent[kinds[kind]!] ?? 0) + copies),
      onAdopt: (_time, _node, block) => void (tip = block),
    });
    expect(made.host.tree.height(tip)).toBe(rounds);
    const senders = [0, 1, 2].map((step) => {
      let count = 0;
      for (let round = 1; round <= rounds; round++) {
        for (const seats of seatsOf(made, tip, round, 0, step, params)) if (seats > 0) count++;
      }
      return count;
    });
    expect(senders[1]).toBeLessThan(rounds * n);
    expect(sent).toEqual({
      propose: senders[0]! * (n - 1),
      soft: senders[1]! * (n - 1),
      cert: senders[2]! * (n - 1),
    });
  });

  test('blocks are made by proposers in proportion to their stake', () => {
    const rounds = 600;
    const world = worldWith(4, {
      nodes: { count: 4, weights: { kind: 'list', values: [4, 3, 2, 1] } } as never,
      stop: { blocks: rounds },
    });
    const record = run(algorand, world);
    for (const [node, { canonical }] of record.producers.entries()) {
      const share = (4 - node) / 10;
      const se = Math.sqrt((share * (1 - share)) / rounds);
      expect(Math.abs(canonical / rounds - share)).toBeLessThan(4 * se);
    }
  });

  test('all-honest rounds go on without requests, with empty blocks', () => {
    const world = worldWith(4, { workload: { rate: 0.05, size: 250, senders: 'equal' }, stop: { blocks: 30 } });
    const record = run(algorand, world);
    expect(record.columns['sim_time_s']).toBeCloseTo(30 * (FILTER_S + 2 * DELAY_S), 6);
    expect(record.verdicts).toMatchObject({ agreement: { is: 'holds' }, validity: { is: 'holds' } });
  });

  test('stakes that grow with rewards move the seats after 320 rounds', () => {
    const world = worldWith(4, { economy: { reward: 0.05, compound: true }, stop: { blocks: 400 } });
    const record = run(algorand, world);
    expectContent(record.verdicts);
    const fixed = run(algorand, worldWith(4, { stop: { blocks: 400 } }));
    expect(record.columns['sim_time_s']).toBe(fixed.columns['sim_time_s']);
    expect(record.producers).not.toEqual(fixed.producers);
  });
});

describe('Algorand: periods', () => {
  test('a period without any proposer ends with a ⊥ bundle one delay after the deadline', () => {
    // One seat among proposers on average: none in a round with a probability of 1/e.
    const params = { proposers: 1 };
    const [n, rounds] = [10, 40];
    let tip = 0;
    const views: number[] = [];
    const made = watched(worldWith(n, { stop: { blocks: rounds } }), params, {
      onAdopt: (_time, _node, block) => void (tip = block),
      onEnterView: (_time, node, _round, period) => void (node === 0 && views.push(period)),
    });
    let expected = 0;
    let empty = 0;
    for (let round = 1; round <= rounds; round++) {
      let period = 0;
      for (; !seatsOf(made, tip, round, period, 0, params).some((seats) => seats > 0); period++) {
        expected += (period === 0 ? 4 : 17) + DELAY_S;
        empty++;
      }
      expected += (period === 0 ? 3 : 4) + 2 * DELAY_S;
    }
    expect(empty).toBeGreaterThan(rounds / 5);
    expect(made.host.simulator.now / S).toBeCloseTo(expected, 6);
    expect(views.filter((period) => period > 0)).toHaveLength(empty);
  });

  test('a proposer who stays silent costs nothing: the lowest credential among the others leads', () => {
    const record = run(algorand, worldWith(10, { faults: [fault('silent', { ids: [0, 1] })], stop: { blocks: 30 } }));
    expect(record.columns['sim_time_s']).toBeCloseTo(30 * (FILTER_S + 2 * DELAY_S), 6);
    expect(record.producers.slice(0, 2).map(({ canonical }) => canonical)).toEqual([0, 0]);
    expectContent(record.verdicts);
  });

  test('a proposer who leads and shows two blocks costs a period: up to its deadline and one delay more', () => {
    const world = worldWith(10, {
      faults: [fault('equivocate', { ids: [0] }, { params: { kinds: ['propose'] } })],
      stop: { blocks: 60 },
    });
    let spoilt = 0;
    let expected = 60 * (FILTER_S + 2 * DELAY_S);
    const made = watched(
      world,
      {},
      {
        onEnterView(_time, node, _round, period) {
          if (node !== 1 || period === 0) return;
          spoilt++;
          // The period after the first waits 4 s for proposals in place of 3.
          expected += period === 1 ? 4 + DELAY_S + 1 : 17 + DELAY_S;
        },
      },
    );
    expect(made.host.simulator.now / S).toBeCloseTo(expected, 6);
    // It leads one period in ten: 60 and those spoilt, with a standard error of 2.4.
    expect(spoilt).toBeGreaterThan(0);
    expect(spoilt).toBeLessThan(17);
  });

  test('a filter time-out below the delay costs a period: each proposer has heard only itself', () => {
    const record = run(algorand, worldWith(4, { stop: { blocks: 1 } }), { params: { filterTimeout: '50 ms' } });
    expect(record.columns['latency_p50_s']).toBeCloseTo(4 + DELAY_S + 4 + 2 * DELAY_S, 9);
  });

  test('a block that many have seen a soft bundle for, but nobody a cert bundle, is carried into the next period', () => {
    // Soft votes arrive at 3.1 s; the cert votes sent then are lost; next votes of 4 s are for the block.
    const world = worldWith(4, { faults: [cut(3.05, 3.9, ...alone(4))], stop: { blocks: 1 } });
    const blocks = new Map<string, number>();
    const decided = new Set<number>();
    const made = watched(
      world,
      {},
      {
        onStatement: (_time, _from, kind, m) => {
          if (kind === 'repropose') blocks.set('reproposed', m.block);
          if (kind === 'next') blocks.set('next', m.value);
        },
        onAdopt: (_time, _node, block) => void decided.add(block),
      },
    );
    expect(made.host.simulator.now / S).toBeCloseTo(4 + DELAY_S + 4 + 2 * DELAY_S, 6);
    expect([...decided]).toEqual([blocks.get('next')]);
    expect(blocks.get('reproposed')).toBe(blocks.get('next'));
    expect((made.host.tree.header(blocks.get('next')!) as { period: number }).period).toBe(0);
  });

  test('next votes come at the deadline and then about 2^k λ after it, up to one λ_f apart', () => {
    const times: number[] = [];
    const world = worldWith(4, { faults: [cut(0, 3000, ...alone(4))], stop: { blocks: 1 } });
    watched(
      world,
      {},
      {
        onStatement: (time, from, kind) => void (from === 0 && kind === 'next' && times.push(time / S - 4)),
      },
    );
    expect(times[0]).toBe(0);
    for (let k = 1; k <= 7; k++) {
      expect(times[k]).toBeGreaterThanOrEqual(2 * 2 ** k);
      expect(times[k]).toBeLessThan(2 * 2 ** (k + 1));
    }
    expect(times.length).toBeGreaterThan(14);
    for (let k = 9; k < times.length; k++) expect(times[k]! - times[k - 1]!).toBeLessThan(2 * 300);
  });
});

describe('Algorand: partitions and recovery', () => {
  test('halves stand still, and go on soon after they are one again', () => {
    const world = worldWith(7, { faults: [cut(10, 100, [0, 1, 2], [3, 4, 5, 6])], stop: { blocks: 20 } });
    const record = run(algorand, world);
    expectContent(record.verdicts);
    expect(record.columns['sim_time_s']).toBeGreaterThan(100);
    expect(record.columns['sim_time_s']).toBeLessThan(100 + 132 + 20 * 3.2 + 10);
  });

  test('after an hour apart the fast recovery brings them together within two of its intervals', () => {
    const world = worldWith(7, { faults: [cut(10, 3610, [0, 1, 2], [3, 4, 5, 6])], stop: { blocks: 20 } });
    const record = run(algorand, world);
    expectContent(record.verdicts);
    const votes = ['late', 'redo', 'down'].reduce((all, kind) => all + (record.messagesByKind[kind] ?? 0), 0);
    expect(votes).toBeGreaterThan(0);
    expect(record.columns['sim_time_s']).toBeLessThan(3610 + 2 * 300 + 20 * 3.2 + 20);
  });

  test('a node that was cut off catches up with a cert bundle and the chain, while the others never wait', () => {
    const world = worldWith(10, { faults: [cut(10, 200, [0], [1, 2, 3, 4, 5, 6, 7, 8, 9])], stop: { blocks: 80 } });
    const record = run(algorand, world);
    expectContent(record.verdicts);
    expect(record.messagesByKind['ask']).toBeGreaterThan(0);
    expect(record.columns['sim_time_s']).toBeCloseTo(80 * 3.2, 6);
  });

  test('a node that was cut off for 700 rounds fetches the chain 500 blocks at a time', () => {
    const world = worldWith(5, { faults: [cut(10, 2250, [0], [1, 2, 3, 4])], stop: { blocks: 720 } });
    const made = watched(world);
    expect(made.host.simulator.now / S).toBeLessThan(720 * 3.2 + 60);
  });

  test('a node that was down for a while comes back with its state', () => {
    const down: Fault = fault('crash', { ids: [0] }, { at: 7 * S, until: 150 * S });
    const made = watched(worldWith(7, { faults: [down], stop: { blocks: 60 } }));
    expect(made.host.simulator.now / S).toBeCloseTo(60 * 3.2, 0);
    const heights = new Set<number>();
    watched(
      worldWith(7, { faults: [down], stop: { blocks: 60 } }),
      {},
      {
        onDecide: (_time, node, height) => void (node === 0 && heights.add(height)),
      },
    );
    expect(heights.size).toBeGreaterThanOrEqual(59);
  });

  test('nobody votes twice in a slot, whatever is cut, lost or down', () => {
    const said = new Map<string, number>();
    const twice: string[] = [];
    const world = worldWith(7, {
      network: { latency: { kind: 'exponential', mean: 300_000 }, loss: 0.1 },
      faults: [
        cut(10, 40, [0, 1, 2], [3, 4, 5, 6]),
        cut(60, 700, [0, 2, 4, 6], [1, 3, 5]),
        fault('crash', { ids: [1] }, { at: 5 * S, until: 20 * S }),
        fault('crash', { ids: [2] }, { at: 22 * S, until: 30 * S }),
      ],
      stop: { blocks: 40 },
    });
    const made = watched(
      world,
      {},
      {
        onStatement(_time, from, kind, m) {
          const facts = (algorand.votes as Record<string, { height: any; view: any; value: any }>)[kind];
          if (!facts) return;
          const slot = [from, kind, facts.height(m), facts.view(m)].join(' ');
          if ((said.get(slot) ?? facts.value(m)) !== facts.value(m)) twice.push(slot);
          said.set(slot, facts.value(m));
        },
      },
    );
    expect(twice).toEqual([]);
    expect(said.size).toBeGreaterThan(1000);
    expect(made.host.simulator.now / S).toBeGreaterThan(700);
  });
});

describe('Algorand: faults', () => {
  test('bears a fifth of equal nodes as its committees are, and a third of four with larger ones', () => {
    const faults = (n: number, params: object) => algorand.faults(n, algorand.params.parse(params));
    expect([4, 5, 7, 10, 100].map((n) => faults(n, {}))).toEqual([0, 1, 1, 2, 20]);
    const large = { size: 10_000, threshold: 6667 };
    const params = { soft: large, cert: large, next: large };
    expect(faults(4, params)).toBe(1);
    const record = run(algorand, worldWith(4, { faults: [fault('silent', { ids: [0] })] }), { params });
    expectContent(record.verdicts);
    expect(record.columns['latency_p95_s']).toBeCloseTo(3.2, 9);
  });

  test('of 10 nodes 2 that equivocate in everything do no harm, in 10 random delivery orders', () => {
    for (let seed = 0; seed < 10; seed++) {
      const world = worldWith(10, {
        network: { latency: { kind: 'exponential', mean: 100_000 } },
        faults: [fault('equivocate', { ids: [0, 1] })],
      });
      expectContent(run(algorand, world, { seed: `equivocation/${seed}` }).verdicts);
    }
  });

  test('of 10 nodes 2 twins that talk with both halves of the others do no harm', () => {
    const world = worldWith(10, { faults: [fault('twins', { ids: [0, 1] }, { params: { sides: 'parity' } })] });
    expectContent(run(algorand, world).verdicts);
  });

  test('stake counts, not nodes: six of twelve may be silent with a tenth of it, one with half of it stops all', () => {
    // Zipf, exponent 1.5: node 0 has 49 %, the last six have 10.7 %.
    const nodes = { count: 12, weights: { kind: 'zipf', exponent: 1.5 } };
    const bears = run(
      algorand,
      worldWith(12, { nodes, faults: [fault('silent', { ids: [6, 7, 8, 9, 10, 11] })] } as never),
    );
    expectContent(bears.verdicts);
    expect(bears.columns['latency_p50_s']).toBeCloseTo(3.2, 9);
    const stops = run(
      algorand,
      worldWith(12, {
        nodes,
        faults: [fault('silent', { ids: [0] })],
        stop: { blocks: 20, time: 2 * 3600 * S },
      } as never),
    );
    expect(stops.columns['decisions']).toBe(0);
    expect(stops.verdicts).toMatchObject({ agreement: { is: 'unknown' }, liveness: { is: 'violated' } });
  });
});
