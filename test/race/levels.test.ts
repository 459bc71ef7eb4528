import type { Protocol } from '../../src/contract.js';
import { ethereumPow } from '../../src/protocols/ethereum-pow.js';
import { ghost } from '../../src/protocols/ghost.js';
import { pow } from '../../src/protocols/pow.js';
import type { RunRecord } from '../../src/runner/record.js';
import { simulate } from '../../src/scenario/simulate.js';
import type { World } from '../../src/scenario/world.js';
import { SECOND } from '../fixtures/run-words.js';
import { registry, specOf, worldWith } from '../fixtures/world.js';

const zipf = { count: 10, weights: { kind: 'zipf', exponent: 1 }, regions: { shares: { everywhere: 1 } } } as const;

function both(world: World, params: object = {}, protocol: Protocol = pow): { messages: RunRecord; blocks: RunRecord } {
  const at = (detail: object) =>
    simulate(specOf(protocol, { ...world, ...detail }, params), { registry, key: 'test', tree: true });
  return { messages: at({}), blocks: at({ detail: 'blocks' }) };
}

describe('block level against message level', () => {
  test.each([
    ['constant delays of a tenth of the interval', { kind: 'constant', delay: 60 * SECOND }, {}, {}],
    // So narrow a law that no block overtakes its parent, which message level would then ask for.
    ['uniform delays, drawn message by message', { kind: 'uniform', min: 29 * SECOND, max: 30 * SECOND }, {}, {}],
    [
      'rewards that buy power, and retargets',
      { kind: 'constant', delay: 30 * SECOND },
      { reward: 0.05, compound: true },
      { retarget: 'bitcoin', epoch: 20 },
    ],
  ])('makes the same blocks, one for one: %s', (_name, latency, economy, params) => {
    const world = worldWith(10, { nodes: zipf, network: { latency }, economy, stop: { blocks: 600 } });
    const { messages, blocks } = both(world, params);
    expect(messages.columns['blocks_stale']).toBeGreaterThan(10);
    expect(blocks.tree).toEqual(messages.tree);
    const counted = ({ producers }: RunRecord) => producers.map((row) => ({ ...row, reward: row.reward.toFixed(9) }));
    expect(counted(blocks)).toEqual(counted(messages));
    expect(blocks.windows).toEqual(messages.windows);
    expect(blocks.baseline).toEqual(messages.baseline);
    for (const column of ['sim_time_s', 'stale_rate', 'decisions', 'agreement', 'nakamoto', 'latency_first_s']) {
      expect([column, blocks.columns[column]]).toEqual([column, messages.columns[column]]);
    }
    for (const column of ['stale_rate_low', 'stale_rate_high'])
      expect([column, blocks.columns[column]]).toEqual([column, messages.columns[column]]);
    const spread = Object.keys(messages.columns).filter((column) => column.startsWith('propagation_'));
    expect(spread.length).toBeGreaterThan(0);
    for (const column of spread) {
      expect([column, blocks.columns[column]]).toEqual([column, null]);
      expect(blocks.undefinedBecause[column]).toContain('network.latency is the time from miner to miner');
    }
    // Its quantiles are read off a histogram.
    for (const column of ['latency_p50_s', 'latency_p95_s']) {
      const [measured, exact] = [blocks.columns[column] as number, messages.columns[column] as number];
      expect(Math.abs(measured / exact - 1)).toBeLessThan(0.003);
    }
  });

  test.each([60, 300, 1200])('GHOST makes the same blocks, one for one, with delays of %p s', (seconds) => {
    const latency = { kind: 'constant', delay: seconds * SECOND };
    const world = worldWith(10, { nodes: zipf, network: { latency }, stop: { blocks: 300 } });
    const { messages, blocks } = both(world, {}, ghost);
    expect(messages.columns['blocks_stale']).toBeGreaterThan(10);
    expect(blocks.tree).toEqual(messages.tree);
    expect(blocks.columns['sim_time_s']).toBe(messages.columns['sim_time_s']);
  });

  test.each([
    ['constant', 60],
    ['constant', 600],
    ['homestead', 8],
    ['byzantium', 8],
  ] as const)(
    'Ethereum, difficulty %s, makes the same blocks, names the same uncles and pays the same, with delays of %p s',
    (difficulty, seconds) => {
      const latency = { kind: 'constant', delay: seconds * SECOND };
      const interval = difficulty === 'constant' ? '10 min' : '14 s';
      const economy = { reward: 1, compound: false };
      const world = worldWith(10, { nodes: zipf, network: { latency }, economy, stop: { blocks: 500 } });
      const { messages, blocks } = both(world, { difficulty, interval }, ethereumPow);
      expect(messages.columns['blocks_stale']).toBeGreaterThan(10);
      expect(blocks.tree).toEqual(messages.tree);
      expect(blocks.columns['sim_time_s']).toBe(messages.columns['sim_time_s']);
      const rewards = ({ producers }: RunRecord) => producers.map(({ reward }) => reward.toFixed(9));
      expect(rewards(blocks)).toEqual(rewards(messages));
      const paid = messages.producers.reduce((sum, { reward }) => sum + reward, 0);
      expect(paid).toBeGreaterThan(505);
    },
  );

  test('miners who join pools go the same way', () => {
    const pooling = { pools: [{ operator: 0, fee: 0.01 }], riskAversion: 0.1, revision: 3600 * SECOND };
    const economy = { reward: 1, pooling };
    const latency = { kind: 'constant', delay: 20 * SECOND };
    const world = worldWith(10, { nodes: zipf, network: { latency }, economy, stop: { blocks: 400 } });
    const { messages, blocks } = both(world);
    expect(blocks.tree).toEqual(messages.tree);
    expect(messages.columns['time_to_centralize_blocks']).toBeGreaterThan(0);
    expect(blocks.columns['time_to_centralize_blocks']).toBe(messages.columns['time_to_centralize_blocks']);
  });

  test('a great miner that is back mines on what it missed, at either level', () => {
    const outage = { behaviour: 'crash', params: {}, nodes: { ids: [0] }, at: 20_000 * SECOND, until: 80_000 * SECOND };
    const nodes = { count: 4, weights: { kind: 'list', values: [7, 1, 1, 1] } };
    const world = worldWith(4, { nodes, network: { latency: { kind: 'constant', delay: 0 } }, stop: { blocks: 300 } });
    const { messages, blocks } = both({ ...world, faults: [outage] });
    expect(blocks.tree).toEqual(messages.tree);
    expect(messages.columns['blocks_stale']).toBe(0);
    expect(messages.producers[0]!.canonical).toBeGreaterThan(100);
  });

  test('a miner that is off for a while loses the same blocks', () => {
    const outage = { behaviour: 'crash', params: {}, nodes: { ids: [2] }, at: 20_000 * SECOND, until: 80_000 * SECOND };
    const latency = { kind: 'constant', delay: 10 * SECOND };
    const world = worldWith(5, { network: { latency }, stop: { blocks: 300 } });
    const { messages, blocks } = both({ ...world, faults: [outage] });
    const made = (record: RunRecord) => record.tree!.map(([, , height, producer, time]) => [height, producer, time]);
    expect(made(blocks)).toEqual(made(messages));
  });

  test('overtaking delays: the stale rate agrees within four standard errors', () => {
    const blocksMade = 6000;
    const latency = { kind: 'exponential', mean: 60 * SECOND };
    const world = worldWith(8, { network: { latency }, stop: { blocks: blocksMade } });
    const { messages, blocks } = both(world);
    const rate = (record: RunRecord) => record.columns['stale_rate'] as number;
    const mean = (rate(messages) + rate(blocks)) / 2;
    expect(mean).toBeGreaterThan(0.05);
    const standardError = Math.sqrt((2 * mean * (1 - mean)) / blocksMade);
    expect(Math.abs(rate(messages) - rate(blocks))).toBeLessThan(4 * standardError);
  });
});
