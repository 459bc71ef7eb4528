import seedrandom from 'seedrandom';
import { bobtailIntervalCv2, intervalCvError } from '../../src/theory/block-intervals.js';
import { floodToAll, floodToOne } from '../../src/theory/flooding.js';
import {
  effectiveDelay,
  firstOrderFairness,
  infinitesimalMiners,
  meshStale,
  ownStaleByDelays,
  twoMiners,
  twoMinersGrowth,
} from '../../src/theory/natural-forks.js';
import {
  bestInfiltration,
  oneSidedWithholding,
  twoSidedWithholding,
  withholdingEquilibrium,
} from '../../src/theory/pool-attacks.js';
import { difficultyStep, retargetBias, retargetedMeanVariance } from '../../src/theory/retarget.js';
import {
  longestChainThreshold,
  lonerThreshold,
  nothingAtStakeDepth,
  passSeemanShelatHolds,
} from '../../src/theory/security-thresholds.js';

describe('natural forks', () => {
  test('two miners: the form that keeps its digits is the paper’s, and at equal rates (1 + x/2)/(1 + x)', () => {
    const paper = (u: number, v: number, d: number) => {
      const [eu, ev] = [Math.exp(2 * u * d), Math.exp(2 * v * d)];
      return (u * u * eu - v * v * ev) / (u * eu - v * ev);
    };
    for (const [u, v, d] of [
      [0.6, 0.4, 0.3],
      [2, 5, 0.1],
      [0.9, 0.1, 2],
    ] as const)
      expect(twoMinersGrowth(u, v, d)).toBeCloseTo(paper(u, v, d), 12);
    expect(twoMiners(0.5, 0.8).growth).toBeCloseTo(1.4 / 1.8, 14);
    expect(twoMiners(0.5 + 1e-9, 0.8).growth).toBeCloseTo(1.4 / 1.8, 9);
    expect(twoMiners(0.3, 0)).toEqual({ growth: 1, stale: 0 });
  });

  test('a mesh of two equal miners is exact, of very many the limit', () => {
    expect(meshStale([1, 1], 0.7)).toBeCloseTo(twoMiners(0.5, 0.7).stale, 14);
    expect(meshStale(new Array<number>(100_000).fill(2), 0.7)).toBeCloseTo(infinitesimalMiners(0.7).stale, 4);
  });

  test('what one miner gains the others lose, and own stale rates average to the stale rate', () => {
    const weights = [1, 2, 3, 10];
    const x = 0.02;
    const total = 16;
    const each = weights.map((weight, miner) => ({ share: weight / total, ...firstOrderFairness(weights, miner, x) }));
    expect(each.reduce((sum, { share, relativeAdvantage }) => sum + share * relativeAdvantage, 0)).toBeCloseTo(0, 14);
    const mean = each.reduce((sum, { share, ownStale }) => sum + share * ownStale, 0);
    // To first order x/(1 + x) is x.
    expect(Math.abs(mean - meshStale(weights, x))).toBeLessThan(x * x);
  });

  test('first-order own stale rates by any delays are those of one delay, and everybody loses a conflict that somebody wins', () => {
    const weights = [1, 2, 3, 10];
    const same = () => 12;
    for (const miner of weights.keys()) {
      const { ownStale } = firstOrderFairness(weights, miner, 0.02);
      expect(ownStaleByDelays(weights, miner, same, 600)).toBeCloseTo(ownStale, 14);
    }
    // A hub that hears all at once and a far pair: one block is lost in each conflict, whoever loses it.
    const apart = (from: number, to: number) => (from === 0 || to === 0 ? 1 : 7);
    const shares = [0.5, 0.3, 0.2];
    const conflicts = 2 * (0.5 * 0.3 * 1 + 0.5 * 0.2 * 1 + 0.3 * 0.2 * 7);
    const lost = shares.reduce((sum, share, miner) => sum + share * ownStaleByDelays(shares, miner, apart, 100), 0);
    expect(lost).toBeCloseTo(conflicts / 100, 14);
    expect(() => ownStaleByDelays(shares, 3, apart, 100)).toThrow('miner is 3');
  });

  test('the effective delay explains its stale rate', () => {
    expect(infinitesimalMiners(effectiveDelay(0.03, 600) / 600).stale).toBeCloseTo(0.03, 14);
    expect(() => meshStale([], 1)).toThrow('weights sum to 0: expected a positive total');
    expect(() => meshStale([1, -1], 1)).toThrow('a weight is -1: expected a finite number of at least 0');
  });
});

describe('thresholds', () => {
  test('solve their own conditions', () => {
    for (const x of [0, 1e-9, 0.3, 4]) {
      const beta = longestChainThreshold(x);
      expect(beta * (1 + (1 - beta) * x)).toBeCloseTo(1 - beta, 12);
      const loner = lonerThreshold(x);
      expect((1 - loner) * Math.exp(-2 * (1 - loner) * x)).toBeCloseTo(loner, 12);
      expect(loner).toBeLessThan(beta + 1e-15);
    }
    expect(lonerThreshold(0.1)).toBeCloseTo(0.4737, 4);
    expect(lonerThreshold(1)).toBeCloseTo(0.156, 3);
    expect(passSeemanShelatHolds(0.01, 0.005, 10)).toBe(true);
    expect(passSeemanShelatHolds(0.01, 0.008, 10)).toBe(false);
  });

  test('a tree of little time has the depth of its first block, and rate and time are one', () => {
    expect(nothingAtStakeDepth(1, 0.01)).toBeCloseTo(0.01, 4);
    expect(nothingAtStakeDepth(3, 2)).toBeCloseTo(nothingAtStakeDepth(1, 6), 12);
  });
});

