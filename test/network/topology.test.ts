import fc from 'fast-check';
import seedrandom from 'seedrandom';
import type { Links } from '../../src/contract.js';
import { OUTBOUND_DEGREE_CDF } from '../../src/network/region-data.js';
import { topologies } from '../../src/network/topology/index.js';
import { connected, LinkSet, unreachable } from '../../src/network/topology/links.js';

function build(kind: string, params: unknown, n: number, seed = 'a', miners = 0): Links {
  const topology = topologies.find(({ name }) => name === kind)!;
  const weights = Array.from({ length: n }, (_, node) => (node < miners ? 1 : 0));
  const links = topology.build(topology.params.parse(params), n, seedrandom.alea(seed), weights);
  if (links === 'complete') throw new Error(`${kind} stores nothing`);
  return links;
}

function row(links: Links, node: number): number[] {
  return [...links.neighbours.subarray(links.offsets[node]!, links.offsets[node + 1]!)];
}

function degrees(links: Links): number[] {
  return Array.from({ length: links.offsets.length - 1 }, (_, i) => links.offsets[i + 1]! - links.offsets[i]!);
}

function linkCount(links: Links): number {
  return links.neighbours.length / 2;
}

/** What is wrong with the links: rows not ascending, self-links, doubles, one-sided links, nodes out of reach. */
function faults(links: Links, n: number): string[] {
  const found: string[] = [];
  const { offsets, neighbours } = links;
  if (offsets.length !== n + 1 || offsets[0] !== 0 || offsets[n] !== neighbours.length) found.push('offsets');
  const seen = new Set<number>();
  for (let node = 0; node < n; node++) {
    row(links, node).forEach((other, i, others) => {
      if (i > 0 && other <= others[i - 1]!) found.push(`row of ${node} does not ascend`);
      if (other === node) found.push(`${node} is linked to itself`);
      seen.add(node * n + other);
    });
  }
  for (const pair of seen) if (!seen.has((pair % n) * n + Math.floor(pair / n))) found.push(`one-sided ${pair}`);
  if (unreachable(links) >= 0) found.push(`${unreachable(links)} is out of reach`);
  return found;
}

function expectSound(links: Links, n: number): void {
  expect(faults(links, n)).toEqual([]);
}

const RUNS = { seed: 7, numRuns: 100 };
const size = fc.integer({ min: 3, max: 60 });
const seeds = fc.string({ maxLength: 4 });

describe('every topology', () => {
  test('has a name of its own and says what it is in one sentence', () => {
    expect(new Set(topologies.map(({ name }) => name)).size).toBe(topologies.length);
    for (const { describe: sentence } of topologies) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  test.each(['random-out', 'gervais', 'random-regular', 'small-world', 'scale-free'])(
    '%s depends on the draws alone',
    (kind) => {
      expect(build(kind, {}, 50, 'x')).toEqual(build(kind, {}, 50, 'x'));
      expect(build(kind, {}, 50, 'x')).not.toEqual(build(kind, {}, 50, 'y'));
    },
  );

  test.each(['random-out', 'ring'])('%s takes a single node', (kind) => {
    expect([...build(kind, {}, 1).offsets]).toEqual([0, 0]);
  });

  test('complete stores nothing', () => {
    const complete = topologies.find(({ name }) => name === 'complete')!;
    expect(complete.build({}, 5, seedrandom.alea('a'), [1, 1, 1, 1, 1])).toBe('complete');
  });
});

describe('drawing until a graph is connected', () => {
  test('gives up after 20 graphs in pieces, with advice', () => {
    let drawn = 0;
    const draw = () => {
      drawn += 1;
      return new LinkSet(2);
    };
    expect(() => connected('loose', 'add links', draw)).toThrow(
      'topology loose: none of 20 drawn graphs was connected; add links',
    );
    expect(drawn).toBe(20);
  });

  test('passes over graphs in pieces', () => {
    for (let i = 0; i < 50; i++) expectSound(build('random-out', { degree: 1 }, 10, `whole ${i}`), 10);
  });
});

describe('random-out', () => {
  test('gives every node at least its degree, or all others when they are fewer, and is sound', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 2, max: 12 }), seeds, (n, degree, seed) => {
        const links = build('random-out', { degree }, n, seed);
        expectSound(links, n);
        expect(Math.min(...degrees(links))).toBeGreaterThanOrEqual(Math.min(degree, n - 1));
        expect(linkCount(links)).toBeLessThanOrEqual(n * degree);
      }),
      RUNS,
    );
  });

  test('of 1,000 nodes and degree 8 has 8,000 links', () => {
    expect(linkCount(build('random-out', { degree: 8 }, 1_000))).toBe(8_000);
  });

  test('with the distribution of Bitcoin opens the exact quotas: 8,645 links for 1,000 nodes', () => {
    expect(linkCount(build('random-out', { distribution: 'bitcoin' }, 1_000))).toBe(8_645);
  });

  test("with the distribution of Litecoin opens 10.94 links a node, with Dogecoin's 8", () => {
    expect(linkCount(build('random-out', { distribution: 'litecoin' }, 1_000))).toBe(10_940);
    expect(linkCount(build('random-out', { distribution: 'dogecoin' }, 600))).toBe(4_800);
    expect(linkCount(build('random-out', { distribution: 'dogecoin', quotas: 'simblock' }, 600))).toBe(4_793);
  });

  test("of 6,000 nodes of Bitcoin has 17.3 neighbours a node, with SimBlock's quotas as with exact ones", () => {
    for (const quotas of ['exact', 'simblock']) {
      const links = build('random-out', { distribution: 'bitcoin', quotas }, 6_000);
      expectSound(links, 6_000);
      expect(links.neighbours.length / 6_000).toBeCloseTo(17.29, 1);
    }
  });

  test('links miners with each other besides when asked to', () => {
    const links = build('random-out', { degree: 2, minersLinked: true }, 40, 'a', 5);
    expectSound(links, 40);
    for (let node = 0; node < 5; node++) expect(row(links, node)).toEqual(expect.arrayContaining(others(node, 5)));
    expect(() => build('random-out', { minersLinked: true }, 2_000, 'a', 2_000)).toThrow('2000 nodes have weight');
  });

  test('has inbound links as if thrown at random: mean 8, variance 8 within 4 standard errors', () => {
    const inbound = degrees(build('random-out', { degree: 8 }, 5_000)).map((degree) => degree - 8);
    const variance = inbound.reduce((sum, links) => sum + (links - 8) * (links - 8), 0) / 5_000;
    expect(inbound.reduce((sum, links) => sum + links, 0)).toBe(40_000);
    expect(Math.abs(variance - 8)).toBeLessThan(4 * 8 * Math.sqrt(2 / 5_000));
  });
});

