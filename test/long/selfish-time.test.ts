import { difficultyAdjustment } from '../../src/theory/selfish-mining.js';
import type { RunRecord } from '../../src/runner/record.js';
import { mean } from '../fixtures/moments.js';
import { weighted } from '../fixtures/world.js';
import { DAY_S, errorOfMean, runs } from '../race/timed.js';

const DAY_US = 86_400_000_000;

describe('what selfish mining earns in time', () => {
  const [alpha, gamma, epoch] = [0.4, 0.5, 2016];
  const strategy = { kind: 'sm1' };
  const params = { strategy, gamma: { explicit: gamma } };
  const faults = [{ behaviour: 'selfish-mining', params, nodes: { ids: [0] }, at: 0, until: null }];
  const theory = difficultyAdjustment(alpha, gamma, epoch);
  const revenues = (records: readonly RunRecord[]) =>
    records.map(({ columns }) => columns['attacker_revenue_per_interval'] as number);
  const mining = { retarget: 'bitcoin', epoch, confirmations: 1000 };
  const { nodes } = weighted(alpha, 1 - alpha);

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