describe('times', () => {
  test('of three nodes: the first of two links, then the first of two again; over 40,000 floods', () => {
    expect(floodToAll(3)).toBe(1);
    expect(floodToOne(3)).toBe(0.75);
    const random = seedrandom.alea('flood');
    const [n, floods] = [6, 40_000];
    let [all, one, squares] = [0, 0, 0];
    for (let flood = 0; flood < floods; flood++) {
      // Shortest paths from node 0 by relaxation over independent exponential links.
      const link = Array.from({ length: n * n }, () => -Math.log(1 - random()));
      const at = Array.from({ length: n }, (_, node) => (node === 0 ? 0 : Infinity));
      for (let round = 0; round < n; round++)
        for (let a = 0; a < n; a++)
          for (let b = 0; b < n; b++) at[b] = Math.min(at[b]!, at[a]! + (a === b ? 0 : link[a * n + b]!));
      const last = Math.max(...at);
      all += last / floods;
      squares += (last * last) / floods;
      one += at[1]! / floods;
    }
    const error = Math.sqrt((squares - all * all) / floods);
    expect(Math.abs(all - floodToAll(n))).toBeLessThan(4 * error);
    expect(Math.abs(one - floodToOne(n))).toBeLessThan(4 * error);
  });

  test('Bobtail’s spread is that of the mean of the k lowest of exponential records, over 40,000 blocks', () => {
    const random = seedrandom.alea('bobtail');
    const [k, blocks] = [5, 40_000];
    let [sum, squares] = [0, 0];
    for (let block = 0; block < blocks; block++) {
      // In time t the hashes below v come at rate v: the mean of the k lowest is (Σ of k arrivals)/(k t), and reaches 1 at:
      let [arrival, total] = [0, 0];
      for (let i = 0; i < k; i++) {
        arrival += -Math.log(1 - random());
        total += arrival;
      }
      sum += total / blocks;
      squares += (total * total) / blocks;
    }
    const cv = Math.sqrt(squares / (sum * sum) - 1);
    const error = intervalCvError([1, 2, 3, 4, 5], blocks);
    expect(Math.abs(cv - Math.sqrt(bobtailIntervalCv2(k)))).toBeLessThan(4 * error);
    expect(error).toBeLessThan(cv / Math.sqrt(blocks));
    expect(intervalCvError([7], 100)).toBeCloseTo(0.1, 12);
  });

  test('retargets: bias and variance of the mean over three epochs of 12 blocks, over 100,000 chains', () => {
    const random = seedrandom.alea('retarget');
    const [n, epochs, chains] = [12, 3, 100_000];
    const gamma = (k: number) => {
      let sum = 0;
      for (let i = 0; i < k; i++) sum -= Math.log(1 - random());
      return sum;
    };
    let [sum, squares] = [0, 0];
    for (let chain = 0; chain < chains; chain++) {
      let difficulty = n / gamma(n - 1);
      let total = 0;
      for (let epoch = 0; epoch < epochs; epoch++) {
        const unmeasured = difficulty * gamma(1);
        const measured = difficulty * gamma(n - 1);
        total += (unmeasured + measured) / n;
        difficulty *= n / measured;
      }
      const mean = total / epochs;
      sum += mean / chains;
      squares += (mean * mean) / chains;
    }
    const variance = squares - sum * sum;
    expect(Math.abs(sum - retargetBias(n, n - 1))).toBeLessThan(4 * Math.sqrt(variance / chains));
    // The law has a long tail: 2 % of the variance is some three standard errors.
    expect(Math.abs(variance / retargetedMeanVariance(n, epochs) - 1)).toBeLessThan(0.03);
  });

  test('a clamp holds a large step back', () => {
    expect(difficultyStep(600, 2016, 0.1, 4)).toEqual({ timeToRetarget: 12_096_000, nextOverTarget: 2.5 });
    expect(() => retargetBias(10, 1)).toThrow('m is 1: expected a whole number from 2 to 10');
  });
});

describe('pools that attack each other', () => {
  test('the best infiltration beats its neighbours, and no attack earns 1', () => {
    for (const [m1, m2] of [
      [0.1, 0.2],
      [0.45, 0.3],
      [0.5, 0.5],
    ] as const) {
      const x = bestInfiltration(m1, m2);
      const at = (infiltration: number) => oneSidedWithholding(m1, m2, infiltration).attacker;
      for (const step of [-1e-3, -1e-5, 1e-5, 1e-3]) expect(at(x + step)).toBeLessThan(at(x));
      expect(at(0)).toBe(1);
    }
  });

  test('in equilibrium neither gains by another infiltration; with nobody attacking back it is the one-sided case', () => {
    const [m1, m2] = [0.3, 0.15];
    const { x1, x2, first, second } = withholdingEquilibrium(m1, m2);
    for (const step of [-0.01, -1e-4, 1e-4, 0.01]) {
      expect(twoSidedWithholding(m1, m2, x1 + step, x2).first).toBeLessThan(first);
      expect(twoSidedWithholding(m1, m2, x1, x2 + step).second).toBeLessThan(second);
    }
    const one = oneSidedWithholding(0.2, 0.3, 0.05);
    const both = twoSidedWithholding(0.2, 0.3, 0.05, 0);
    expect(both.first).toBeCloseTo(one.attacker, 12);
    expect(both.second).toBeCloseTo(one.victim, 12);
    expect(() => bestInfiltration(0.6, 0.6)).toThrow('m1 + m2 is 1.2: expected at most 1');
  });
});
