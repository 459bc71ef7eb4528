import { pow } from '../../src/protocols/pow.js';
import { Tally } from '../../src/race/tally.js';
import type { RunRecord } from '../../src/runner/record.js';
import { difficultyAdjustment } from '../../src/theory/selfish-mining.js';
import { run, worldWith } from '../fixtures/world.js';
import { INTERVAL_US, raced } from './raced.js';

const DAY_US = 86_400_000_000;
const DAY_S = 86_400;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function errorOfMean(values: readonly number[]): number {
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) * (value - middle), 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

/** So many runs of two miners by blocks alone, without delay. */
function runs(count: number, parts: Parameters<typeof worldWith>[1], params: object): RunRecord[] {
  const network = { latency: { kind: 'constant', delay: 0 } };
  const world = { ...worldWith(2, { network, ...parts }), detail: 'blocks' as const };
  return Array.from({ length: count }, (_, i) => run(pow, world, { params, seed: `time/${i}` }));
}

const weighted = (values: readonly number[]) => ({
  count: values.length,
  weights: { kind: 'list', values },
  regions: { shares: { everywhere: 1 } },
});

describe('time in the race', () => {
  test('intervals are exponential by Kolmogorov and Smirnov, and say nothing of the winner', () => {
    const found: { producer: number; time: number }[] = [];
    const listener = {
      canonical: (_block: number, _height: number, producer: number, time: number) => found.push({ producer, time }),
      stale: () => undefined,
    };
    const settings = { nodes: 2, windowBlocks: 100, centralized: 1, drawnBlocks: 0, rewardAt: () => 0, listener };
    const blocks = 40_000;
    raced([0.3, 0.7], blocks, { tally: new Tally(settings) });
    const gaps = found.map(({ time, producer }, i) => ({ producer, gap: time - (found[i - 1]?.time ?? 0) }));
    const sorted = Float64Array.from(gaps, ({ gap }) => gap).sort();
    let distance = 0;
    sorted.forEach((gap, rank) => {
      const law = -Math.expm1(-gap / INTERVAL_US);
      distance = Math.max(distance, Math.abs(law - rank / blocks), Math.abs(law - (rank + 1) / blocks));
    });
    // p = 1e-4 of the limiting law.
    expect(distance * Math.sqrt(blocks)).toBeLessThan(2.225);
    for (const winner of [0, 1]) {
      const own = gaps.filter(({ producer }) => producer === winner).map(({ gap }) => gap / INTERVAL_US);
      expect(Math.abs(mean(own) - 1)).toBeLessThan(4 / Math.sqrt(own.length));
    }
  });

  test('a retarget that measures one interval too few makes blocks late: by n / (n − 2) in epochs of n', () => {
    const epoch = 20;
    const records = runs(30, { stop: { blocks: 1000 } }, { retarget: 'bitcoin', epoch });
    // The first epoch has the target itself.
    const late = records.map(({ columns, windows }) => (Number(columns['sim_time_s']) - windows[0]!.endS) / 600 / 900);
    const expected = epoch / (epoch - 2);
    expect(Math.abs(mean(late) - expected)).toBeLessThan(4 * errorOfMean(late));
    expect(mean(late) - 1).toBeGreaterThan(4 * errorOfMean(late));
  });

  test('when half of the power is lost, 2016 blocks take 28 days, and the next have the target again', () => {
    const lost = { behaviour: 'crash', params: {}, nodes: { ids: [1] }, at: 0, until: null };
    const parts = { faults: [lost], stop: { blocks: 4030 }, window: { blocks: 2015 } };
    const records = runs(12, parts, { retarget: 'bitcoin', epoch: 2016 });
    const first = records.map(({ windows }) => windows[0]!.endS / DAY_S);
    const second = records.map(({ windows }) => (windows[1]!.endS - windows[0]!.endS) / DAY_S);
    expect(Math.abs(mean(first) - 28)).toBeLessThan(4 * errorOfMean(first));
    expect(Math.abs(mean(second) - 14)).toBeLessThan(4 * errorOfMean(second));
    expect(errorOfMean(second)).toBeLessThan(0.35);
  });
});

describe('what selfish mining earns in time', () => {
  const [alpha, gamma, epoch] = [0.4, 0.5, 2016];
  const strategy = { kind: 'sm1' };
  const params = { strategy, gamma: { explicit: gamma } };
  const faults = [{ behaviour: 'selfish-mining', params, nodes: { ids: [0] }, at: 0, until: null }];
  const theory = difficultyAdjustment(alpha, gamma, epoch);
  const revenues = (records: readonly RunRecord[]) =>
    records.map(({ columns }) => columns['attacker_revenue_per_interval'] as number);
  const mining = { retarget: 'bitcoin', epoch, confirmations: 1000 };
  const nodes = weighted([alpha, 1 - alpha]);

  test('until the difficulty follows, less than honest mining: R/δ', () => {
    const early = revenues(runs(60, { nodes, faults, stop: { blocks: 2015 } }, mining));
    expect(Math.abs(mean(early) - theory.before)).toBeLessThan(4 * errorOfMean(early));
    expect(mean(early)).toBeLessThan(alpha - 4 * errorOfMean(early));
  });

  test('it has caught up with honest mining after 24.5 days', () => {
    const days = (theory.breakEven * 600) / DAY_S;
    expect(days).toBeCloseTo(24.527, 3);
    const parts = { nodes, faults, stop: { blocks: undefined, time: Math.round(days * DAY_US) } };
    const records = runs(120, parts as object, mining);
    const at = revenues(records);
    expect(Math.abs(mean(at) - alpha)).toBeLessThan(4 * errorOfMean(at));
    expect(errorOfMean(at)).toBeLessThan(0.003);
  });

  test('in the long run its share of the chain, and each run knows from when on it was ahead', () => {
    const records = runs(6, { nodes, faults, stop: { blocks: 40_000 } }, mining);
    const late = revenues(records);
    const standing = records.map(({ columns }) => columns['attacker_share'] as number);
    expect(Math.abs(mean(standing) - theory.after)).toBeLessThan(4 / Math.sqrt(6 * 40_000));
    // The first epoch is a twentieth of the run, and Bitcoin's blocks are 0.1 % late.
    expect(mean(late)).toBeGreaterThan(alpha + 0.08);
    for (const { columns } of records) {
      const days = Number(columns['attacker_break_even_s']) / DAY_S;
      expect(days).toBeGreaterThan(14);
      expect(days).toBeLessThan(100);
    }
  });
});
