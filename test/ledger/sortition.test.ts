import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';
import { mean, sum, variance } from 'd3-array';
import { committeeRisk, mostFaults } from '../../src/ledger/committee-risk.js';
import { oracle } from '../../src/ledger/oracle.js';
import { binomialLaw, poissonLaw, quantileOf } from '../../src/ledger/seat-law.js';
import { credential, Sortition, wholeStakes } from '../../src/ledger/sortition.js';

/** False alarm of one test below 1e−4. */
const SE = 4;

const cdfOf = binomialCdf as unknown as (x: number, n: number, p: number) => number;

describe('the law of seats', () => {
  test.each([
    [10, 0.3],
    [1, 0.5],
    [1000, 0.999],
    [1_000_000, 0.002],
    [10_000_000_000, 2.99e-7],
  ])('of %d units with probability %d is the binomial law', (stake, probability) => {
    const law = binomialLaw(stake, probability);
    for (let i = 0; i < law.mass.length; i += Math.ceil(law.mass.length / 200)) {
      expect(law.atMost[i]).toBeCloseTo(cdfOf(law.low + i, stake, probability), 9);
    }
    expect(sum(law.mass)).toBeCloseTo(1, 12);
  });

  test('every unit has a seat when there are as many seats as units, and nobody has more seats than units', () => {
    expect(quantileOf(binomialLaw(7, 1), 0.5)).toBe(7);
    expect(quantileOf(binomialLaw(0, 0.5), 0.5)).toBe(0);
    expect(quantileOf(binomialLaw(3, 0.999), 1 - 2 ** -53)).toBe(3);
    expect(quantileOf(binomialLaw(3, 0.001), 2 ** -54)).toBe(0);
  });

  test('of two stakes together is that of their sum: splitting changes nothing', () => {
    const [part, rest, whole] = [3_000, 7_000, 10_000].map((stake) => binomialLaw(stake, 0.004));
    const both = new Map<number, number>();
    for (const [i, a] of part!.mass.entries()) {
      for (const [j, b] of rest!.mass.entries()) {
        const seats = part!.low + i + rest!.low + j;
        both.set(seats, (both.get(seats) ?? 0) + a * b);
      }
    }
    for (const [i, mass] of whole!.mass.entries()) {
      if (mass > 1e-15) expect(both.get(whole!.low + i)! / mass).toBeCloseTo(1, 9);
    }
  });
});

/** Seats of one owner in many committees: under one name, and split evenly among ten. */
function seatsOfOwner(names: number, draws: number, rule?: (stake: number, total: number, size: number) => number) {
  const [owned, total, size] = [50_000, 1_000_000, 100];
  const stakes = Float64Array.from([...new Array<number>(names).fill(owned / names), total - owned]);
  const sortition = new Sortition(stakes);
  return Array.from({ length: draws }, (_, draw) => {
    const { seats } = rule
      ? { seats: stakes.map((stake) => rule(stake, total, size)) }
      : sortition.committee(oracle(names, draw), size);
    return sum(seats.subarray(0, names));
  });
}

/** Whether splitting pays: the difference of the means in standard errors, under the binomial law of the seats. */
function gainOfSplitting(draws: number, rule?: (stake: number, total: number, size: number) => number): number {
  const [whole, split] = [seatsOfOwner(1, draws, rule), seatsOfOwner(10, draws, rule)];
  return (mean(split)! - mean(whole)!) / Math.sqrt((2 * 5) / draws);
}

