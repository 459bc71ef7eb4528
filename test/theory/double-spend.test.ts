import {
  catchUpProbability,
  confirmationsFor,
  doubleSpendGivenTime,
  exactDoubleSpend,
  majorityCatchUpBlocks,
  nakamotoDoubleSpend,
  strictDoubleSpend,
} from '../../src/theory/double-spend.js';
import { featherForkSuccess } from '../../src/theory/feather-fork.js';
import { settlementBracket } from '../../src/theory/settlement-bracket.js';

/** The race block by block: chances of the attacker's lead after z honest blocks, then gambler's ruin. */
function raceByBlocks(q: number, z: number, wins: (lead: number) => number): number {
  const most = 400;
  let chances = new Float64Array(most + 1);
  chances[0] = 1;
  for (let honest = 0; honest < z; honest++) {
    const next = new Float64Array(most + 1);
    for (let k = 0; k <= most; k++) {
      let chance = chances[k]! * (1 - q);
      for (let to = k; to <= most && chance > 0; to++, chance *= q) next[to]! += chance;
    }
    chances = next;
  }
  return chances.reduce((sum, chance, k) => sum + chance * wins(k - z), 0);
}

const ruin = (q: number, deficit: number): number => (deficit <= 0 ? 1 : Math.exp(deficit * Math.log(q / (1 - q))));

describe('a double spend', () => {
  test.each([
    [0.07, 1],
    [0.2, 5],
    [0.33, 9],
    [0.44, 17],
  ])('at q = %p and z = %p is what the race gives block by block', (q, z) => {
    expect(exactDoubleSpend(q, z)).toBeCloseTo(
      raceByBlocks(q, z, (lead) => ruin(q, -lead)),
      12,
    );
    expect(strictDoubleSpend(q, z)).toBeCloseTo(
      raceByBlocks(q, z, (lead) => ruin(q, 1 - lead)),
      12,
    );
  });

  test('of 1 in 10 keeps its digits where they are small: exact fractions', () => {
    for (const z of [10, 20, 40]) {
      // 2 Σ C(m+z−1, m) 9^m 10^{z−1−m} / 10^{2z−1}, in whole numbers.
      let numerator = 0n;
      let choose = 1n;
      for (let m = 0; m < z; m++) {
        if (m > 0) choose = (choose * BigInt(m + z - 1)) / BigInt(m);
        numerator += 2n * choose * 9n ** BigInt(m) * 10n ** BigInt(z - 1 - m);
      }
      const scaled = Number((numerator * 10n ** 40n) / 10n ** BigInt(z)) / 1e40;
      // The remaining z − 1 powers of ten.
      const expected = scaled / Number(10n ** BigInt(z - 1));
      expect(Math.abs(exactDoubleSpend(0.1, z) / expected - 1)).toBeLessThan(1e-12);
    }
  });

  test('by Nakamoto is his formula, which understates the risk', () => {
    const literal = (q: number, z: number) => {
      const [p, lambda] = [1 - q, (z * q) / (1 - q)];
      let [sum, poisson] = [1, Math.exp(-lambda)];
      for (let k = 0; k <= z; k++) {
        if (k > 0) poisson *= lambda / k;
        sum -= poisson * (1 - Math.exp((z - k) * Math.log(q / p)));
      }
      return sum;
    };
    for (const [q, z] of [
      [0.1, 3],
      [0.25, 12],
      [0.4, 30],
    ] as const) {
      expect(nakamotoDoubleSpend(q, z)).toBeCloseTo(literal(q, z), 12);
      expect(nakamotoDoubleSpend(q, z)).toBeLessThan(exactDoubleSpend(q, z));
    }
  });

  test('averaged over the time of the confirmations is the exact one', () => {
    const [q, z] = [0.3, 4];
    // κ z is Gamma(z): by the trapezoidal rule.
    let [sum, step] = [0, 0.002];
    for (let t = step; t < 60; t += step) {
      const density = Math.exp((z - 1) * Math.log(t) - t) / 6;
      sum += step * density * doubleSpendGivenTime(q, z, t / z);
    }
    expect(sum).toBeCloseTo(exactDoubleSpend(q, z), 6);
  });

  test('needs so many confirmations and not one fewer', () => {
    for (const law of ['exact', 'nakamoto', 'strict'] as const) {
      const z = confirmationsFor(0.27, 1e-6, law)!;
      const chance = { exact: exactDoubleSpend, nakamoto: nakamotoDoubleSpend, strict: strictDoubleSpend }[law];
      expect(chance(0.27, z)).toBeLessThan(1e-6);
      expect(chance(0.27, z - 1)).toBeGreaterThanOrEqual(1e-6);
    }
    expect(confirmationsFor(0.5, 0.1, 'exact')).toBeNull();
  });

  test('at the ends of its domain', () => {
    expect([
      exactDoubleSpend(0, 1),
      exactDoubleSpend(0.3, 0),
      exactDoubleSpend(0.7, 9),
      strictDoubleSpend(0, 0),
    ]).toEqual([0, 1, 1, 0]);
    expect(strictDoubleSpend(0.1, 0)).toBeCloseTo(1 / 9, 14);
    expect(majorityCatchUpBlocks(0.75, 4)).toBe(8);
    expect(catchUpProbability(0.5, 1000)).toBe(1);
    expect(() => exactDoubleSpend(1.1, 1)).toThrow('q is 1.1: expected a number of at least 0 and at most 1');
    expect(() => exactDoubleSpend(0.1, 1.5)).toThrow('z is 1.5: expected a whole number from 0 to 100000');
    expect(() => majorityCatchUpBlocks(0.5, 1)).toThrow('q is 0.5: expected a number above 0.5 and at most 1');
  });
});

