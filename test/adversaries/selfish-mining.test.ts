import { pow } from '../../src/protocols/pow.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const DEFENDERS = 10;

/** Eyal & Sirer 2014, equation 8. */
function revenue(a: number, g: number): number {
  return (a * (1 - a) * (1 - a) * (4 * a + g * (1 - 2 * a)) - a * a * a) / (1 - a * (1 + (2 - a) * a));
}

/** Coalitions with their shares, and ten equal honest miners; a second's delay between these, an hour between blocks. */
function attacked(
  coalitions: readonly (readonly number[])[],
  params: object,
  more: { blocks?: number; seed?: string } = {},
) {
  const powers = coalitions.flat();
  const own = powers.reduce((sum, power) => sum + power, 0);
  const values = [...powers, ...Array<number>(DEFENDERS).fill((1 - own) / DEFENDERS)];
  let first = 0;
  const faults = coalitions.map((coalition) => {
    const ids = coalition.map((_, i) => first + i);
    first += coalition.length;
    return fault('selfish-mining', { ids }, { params: { ...params } });
  });
  const world = worldWith(values.length, {
    nodes: { count: values.length, weights: { kind: 'list', values } },
    network: { latency: { kind: 'constant', delay: S } },
    faults,
    stop: { blocks: more.blocks ?? 3000 },
  });
  return run(pow, world, {
    params: { interval: '1 h', confirmations: 500 },
    ...(more.seed !== undefined && { seed: more.seed }),
  });
}

type Row = ReturnType<typeof attacked>;
const share = ({ columns }: Row) => columns['attacker_share'] as number;
const mined = ({ columns }: Row) => (columns['blocks_canonical'] as number) + (columns['blocks_stale'] as number);
/** Of a share of revenue over so many mined blocks, as measured over long runs. */
const standardError = (row: Row) => 1 / Math.sqrt(mined(row));

describe('selfish mining on messages', () => {
  test.each([
    [1 / 3, { explicit: 0 }],
    [1 / 3, { explicit: 0.75 }],
    [0.4, { explicit: 0.5 }],
    [1 / 3, { delays: 0.75 }],
    [0.4, { delays: 0.5 }],
  ])('of a share of %d with gamma %j earns what Eyal & Sirer say, and gamma is what was asked for', (a, gamma) => {
    const row = attacked([[a]], { gamma });
    const g = 'explicit' in gamma ? gamma.explicit : gamma.delays;
    expect(Math.abs(share(row) - revenue(a, g))).toBeLessThan(4 * standardError(row));
    // At least 0.02 a block is found in a tie.
    const ties = 0.02 * mined(row);
    expect(Math.abs((row.columns['selfish_gamma'] as number) - g)).toBeLessThan(
      4 * Math.sqrt((g * (1 - g)) / ties) + 1e-12,
    );
  });

  test('the main chain grows by as many blocks as theory says, whatever gamma', () => {
    for (const gamma of [{ explicit: 0 }, { explicit: 0.9 }]) {
      const row = attacked([[0.4]], { gamma });
      const rate = (row.columns['blocks_canonical'] as number) / mined(row);
      expect(Math.abs(rate - 0.70492)).toBeLessThan(4 * standardError(row));
    }
  });

  test('of a coalition of several nodes is that of one with their power', () => {
    const row = attacked([[0.2, 0.1, 0.1]], { gamma: { explicit: 0.5 } });
    expect(Math.abs(share(row) - revenue(0.4, 0.5))).toBeLessThan(4 * standardError(row));
  });

  test('as an honest strategy earns its share and wastes nothing', () => {
    const row = attacked([[0.4]], { strategy: { kind: 'honest' } });
    expect(Math.abs(share(row) - 0.4)).toBeLessThan(4 * Math.sqrt(0.24 / 3000));
    expect(row.columns['stale_rate'] as number).toBeLessThan(0.003);
  });

  // Nayak et al. 2016 by the exact chain of Grunspan & Perez-Marco.
  test.each([
    [0.35, { lead: true }, 0.41995],
    [0.4, { equalFork: true }, 0.53931],
    [0.4, { lead: true, equalFork: true, trail: 1 }, 0.56953],
  ])('of a share of %d that is stubborn (%j) earns %d at gamma 1/2, by either model of it', (a, stubborn, expected) => {
    for (const gamma of [{ explicit: 0.5 }, { delays: 0.5 }]) {
      const row = attacked([[a]], { gamma, strategy: { kind: 'stubborn', ...stubborn } }, { blocks: 2500 });
      expect(Math.abs(share(row) - expected)).toBeLessThan(4 * standardError(row));
    }
  });

  test('by two pools at once pays from lower shares on than by one (Bai et al.: 0.2148 each)', () => {
    const each = (a: number) => attacked([[a], [a]], { gamma: { explicit: 0.5 } }, { blocks: 6000 });
    const above = each(0.27);
    const below = each(0.15);
    expect(share(above)).toBeGreaterThan(0.54 + 4 * standardError(above));
    expect(share(below)).toBeLessThan(0.3 - 2 * standardError(below));
  });

  test('cannot make the finder of a block mine against it', () => {
    expect(() => attacked([[0.4]], { gamma: { explicit: 0.95 } })).toThrow('expected a gamma of at most 0.9,');
    expect(() => attacked([[0.4]], { gamma: { delays: 0.95 } })).toThrow('expected a gamma of at most 0.9,');
  });

  test('solves for the best strategy only where there is one to be found', () => {
    const optimal = { strategy: { kind: 'optimal', cutOff: 20 } };
    expect(() => attacked([[0.4]], optimal)).toThrow('expected a gamma, for which an optimal strategy is solved');
    const half = { ...optimal, gamma: { explicit: 0.5 } };
    expect(() => attacked([[0.6]], half)).toThrow('expected less than half of the power, found 0.6');
    const all = { gamma: { explicit: 0.5 } };
    expect(() => attacked([[1]], all)).toThrow('expected honest miners where a gamma is given');
  });

  test('without a word on gamma has what the network gives: nothing where all hear a block as soon as it does', () => {
    const row = attacked([[0.4]], {});
    expect(row.columns['selfish_gamma']).toBe(0);
    expect(Math.abs(share(row) - revenue(0.4, 0))).toBeLessThan(4 * standardError(row));
  });
});
