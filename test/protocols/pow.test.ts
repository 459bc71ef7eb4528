import { pow } from '../../src/protocols/pow.js';
import { run, worldWith } from '../fixtures/world.js';

const HOUR_US = 3_600_000_000;

/** Stale share of n equal miners on a full mesh with constant delay, to first order in x = delay / interval. */
function staleShare(n: number, x: number): number {
  return ((1 - 1 / n) * x) / (1 + x);
}

describe('Nakamoto proof of work', () => {
  test('without delay no block is stale, and the main chain has every block', () => {
    const world = worldWith(10, { network: { latency: { kind: 'constant', delay: 0 } }, stop: { blocks: 300 } });
    const record = run(pow, world);
    expect(record.columns['blocks_stale']).toBe(0);
    expect(record.producers.reduce((sum, row) => sum + row.canonical, 0)).toBe(300);
  });

  test('the stale share of 20 equal miners at a delay of a tenth of the interval is (1 − 1/n) x / (1 + x)', () => {
    const x = 0.1;
    const blocks = 4000;
    const world = worldWith(20, {
      network: { latency: { kind: 'constant', delay: x * HOUR_US } },
      stop: { blocks },
    });
    const record = run(pow, world, { params: { interval: '1 h' } });
    const expected = staleShare(20, x);
    const standardError = Math.sqrt((expected * (1 - expected)) / blocks);
    expect(Math.abs((record.columns['stale_rate'] as number) - expected)).toBeLessThan(4 * standardError);
  });

  test('shares of blocks follow hash power: Zipf weights, 8000 blocks, chi-square of 9 degrees below its 1e-4 quantile', () => {
    const world = worldWith(10, {
      nodes: { count: 10, weights: { kind: 'zipf', exponent: 1 }, regions: { shares: { everywhere: 1 } } },
      network: { latency: { kind: 'constant', delay: 0 } },
      stop: { blocks: 8000 },
    });
    const record = run(pow, world);
    const total = record.producers.reduce((sum, row) => sum + row.weight, 0);
    const statistic = record.producers.reduce((sum, row) => {
      const expected = (8000 * row.weight) / total;
      return sum + ((row.canonical - expected) * (row.canonical - expected)) / expected;
    }, 0);
    expect(statistic).toBeLessThan(33.72);
  });

  test('the mean interval is the parameter: 4000 blocks, within four standard errors of 1/sqrt(4000)', () => {
    const world = worldWith(5, { network: { latency: { kind: 'constant', delay: 0 } }, stop: { blocks: 4000 } });
    const record = run(pow, world, { params: { interval: '10 s' } });
    expect(Math.abs((record.columns['sim_time_s'] as number) / 40_000 - 1)).toBeLessThan(4 / Math.sqrt(4000));
  });

  test('a miner that joins by compounding speeds up the chain until the retarget slows it down', () => {
    const economy = { reward: 0.05, compound: true };
    const world = worldWith(5, {
      network: { latency: { kind: 'constant', delay: 0 } },
      economy,
      stop: { blocks: 2000 },
    });
    const params = { interval: '10 s', epoch: 50 };
    const free = run(pow, world, { params });
    const retargeted = run(pow, world, { params: { ...params, retarget: 'bitcoin' } });
    // Power grows from 5 to about 105, so 2000 blocks take 10 · 5 · ln(105/5)/0.05 s without a retarget.
    const expected = (10 * 5 * Math.log(21)) / 0.05;
    expect(free.columns['sim_time_s'] as number).toBeGreaterThan(expected * 0.9);
    expect(free.columns['sim_time_s'] as number).toBeLessThan(expected * 1.1);
    expect(retargeted.columns['sim_time_s'] as number).toBeGreaterThan(5 * expected);
  });

  test("Bitcoin's rule measures m − 1 intervals: with constant power the mean interval is longer by m / (m − 1)", () => {
    const world = worldWith(3, { network: { latency: { kind: 'constant', delay: 0 } }, stop: { blocks: 30_000 } });
    const record = run(pow, world, { params: { interval: '10 s', retarget: 'bitcoin', epoch: 10 } });
    const mean = (record.columns['sim_time_s'] as number) / 30_000;
    // E over epochs of T0 · m / (sum of m − 1 exponentials / mean): the measured k = m − 1 intervals give m/(k − 1).
    expect(Math.abs(mean / 10 - 10 / 8)).toBeLessThan(0.06);
  });

  test('on a ring blocks travel by announcement, request and block: one request and one block per node, no more', () => {
    const world = worldWith(12, {
      network: { topology: { kind: 'ring', neighbours: 1 }, latency: { kind: 'constant', delay: 1000 } },
      stop: { blocks: 50 },
    });
    const record = run(pow, world);
    const { messagesByKind } = record;
    // 2E − (n − 1) announcements with E = 12 links; the last block may still be under way.
    expect(messagesByKind['gossip.request']).toBe(messagesByKind['block']);
    expect(messagesByKind['block']).toBe(50 * 11);
    expect(messagesByKind['gossip.announce']).toBeGreaterThan(49 * 13);
    expect(messagesByKind['gossip.announce']).toBeLessThanOrEqual(50 * 13);
  });

  test('a node that was cut off fetches the chain it lacks once it hears of a later block', () => {
    const world = worldWith(6, {
      faults: [{ partition: [[0, 1, 2, 3, 4], [5]], oneWay: false, at: 0, until: 10 * HOUR_US }],
      stop: { blocks: 120 },
    });
    const record = run(pow, world);
    expect(record.ended).toBe('blocks');
    expect(record.messagesByKind['gossip.chain']).toBeGreaterThan(0);
  });
});
