import { bandwidths } from '../../src/network/bandwidth.js';
import randomOut from '../../src/network/topology/random-out.js';
import { drawBlockSize } from '../../src/ledger/block-sizes.js';
import { parseScenario } from '../../src/scenario/parse.js';
import type { Links } from '../../src/contract.js';
import seedrandom from 'seedrandom';
import { registry } from '../fixtures/world.js';

function loading(parts: {
  bandwidth?: string;
  topology?: string;
  blockSize?: string;
  latency?: string;
}): () => unknown {
  const { bandwidth, topology, blockSize = '1 MB', latency } = parts;
  const network = [
    ...(bandwidth === undefined ? [] : [`bandwidth: ${bandwidth}`]),
    ...(topology === undefined ? [] : [`topology: { kind: random-out, ${topology} }`]),
    ...(latency === undefined ? [] : [`latency: { kind: matrix, ${latency} }`]),
  ].join(', ');
  const text =
    `name: own\nstop: { blocks: 5 }\nnodes: { count: 40, regions: { far: 1, near: 3 } }\nnetwork: { ${network} }\n` +
    `protocols: { p: { kind: pow, blockSize: ${blockSize} } }\n`;
  return () => parseScenario(text, 'f', registry);
}

const RATE = '{ up: 1 Mbit/s, down: 2 Mbit/s }';

describe('rates by region', () => {
  test('are those of each region of the nodes, and of no other', () => {
    expect(loading({ bandwidth: `{ regions: { far: ${RATE}, near: ${RATE} }, miners: 1 Gbit/s }` })).not.toThrow();
    expect(loading({ bandwidth: `{ regions: { far: ${RATE} } }` })).toThrow(
      'network.bandwidth.regions: expected rates for every region of the nodes (far, near), found none for "near"',
    );
    expect(loading({ bandwidth: `{ regions: { far: ${RATE}, near: ${RATE}, naer: ${RATE} } }` })).toThrow(
      'network.bandwidth.regions.naer: expected one of the regions far, near, found "naer"; did you mean',
    );
    expect(loading({ bandwidth: `{ regions: { far: { up: 1 Mbit/s }, near: ${RATE} } }` })).toThrow(
      'network.bandwidth.regions.far.down',
    );
  });

  test('stand at the nodes of the region', () => {
    const regions = { names: ['far', 'near'], of: Int32Array.from([1, 0, 1]) };
    const choice = { regions: { near: { up: 10, down: 20 }, far: { up: 1, down: 2 } }, miners: 500 };
    const { up, down } = bandwidths(choice, { regions, weights: [0, 0, 7] }, 3, () => 0.5);
    expect([...up]).toEqual([10, 1, 500]);
    expect([...down]).toEqual([20, 2, 500]);
  });
});

describe('a distribution of links of your own', () => {
  test('is dealt out to the nodes', () => {
    const n = 200;
    const params = randomOut.params.parse({ distribution: { 12: 1, 3: 3 } });
    const { offsets } = randomOut.build(params, n, seedrandom.alea('links'), []) as Links;
    // A link counts at both of its ends: 150 nodes open three, 50 twelve.
    expect(offsets[n]).toBe(2 * (150 * 3 + 50 * 12));
  });

  test('has whole numbers of links, and somebody who opens them', () => {
    expect(loading({ topology: 'distribution: { 8: 0.5, 10: 0.5 }, quotas: drawn' })).not.toThrow();
    expect(loading({ topology: 'distribution: { 2.5: 1 }' })).toThrow('network.topology.distribution');
    expect(loading({ topology: 'distribution: { 8: 0 }' })).toThrow(
      'expected at least one number of links with a share above 0',
    );
    expect(loading({ topology: 'distribution: { 8: 1 }, degree: 8' })).toThrow(
      'network.topology.degree: expected only with distribution: fixed',
    );
    expect(loading({ topology: 'degree: 8, quotas: drawn' })).toThrow(
      'network.topology.quotas: expected only with a distribution that is not fixed',
    );
  });
});

test('delays drawn by link are asked for only where they are drawn', () => {
  const means = 'means: { far: { far: 20 ms, near: 50 ms }, near: { near: 9 ms } }';
  expect(loading({ latency: `${means}, draw: link` })).not.toThrow();
  expect(loading({ latency: `${means}, law: constant, draw: link` })).toThrow(
    'network.latency.draw: expected only with law: pareto',
  );
});

describe('sizes of blocks of your own', () => {
  test('are uniform within their bins', () => {
    const law = { histogram: { edges: [0, 100, 1100], weights: [1, 3] }, scale: 2 };
    const random = seedrandom.alea('sizes');
    const sizes = Array.from({ length: 20_000 }, () => drawBlockSize(law, random));
    const small = sizes.filter((size) => size <= 200).length / sizes.length;
    expect(Math.abs(small - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / sizes.length));
    const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
    // 2 (50 + 3 · 600)/4, and a standard deviation of less than 700.
    expect(Math.abs(mean - 925)).toBeLessThan((4 * 700) / Math.sqrt(sizes.length));
  });

  test('have bins in order, each with a weight', () => {
    const of = (edges: string, weights: string) =>
      loading({ blockSize: `{ histogram: { edges: ${edges}, weights: ${weights} } }` });
    expect(of('[0 B, 1 MB, 2 MB]', '[1, 2]')).not.toThrow();
    expect(of('[0 B, 1 MB, 2 MB]', '[1]')).toThrow('expected one edge more than weights');
    expect(of('[0 B, 2 MB, 1 MB]', '[1, 1]')).toThrow('expected edges in ascending order');
    expect(of('[0 B, 2 MB]', '[0]')).toThrow('expected a weight above 0');
  });
});