describe('the bracket of a settled block', () => {
  test('is the convolution of its three laws', () => {
    const [alpha, k] = [0.2, 5];
    const r = alpha / (1 - alpha);
    const convolved = (honest: number): number => {
      const atLeast = (least: number) =>
        least <= 0 ? 1 : raceByBlocks(alpha, honest, (lead) => (lead + honest >= least ? 1 : 0));
      const needed = Array.from({ length: k + 1 }, (_, least) => atLeast(least));
      let sum = 0;
      for (let lead = 0; lead < 200; lead++) {
        for (let later = 0; later < 200; later++) {
          const chance = (1 - r) * (1 - r) * Math.exp((lead + later) * Math.log(r));
          sum += chance * needed[Math.max(0, k - lead - later)]!;
        }
      }
      return sum;
    };
    const { lower, upper } = settlementBracket(alpha, 600, 0, k);
    expect(lower).toBeCloseTo(convolved(k), 10);
    expect(upper).toBeCloseTo(convolved(k + 1), 10);
    expect(settlementBracket(alpha, 600, 60, k).upper).toBeGreaterThan(upper);
    expect(settlementBracket(0.5, 600, 1, k)).toEqual({ lower: 1, upper: 1 });
  });
});

test('a feather fork is gambler’s ruin between two barriers, step by step', () => {
  for (const [q, k] of [
    [0.2, 2],
    [0.45, 5],
    [0.5, 3],
    [0.6, 4],
  ] as const) {
    // Deficits from k (given up) to −1 (won); the fork starts at 1.
    let chances = new Map([[1, 1]]);
    let won = 0;
    for (let step = 0; step < 5000; step++) {
      const next = new Map<number, number>();
      for (const [deficit, chance] of chances) {
        if (deficit - 1 === -1) won += chance * q;
        else next.set(deficit - 1, (next.get(deficit - 1) ?? 0) + chance * q);
        if (deficit + 1 < k) next.set(deficit + 1, (next.get(deficit + 1) ?? 0) + chance * (1 - q));
      }
      chances = next;
    }
    expect(featherForkSuccess(q, k)).toBeCloseTo(won, 10);
  }
  expect(featherForkSuccess(0.3, 60)).toBeCloseTo(featherForkSuccess(0.3, Infinity), 12);
});