function others(node: number, count: number): number[] {
  return Array.from({ length: count }, (_, other) => other).filter((other) => other !== node);
}

describe('gervais', () => {
  const links = build('gervais', {}, 6_000, 'a', 16);
  const connections = degrees(links);

  test('links all miners with each other and each with 700 to 800 nodes', () => {
    expectSound(links, 6_000);
    for (let node = 0; node < 16; node++) {
      expect(row(links, node)).toEqual(expect.arrayContaining(others(node, 16)));
      expect(connections[node]).toBeGreaterThanOrEqual(700);
      expect(connections[node]).toBeLessThanOrEqual(800);
    }
  });

  test('gives the rest the connections of the measured network: 8.9 are aimed at and 11.8 allowed on average', () => {
    const rest = connections.slice(16);
    expect(Math.max(...rest)).toBeLessThanOrEqual(124);
    const mean = rest.reduce((sum, count) => sum + count, 0) / rest.length;
    expect(mean).toBeGreaterThan(8.9);
    expect(mean).toBeLessThan(11.8);
    // One in ten aims at 1 to 3 and takes at most 4.
    const few = rest.filter((count) => count <= 4).length / rest.length;
    // 0.1 less 4 standard errors.
    expect(few).toBeGreaterThan(0.0845);
    expect(few).toBeLessThan(0.2);
  });

  test('can give every other node the same number to aim at', () => {
    const rest = degrees(build('gervais', { least: 20 }, 2_000, 'a', 16)).slice(16);
    expect(rest.filter((count) => count < 20).length).toBe(0);
  });
});

describe('random-regular', () => {
  test('gives every node its degree, whatever n and degree, as long as n · degree is even', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 40 }), fc.integer({ min: 2, max: 39 }), seeds, (n, degree, seed) => {
        fc.pre(degree < n && (n * degree) % 2 === 0);
        const links = build('random-regular', { degree }, n, seed);
        expectSound(links, n);
        expect(new Set(degrees(links))).toEqual(new Set([degree]));
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test.each([
    [6, 3],
    [6, 2],
  ])('of %p nodes and degree %p is any of its graphs equally often', (n, degree) => {
    // 70 cubic graphs on 6 labelled nodes, all connected; of degree 2 only the 60 hexagons are.
    const graphs = degree === 3 ? 70 : 60;
    const counts = new Map<string, number>();
    for (let i = 0; i < 100 * graphs; i++) {
      const key = build('random-regular', { degree }, n, `${degree}, ${i}`).neighbours.join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + ((count - 100) * (count - 100)) / 100, 0);
    expect(counts.size).toBe(graphs);
    // 99.99 % quantiles of chi-square with 69 and 59 degrees of freedom.
    expect(chiSquare).toBeLessThan(degree === 3 ? 121.4 : 108.1);
  });

  test('says what is wrong with an impossible degree', () => {
    expect(() => build('random-regular', { degree: 3 }, 5)).toThrow('n · degree must be even, and 5 · 3 is odd');
    expect(() => build('random-regular', { degree: 5 }, 5)).toThrow('degree is 5 and must be below n, 5');
    expect(() => build('random-regular', { degree: 1 }, 4)).toThrow('degree 1 joins pairs only');
    expect(row(build('random-regular', { degree: 1 }, 2), 0)).toEqual([1]);
  });
});

