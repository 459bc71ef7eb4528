import seedrandom from 'seedrandom';
import { drawnHhi, rarefiedHhi } from '../../src/metrics/rarefied.js';
import { rankWithConfidence } from '../../src/metrics/ranking.js';
import type { RunRecord } from '../../src/runner/record.js';
import { commonUnits, indexBySeed, spreadOf } from '../../src/report/spread.js';
import type { RunGroup } from '../../src/report/aggregate.js';
import type { Evidence } from '../../src/report/evidence.js';

const hhiOf = (counts: readonly number[]) => {
  const total = counts.reduce((a, b) => a + b);
  return counts.reduce((sum, count) => sum + count * count, 0) / (total * total);
};
/** Shares of a real, skewed set: Bitcoin blocks of 2023 by the largest producers, rounded. */
const WEIGHTS = [16499, 12321, 7199, 5054, 4637, 1724, 1312, 979, 887, 744, 709, 456, 406, 296, 274, 152, 138, 43];
const TOTAL = WEIGHTS.reduce((a, b) => a + b);

function drawn(units: number, random: () => number, favour = 1): number[] {
  const weights = WEIGHTS.map((weight) => Math.exp(favour * Math.log(weight / TOTAL)));
  const sum = weights.reduce((a, b) => a + b);
  const counts = weights.map(() => 0);
  for (let i = 0; i < units; i++) {
    let at = random() * sum;
    let who = 0;
    while (who < weights.length - 1 && (at -= weights[who]!) > 0) who++;
    counts[who]!++;
  }
  return counts;
}

/** Runs of one protocol that draws so many units by weight. */
function runsOf(protocol: string, units: number, { seeds, favour = 1 }: { seeds: number; favour?: number }) {
  const records = Array.from({ length: seeds }, (_, seed) => {
    const counts = drawn(units, seedrandom.alea(`${protocol}/${seed}`), favour);
    return {
      protocol,
      variant: '',
      seed: String(seed),
      columns: { hhi: hhiOf(counts) },
      weights: { hhi: hhiOf(WEIGHTS) },
      producers: counts.map((canonical) => ({ canonical })),
    } as unknown as RunRecord;
  });
  return { protocol, variant: '', records };
}

const evidenceOf = (groups: ReturnType<typeof runsOf>[]) =>
  ({ groups, input: { records: groups.flatMap(({ records }) => records) } }) as unknown as Evidence;

test('rarefied counts show what drawing them without replacement shows', () => {
  // Two of {a, a, b}: aa with 1/3 (index 1), ab with 2/3 (index 1/2).
  expect(rarefiedHhi(hhiOf([2, 1]), { counted: 3, units: 2 })).toBeCloseTo(2 / 3, 12);
  expect(rarefiedHhi(hhiOf([2, 1]), { counted: 3, units: 3 })).toBeCloseTo(5 / 9, 12);
  expect(rarefiedHhi(hhiOf([5]), { counted: 5, units: 2 })).toBeCloseTo(1, 12);
  expect(rarefiedHhi(1, { counted: 1, units: 1 })).toBeNull();
});

test('leaders in turn are worth exactly as many as they are', () => {
  expect(1 / rarefiedHhi(1 / 20, { counted: 200, units: 200 })!).toBeCloseTo(20, 12);
});

test('draws in proportion show on average what the weights do, whatever was counted (4 standard errors of 400 runs)', () => {
  for (const units of [50, 200, 1600]) {
    const { records } = runsOf(`units ${units}`, units, { seeds: 400 });
    const found = [...indexBySeed(evidenceOf([]), { protocol: '', variant: '', records }, 200).values()];
    const mean = found.reduce((a, b) => a + b) / found.length;
    const variance = found.reduce((sum, each) => sum + (each - mean) * (each - mean), 0) / (found.length - 1);
    expect(Math.abs(mean - drawnHhi(hhiOf(WEIGHTS), 200))).toBeLessThan(4 * Math.sqrt(variance / found.length));
  }
});

test('protocols that draw in proportion tie whatever their units, and raw counts do not', () => {
  const seeds = 40;
  const groups = [runsOf('blocks', 60, { seeds }), runsOf('votes', 480, { seeds }), runsOf('others', 60, { seeds })];
  const evidence = evidenceOf([...groups, runsOf('fruits', 2000, { seeds })]);
  const units = commonUnits(evidence);
  expect(units).toBe(60);
  const ranked = (index: (group: RunGroup) => ReadonlyMap<string, number>) =>
    rankWithConfidence(evidence.groups.map((group) => ({ name: group.protocol, values: index(group) }))).ranked.map(
      ({ rankLow, rankHigh }) => [rankLow, rankHigh],
    );
  const all = evidence.groups.map(() => [1, 4]);
  expect(ranked((group) => indexBySeed(evidence, group, units))).toEqual(all);
  const raw = (group: RunGroup) => new Map(group.records.map(({ seed, columns }) => [seed, columns['hhi'] as number]));
  expect(ranked(raw)).not.toEqual(all);
  for (const group of evidence.groups) {
    const { excess, excessInterval } = spreadOf(evidence, group, units);
    // 95 % intervals, widened to four standard errors.
    expect(Math.abs(excess!)).toBeLessThan(2 * (excessInterval![1] - excessInterval![0]) * 0.5);
  }
});

test('what favours the large is still told apart', () => {
  const groups = [runsOf('blocks', 200, { seeds: 20 }), runsOf('unfair', 1600, { seeds: 20, favour: 1.3 })];
  const evidence = evidenceOf(groups);
  const { excess, excessInterval } = spreadOf(evidence, groups[1]!, commonUnits(evidence));
  expect(excess).toBeLessThan(0);
  expect(excessInterval![1]).toBeLessThan(0);
});

test('a protocol that stood still sets no scale', () => {
  const groups = [200, 210, 220, 3].map((units, i) => runsOf(`p${i}`, units, { seeds: 2 }));
  expect(commonUnits(evidenceOf(groups))).toBe(200);
});
