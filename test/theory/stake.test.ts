import seedrandom from 'seedrandom';
import { logFactorial, logGamma } from '../../src/theory/chances.js';
import {
  algorandViolation,
  binomialTail,
  hypergeometricFailure,
  lastRevealer,
  randaoGain,
  slotsUntilInARow,
} from '../../src/theory/committees.js';
import { scheduledShare } from '../../src/theory/reward-schedule.js';
import { grinding, lotHashes, praosLeads, praosSlots, singleLotteryChances } from '../../src/theory/stake-lotteries.js';
import {
  compoundVariance,
  constantReward,
  fairFrom,
  geometricRewardVariance,
  robustFairness,
  stakedBlocksVariance,
} from '../../src/theory/staked-rewards.js';

test('any schedule: the recursion is the urn, the geometric reward and C-PoS where these are closed forms', () => {
  const [a, w, v, n] = [0.2, 0.05, 0.3, 70];
  const constant = scheduledShare(a, n, (i) => w / (1 + w * i));
  expect(constant.ofCoins).toBeCloseTo(constantReward(a, w, n).variance, 14);
  expect(constant.ofBlocks).toBeCloseTo(stakedBlocksVariance(a, w, n), 14);
  const theta = 1 - Math.exp(-Math.log(11) / n);
  expect(scheduledShare(a, n, () => theta).ofCoins).toBeCloseTo(geometricRewardVariance(a, 10, n), 14);
  expect(scheduledShare(a, n, (i) => w / (1 + (w + v) * i)).ofCoins).toBeCloseTo(compoundVariance(a, w, v, 1, n), 14);
  expect(scheduledShare(a, n, () => 0)).toEqual({ ofCoins: 0, ofBlocks: expect.closeTo((a * (1 - a)) / n, 14) });
});

describe('stake that is staked again', () => {
  /** Mean and variance of the share by its exact law, urn draw by urn draw. */
  function byUrn(a: number, rewardOf: (block: number) => number, blocks: number): { mean: number; variance: number } {
    // Shares that are equal to 1e-12 are the same.
    let law = new Map([[a, 1]]);
    let total = 1;
    for (let block = 0; block < blocks; block++) {
      const reward = rewardOf(block);
      const next = new Map<number, number>();
      const add = (share: number, chance: number) => {
        const key = Math.round(share * 1e12) / 1e12;
        next.set(key, (next.get(key) ?? 0) + chance);
      };
      for (const [share, chance] of law) {
        add((share * total + reward) / (total + reward), chance * share);
        add((share * total) / (total + reward), chance * (1 - share));
      }
      law = next;
      total += reward;
    }
    let [mean, squares] = [0, 0];
    for (const [share, chance] of law) {
      mean += share * chance;
      squares += share * share * chance;
    }
    return { mean, variance: squares - mean * mean };
  }

  test('at a constant reward is Pólya’s urn', () => {
    const { mean, variance } = byUrn(0.3, () => 0.05, 40);
    expect(mean).toBeCloseTo(0.3, 10);
    expect(variance).toBeCloseTo(constantReward(0.3, 0.05, 40).variance, 10);
  });

  test('at a geometric reward, and with inflation for all', () => {
    const [total, blocks] = [3, 12];
    const factor = Math.exp(Math.log1p(total) / blocks);
    let stake = 1;
    const geometric = byUrn(
      0.2,
      () => {
        const reward = stake * (factor - 1);
        stake += reward;
        return reward;
      },
      blocks,
    );
    expect(geometric.variance).toBeCloseTo(geometricRewardVariance(0.2, total, blocks), 10);
    expect(compoundVariance(0.2, 0.03, 0, 1, 25)).toBeCloseTo(constantReward(0.2, 0.03, 25).variance, 14);
    expect(compoundVariance(0.2, 0.03, 0.1, 8, 25)).toBeLessThan(constantReward(0.2, 0.03, 25).variance / 8);
  });

  test('robust fairness has the variance of the beta-binomial law, and tends to its limit', () => {
    const { staked, stakedLimit, independent, variance } = robustFairness(0.25, 0.02, 20_000, 0.2);
    expect(Math.abs(staked - stakedLimit)).toBeLessThan(0.002);
    expect(independent).toBeGreaterThan(0.9999999);
    // Two blocks: both are won with a (a + w)/(1 + w), one with what is left of 2a.
    const both = (0.25 * 0.27) / 1.02;
    const moments = both + (2 * (0.25 - both)) / 4;
    expect(robustFairness(0.25, 0.02, 2, 1).variance).toBeCloseTo(moments - 0.0625, 14);
    expect(variance).toBeLessThan(robustFairness(0.25, 0.02, 2, 1).variance);
    // All counts together have chance 1.
    expect(robustFairness(0.5, 0.3, 50, 1).staked).toBeCloseTo(1, 12);
    const { lastUnfair, hoeffding } = fairFrom(0.3, 0.2, 0.05);
    expect(lastUnfair).toBeLessThan(hoeffding);
    expect(robustFairness(0.3, 1, lastUnfair, 0.2).independent).toBeLessThan(0.95);
    expect(robustFairness(0.3, 1, lastUnfair + 1, 0.2).independent).toBeGreaterThanOrEqual(0.95);
  });
});