describe('seats drawn by sortition', () => {
  const draws = 10_000;

  test.each([1, 10])('have the mean and variance of the binomial law, for an owner with %i names', (names) => {
    // 5 % of the stake in committees of 100: mean 5, variance 4.9995. SE of the mean √(5/10 000) = 0.0224; of the variance,
    // with the fourth moment of a Poisson law, √((5 + 2·25)/10 000) = 0.0742.
    const seats = seatsOfOwner(names, draws);
    expect(Math.abs(mean(seats)! - 5)).toBeLessThan(SE * 0.0224);
    expect(Math.abs(variance(seats)! - 4.9995)).toBeLessThan(SE * 0.0742);
  });

  test('are as many for an owner who splits a stake among ten names', () => {
    expect(Math.abs(gainOfSplitting(draws))).toBeLessThan(SE);
  });

  test('would be more for one who splits it if expected seats were rounded: the same test cries out', () => {
    // Ten names with 0.5 expected seats each would have ten seats in place of five.
    const rounded = (stake: number, total: number, size: number) => Math.round((stake / total) * size);
    expect(gainOfSplitting(draws, rounded)).toBeGreaterThan(100);
  });

  test('are the same whenever they are asked for, and others under another key', () => {
    const sortition = new Sortition(wholeStakes([1, 1, 1], 1e10));
    const first = [...sortition.committee(1, 2990).seats];
    for (let key = 2; key < 500; key++) sortition.committee(key, 2990);
    expect([...sortition.committee(1, 2990).seats]).toEqual(first);
    expect([...sortition.committee(2, 2990).seats]).not.toEqual(first);
  });

  test('the lowest credential falls on nodes in proportion to their stakes, and never on one without a seat', () => {
    const stakes = wholeStakes([4, 3, 2, 1], 1e9);
    const sortition = new Sortition(stakes);
    const wins = [0, 0, 0, 0];
    let unseated = 0;
    for (let draw = 0; draw < draws; draw++) {
      const committee = sortition.committee(oracle(7, draw), 20);
      const credentials = wins.map((_, node) => credential(committee, node));
      const lowest = Math.min(...credentials);
      wins[credentials.indexOf(lowest)]!++;
      if (committee.seats[credentials.indexOf(lowest)] === 0) unseated++;
    }
    expect(unseated).toBe(0);
    for (const [node, won] of wins.entries()) {
      const share = (4 - node) / 10;
      expect(Math.abs(won / draws - share)).toBeLessThan(SE * Math.sqrt((share * (1 - share)) / draws));
    }
  });
});

describe('what committees can bear, Gilad et al. 2017', () => {
  test('2000 seats, T = 0.685, 80 % honest: too few honest seats 2.1e−9, two bundles 2.1e−9, together below 5e−9', () => {
    const { tooFew, twoBundles } = committeeRisk({ size: 2000, threshold: 0.685 * 2000 + 1 }, 0.8);
    expect(tooFew).toBeCloseTo(2.06e-9, 11);
    expect(twoBundles).toBeCloseTo(2.145e-9, 11);
    expect(tooFew + twoBundles).toBeCloseTo(4.205e-9, 12);
  });

  test('10,000 seats, T = 0.74, 80 % honest: 6e−12, and never two bundles', () => {
    const { tooFew, twoBundles } = committeeRisk({ size: 10_000, threshold: 7401 }, 0.8);
    expect(tooFew).toBeCloseTo(5.718e-12, 14);
    expect(twoBundles).toBeLessThan(1e-40);
  });

  test.each([
    ['soft', 2990, 2267],
    ['cert', 1500, 1112],
    ['next', 5000, 3838],
  ])("the specification's %s step fails once in 200 at 80 % honest stake", (_step, size, threshold) => {
    const { tooFew, twoBundles } = committeeRisk({ size, threshold }, 0.8);
    expect(tooFew).toBeGreaterThan(0.0048);
    expect(tooFew).toBeLessThan(0.005);
    expect(twoBundles).toBeLessThan(1e-15);
  });

  const ofSpecification = [
    { size: 2990, threshold: 2267 },
    { size: 1500, threshold: 1112 },
    { size: 5000, threshold: 3838 },
  ];

  test("with the specification's committees a fifth of equal nodes may be faulty", () => {
    for (let n = 1; n <= 200; n++) expect(mostFaults(n, ofSpecification)).toBe(Math.floor(n / 5));
  });

  test('larger committees come nearer to the third of the theory, and those of half the seats bear nobody', () => {
    expect(mostFaults(4, [{ size: 10_000, threshold: 6667 }])).toBe(1);
    expect(mostFaults(7, [{ size: 30_000, threshold: 20_001 }])).toBe(2);
    expect(mostFaults(100, [{ size: 1_000_000, threshold: 666_667 }])).toBe(32);
    expect(mostFaults(100, [{ size: 1500, threshold: 750 }])).toBe(0);
  });

  test('a Poisson law has its mean as mean and as variance', () => {
    const law = poissonLaw(1234.5);
    const first = sum(law.mass, (mass, i) => mass * (law.low + i));
    const second = sum(law.mass, (mass, i) => mass * (law.low + i - first) * (law.low + i - first));
    expect(first).toBeCloseTo(1234.5, 8);
    expect(second).toBeCloseTo(1234.5, 6);
  });
});
