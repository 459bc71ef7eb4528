import { parseScenario } from '../../src/scenario/parse.js';
import { WORLD_PRESETS, withPreset } from '../../src/scenario/presets.js';
import { refusalOf } from '../fixtures/refusal.js';
import { registry } from '../fixtures/world.js';

function variantOf(nodes: string, network: string, protocol: string, more = '') {
  const text = `name: a\nstop: { blocks: 1 }\nnodes: ${nodes}\nnetwork: ${network}\nprotocols: { a: ${protocol} }\n${more}`;
  return parseScenario(text, 'f', registry).variants[0]!;
}

const whole = (preset: string) =>
  variantOf(`{ preset: ${preset} }`, `{ preset: ${preset} }`, `{ kind: pow, preset: ${preset} }`);

describe('presets of worlds', () => {
  test.each(WORLD_PRESETS)('%s is a scenario by itself, and everything in it is written out', (preset) => {
    const { world, protocols } = whole(preset);
    expect(world.nodes).toMatchObject({ preset, count: expect.any(Number) as number });
    expect(world.network).toMatchObject({
      preset,
      latency: { kind: 'matrix' },
      bandwidth: { preset: expect.any(String) as string },
    });
    expect(protocols[0]!.params).not.toHaveProperty('preset');
  });

  /** Nodes, interval in s, block bytes, as in the reference model's own sets. */
  test.each([
    ['bitcoin-2015', 6_000, 600, 535_000],
    ['bitcoin-2019', 6_000, 600, 535_000],
    ['litecoin', 800, 150, 6_110],
    ['dogecoin', 600, 60, 8_000],
  ])('%s has %p nodes, a block every %p s of %p bytes, and mining at every node', (preset, count, interval, bytes) => {
    const { world, protocols } = whole(preset);
    expect(world.nodes).toMatchObject({ count, weights: { kind: 'normal', mean: 400_000, sd: 100_000, floor: 1 } });
    expect(protocols[0]!.params).toMatchObject({ interval: interval * 1e6, blockSize: bytes });
  });

  test('gives way to what is written beside it, key by key', () => {
    const { world, protocols } = variantOf(
      '{ preset: bitcoin-2019, count: 60, weights: { kind: equal } }',
      '{ preset: bitcoin-2019, latency: { scale: 0.5 }, bandwidth: { up: 1 Mbit/s, down: 2 Mbit/s } }',
      '{ kind: pow, preset: bitcoin-2019, blockSize: 1 MB }',
    );
    expect(world.nodes).toMatchObject({ count: 60, weights: { kind: 'equal' }, regions: { preset: 'bitcoin-2019' } });
    expect(world.nodes.weights).not.toHaveProperty('mean');
    expect(world.network.latency).toMatchObject({ kind: 'matrix', preset: 'bitcoin-2019', scale: 0.5 });
    expect(world.network.bandwidth).toMatchObject({ up: 1e6, down: 2e6, occupancy: 'delivery' });
    expect(world.network.bandwidth).not.toHaveProperty('preset');
    expect(world.network.topology).toMatchObject({ kind: 'random-out', distribution: 'bitcoin', quotas: 'simblock' });
    expect(protocols[0]!.params).toMatchObject({ interval: 600e6, blockSize: 1e6 });
  });

  test('gives way to other ways of saying the same', () => {
    const own = { regions: { eu: 1 }, weights: { kind: 'pools', pools: [{ share: 1, region: 'eu' }] } };
    const nodes = withPreset('nodes', { preset: 'gervais-bitcoin', ...own });
    expect(nodes).toEqual({ preset: 'gervais-bitcoin', count: 6_000, ...own });
    const network = withPreset('network', { preset: 'litecoin', latency: { means: { eu: { eu: '10 ms' } } } });
    expect(network).toMatchObject({ latency: { kind: 'matrix', means: { eu: { eu: '10 ms' } } } });
    expect(network).not.toHaveProperty('latency.preset');
  });

  test('can be swept, as what it holds can', () => {
    const text = `name: a\nstop: { blocks: 1 }\nnodes: { preset: litecoin }\nnetwork: { preset: litecoin }
protocols: { a: { kind: pow, preset: litecoin } }
sweep: { nodes.preset: [litecoin, dogecoin], network.latency.scale: [1, 2] }\n`;
    const { variants } = parseScenario(text, 'f', registry);
    expect(variants.map(({ world }) => [world.nodes.count, world.network.latency['scale']])).toEqual([
      [800, 1],
      [800, 2],
      [600, 1],
      [600, 2],
    ]);
  });

  test.each([
    [
      '{ preset: bitcoin-2020 }',
      '{}',
      '{ kind: pow }',
      /f:3:18: nodes\.preset: expected one of bitcoin-2015, .*, found "bitcoin-2020"; did you mean/,
    ],
    ['{ count: 4 }', '{ preset: x }', '{ kind: pow }', /^f:4:20: network\.preset: expected one of bitcoin-2015, /],
    ['{ count: 4 }', '{}', '{ kind: pow, preset: x }', /^f:5:38: protocols\.a\.preset: expected one of bitcoin-2015, /],
    ['{ count: 4 }', '{}', '{ kind: pbft, preset: litecoin }', /protocols\.a\.preset: unknown key; allowed: kind, /],
    [
      '{ preset: gervais-bitcoin, count: 9 }',
      '{}',
      '{ kind: pow }',
      /nodes\.weights: weights pools: 16 pools are given for 9 nodes/,
    ],
    [
      '{ preset: gervais-bitcoin, regions: { mars: 1 } }',
      '{}',
      '{ kind: pow }',
      /nodes\.weights: regions: a node is to stand in "asia-pacific", and there are only mars/,
    ],
  ])('in %s, %s, %s is refused with a reason', (nodes, network, protocol, message) => {
    expect(refusalOf(() => variantOf(nodes, network, protocol))?.message).toMatch(message);
  });
});