describe('lotteries over stakes', () => {
  test('the least U/s wins: 200,000 rounds of five stakers, within four standard errors', () => {
    const random = seedrandom.alea('single lottery');
    const stakes = [1, 2, 2, 5, 9];
    const rounds = 200_000;
    const wins = stakes.map(() => 0);
    for (let round = 0; round < rounds; round++) {
      const draws = stakes.map((stake) => random() / stake);
      wins[draws.indexOf(Math.min(...draws))]!++;
    }
    const chances = singleLotteryChances(stakes);
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 12);
    for (const [i, chance] of chances.entries())
      expect(Math.abs(wins[i]! / rounds - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / rounds));
  });

  test('of two hundred stakers keeps its digits', () => {
    const chances = singleLotteryChances(Array.from({ length: 200 }, (_, i) => 1 + i));
    expect(chances.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(1, 11);
    expect(chances.every((chance, i) => i === 0 || chance > chances[i - 1]!)).toBe(true);
  });

  test('Praos: splitting a stake changes nothing; slots have no leader, one or several', () => {
    const [f, s] = [0.07, 0.4];
    expect(1 - (1 - praosLeads(f, s / 2)) * (1 - praosLeads(f, s / 2))).toBeCloseTo(praosLeads(f, s), 14);
    const { empty, single, several } = praosSlots(f, 7);
    expect(empty + single + several).toBeCloseTo(1, 14);
    expect(praosSlots(f, 1e7).single).toBeCloseTo(praosSlots(f, Infinity).single, 8);
    expect(lotHashes([3, 4])).toEqual({ fromStart: 16, kept: 7 });
  });

  test('grinding is a chain of two states', () => {
    let share = 0.1;
    for (let step = 0; step < 2000; step++) share = share * grinding(0.1, 4).next + (1 - share) * 0.1;
    expect(grinding(0.1, 4).share).toBeCloseTo(share, 12);
  });
});

describe('committees', () => {
  test('drawn without replacement: every draw of a small one counted', () => {
    // 7 of 12 with 5 bad; more than 2 bad fails.
    let [failed, all] = [0, 0];
    for (let set = 0; set < 4096; set++) {
      const members = Array.from({ length: 12 }, (_, node) => (set >> node) & 1);
      if (members.reduce((sum, member) => sum + member, 0) !== 7) continue;
      all++;
      if (members.slice(0, 5).reduce((sum, member) => sum + member, 0) > 2) failed++;
    }
    expect(hypergeometricFailure(12, 5, 7)).toBeCloseTo(failed / all, 12);
    expect(hypergeometricFailure(9, 9, 3)).toBe(1);
    expect(binomialTail(3, 0.5, 2)).toBeCloseTo(0.5, 14);
  });

  test('Algorand’s violation is the sum over both counts', () => {
    const [h, tau, threshold] = [0.75, 60, 0.68];
    const poisson = (k: number, mean: number) => Math.exp(k * Math.log(mean) - mean - logFactorial(k));
    let good = 0;
    for (let g = 0; g < 200; g++)
      for (let b = 0; b < 100; b++)
        if (g > threshold * tau && g / 2 + b <= threshold * tau)
          good += poisson(g, h * tau) * poisson(b, (1 - h) * tau);
    expect(algorandViolation(h, tau, threshold)).toBeCloseTo(1 - good, 12);
  });

  test('a run of successes is waited for step by step', () => {
    // Chances of the present run's length; the mean number of steps until it is 3.
    let [running, mean] = [[1, 0, 0], 0];
    for (let step = 0; step < 4000; step++) {
      const left = running.reduce((sum, chance) => sum + chance, 0);
      mean += left;
      running = [left * 0.4, running[0]! * 0.6, running[1]! * 0.6];
    }
    expect(slotsUntilInARow(0.6, 3)).toBeCloseTo(mean, 10);
    expect(slotsUntilInARow(1, 4)).toBe(4);
  });

  test('RANDAO: a tail of one slot, by both outcomes', () => {
    const [a, slots] = [0.3, 6];
    const chance = (m: number) =>
      Math.exp(
        logFactorial(slots) -
          logFactorial(m) -
          logFactorial(slots - m) +
          m * Math.log(a) +
          (slots - m) * Math.log(1 - a),
      );
    let mean = 0;
    for (let kept = 0; kept <= slots; kept++)
      for (let missed = 0; missed <= slots; missed++)
        mean += chance(kept) * chance(missed) * Math.max(kept, missed - 1);
    expect(randaoGain(a, 1, slots)).toBeCloseTo(mean - slots * a, 10);
    expect(randaoGain(a, 0, slots)).toBeCloseTo(0, 12);
    expect(lastRevealer(0.2, 2)).toBeCloseTo(1 - 0.8 * 0.8 * 0.8 * 0.8, 14);
  });

  test('the gamma function at halves and at whole numbers', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 13);
    expect(logGamma(7.5)).toBeCloseTo(Math.log((135_135 / 128) * Math.sqrt(Math.PI)), 12);
    expect(logGamma(31)).toBeCloseTo(logFactorial(30), 11);
    const exact = Math.log(Number(Array.from({ length: 30 }, (_, i) => BigInt(i + 1)).reduce((a, b) => a * b)));
    expect(Math.abs(logFactorial(30) / exact - 1)).toBeLessThan(1e-15);
  });
});