describe('small-world', () => {
  test('keeps n · degree / 2 links, and is sound', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 7, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        seeds,
        (n, beta, seed) => {
          const links = build('small-world', { degree: 6, beta }, n, seed);
          expectSound(links, n);
          expect(linkCount(links)).toBe(3 * n);
        },
      ),
      RUNS,
    );
  });

  test('is the ring when nothing is rewired', () => {
    expect(build('small-world', { degree: 4, beta: 0 }, 20)).toEqual(build('ring', { neighbours: 2 }, 20));
  });

  test('rewires about the share beta of the links: 4 standard errors of a binomial count', () => {
    const n = 5_000;
    const links = build('small-world', { degree: 4, beta: 0.3 }, n);
    let kept = 0;
    for (let a = 0; a < n; a++) for (const b of row(links, a)) if ((b - a + n) % n <= 2) kept += 1;
    // A rewired link falls back into the ring's places with probability about 4 / n, less than one of 3,000.
    expect(Math.abs(10_000 - kept - 3_000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.3 * 0.7));
  });

  test('needs more nodes than neighbours', () => {
    expect(() => build('small-world', { degree: 8 }, 8)).toThrow('degree is 8 and must be below n, 8');
  });
});

describe('scale-free', () => {
  test('has m (m + 1) / 2 links to start with and m more per later node, and is sound', () => {
    fc.assert(
      fc.property(size, fc.integer({ min: 1, max: 6 }), seeds, (n, m, seed) => {
        fc.pre(m < n);
        const links = build('scale-free', { links: m }, n, seed);
        expectSound(links, n);
        expect(linkCount(links)).toBe((m * (m + 1)) / 2 + m * (n - m - 1));
        expect(Math.min(...degrees(links))).toBeGreaterThanOrEqual(m);
      }),
      RUNS,
    );
  });

  test('has the degree law 2 m (m + 1) / (k (k + 1) (k + 2)): share of nodes of degree m is 2 / (m + 2)', () => {
    // n = 20,000, m = 3: 0.4 expected; the count's deviation is below the binomial one of 0.0035.
    const found = degrees(build('scale-free', { links: 3 }, 20_000)).filter((degree) => degree === 3).length;
    expect(Math.abs(found / 20_000 - 0.4)).toBeLessThan(4 * 0.0035);
  });

  test('needs more nodes than links', () => {
    expect(() => build('scale-free', { links: 4 }, 4)).toThrow('links is 4 and must be below n, 4');
  });
});

describe('ring', () => {
  test('links the nearest on both sides', () => {
    expect(row(build('ring', { neighbours: 2 }, 7), 0)).toEqual([1, 2, 5, 6]);
    expect(row(build('ring', {}, 2), 0)).toEqual([1]);
  });

  test('never has more links than there are pairs', () => {
    for (let n = 1; n < 12; n++) {
      for (let neighbours = 1; neighbours < 9; neighbours++) {
        const links = build('ring', { neighbours }, n);
        expectSound(links, n);
        expect(new Set(degrees(links))).toEqual(new Set([Math.min(2 * neighbours, n - 1)]));
      }
    }
  });
});

describe('edges', () => {
  test('takes links as they are given, in any order', () => {
    const links = build('edges', { edges: [[3, 1], [0, 1], [2, 3]] }, 4); // prettier-ignore
    expect([0, 1, 2, 3].map((node) => row(links, node))).toEqual([[1], [0, 3], [3], [1, 2]]);
  });

  test('names the node that cannot be reached', () => {
    expect(() => build('edges', { edges: [[0, 1], [2, 3]] }, 4)).toThrow('node 2 cannot be reached from node 0'); // prettier-ignore
  });

  test('refuses strangers, self-links and doubles', () => {
    expect(() => build('edges', { edges: [[0, 4]] }, 4)).toThrow(
      '[0, 4] names a node that does not exist; ids go from 0 to 3',
    );
    expect(() => build('edges', { edges: [[1, 1]] }, 4)).toThrow('[1, 1] joins a node to itself');
    expect(() => build('edges', { edges: [[0, 1], [1, 0]] }, 2)).toThrow('[1, 0] is given twice'); // prettier-ignore
  });
});

describe('the published distributions of outbound degree', () => {
  test.each([
    ['bitcoin', 8.645],
    ['litecoin', 10.94],
  ] as const)('of %s has mean %p', (name, mean) => {
    const cdf = OUTBOUND_DEGREE_CDF[name];
    expect(cdf.length).toBe(20);
    expect(cdf[19]).toBe(1);
    expect(cdf.reduce((sum, below) => sum + 1 - below, 1)).toBeCloseTo(mean, 10);
  });
});
