import type { DelayLaw } from '../../src/contract.js';
import type { Strategy } from '../../src/strategies/index.js';
import { INTERVAL_US, raced, shareOf, type Raced } from './raced.js';

/** Delays in units of the mean interval. */
const constant = (x: number): DelayLaw => ({ delay: () => x * INTERVAL_US });
const uniform = (low: number, high: number): DelayLaw => ({ delay: (u) => (low + (high - low) * u) * INTERVAL_US });
const equal = (n: number) => Array.from({ length: n }, () => 1 / n);

const staleOf = ({ tally, mined }: Raced) => tally.staleBlocks / mined;
const ownStale = ({ tally }: Raced, node: number) =>
  tally.staleOf[node]! / (tally.staleOf[node]! + tally.canonicalOf[node]!);
const errorOf = (p: number, n: number) => Math.sqrt((p * (1 - p)) / n);
const square = (x: number) => x * x;

/**
 * Forks by delay, held against closed forms at four standard errors of the run's own length.
 * @param scale of the numbers of blocks; 1 takes about a minute
 */
export function holdForksToTheory(scale: number): void {
  test.each([
    [0.05, 30_000],
    [0.1, 30_000],
    [1, 15_000],
  ])('infinitely many miners, as good as 400: at x = %p the stale share is x / (1 + x)', (x, blocks) => {
    const expected = ((1 - 1 / 400) * x) / (1 + x);
    const result = raced(equal(400), scale * blocks, { law: constant(x) });
    expect(Math.abs(staleOf(result) - expected)).toBeLessThan(4 * errorOf(expected, result.mined) + 0.005 * expected);
    // Another quantity, which it must not be mistaken for: that a rival is found within the delay.
    if (x < 1) return;
    expect(Math.abs(staleOf(result) - (1 - Math.exp(-x)))).toBeGreaterThan(errorOf(expected, result.mined));
  });

  // Sompolinsky & Zohar 2015: growth of two miners' chain; shares and own stale rates by a reference simulation of 1e7 blocks.
  test.each([
    [0.5, 0.1, 0.5, undefined],
    [0.5, 1, 0.5, undefined],
    [0.7, 0.1, 0.7161, [0.01595, 0.09014]],
    [0.7, 1, 0.8246, [0.06291, 0.53507]],
    [0.9, 0.1, 0.9133, [0.00171, 0.14814]],
    [0.9, 1, 0.9761, [0.0039, 0.78123]],
  ] as const)('two miners, the larger with %p, x = %p', (larger, x, share, stale) => {
    const blocks = scale * 300_000;
    const [u, v] = [larger, 1 - larger];
    const [eu, ev] = [Math.exp(2 * u * x), Math.exp(2 * v * x)];
    const growth = u === v ? (1 + x / 2) / (1 + x) : (u * u * eu - v * v * ev) / (u * eu - v * ev);
    const result = raced([u, v], blocks, { law: constant(x) });
    expect(Math.abs(result.height / result.mined - growth)).toBeLessThan(4 * errorOf(growth, result.mined));
    expect(Math.abs(shareOf(result, [0]) - share)).toBeLessThan(4 * errorOf(share, blocks));
    stale?.forEach((rate, node) => {
      const own = result.mined * (node === 0 ? u : v);
      expect(Math.abs(ownStale(result, node) - rate)).toBeLessThan(4 * errorOf(rate, own) + 0.0002);
    });
  });

  test.each([
    [5, 0.1],
    [5, 0.5],
    [10, 0.1],
    [10, 0.5],
  ])('%p equal miners at x = %p: (1 − 1/n) x / (1 + x), within 0.6 %%', (n, x) => {
    const expected = ((1 - 1 / n) * x) / (1 + x);
    const result = raced(equal(n), scale * 150_000, { law: constant(x) });
    expect(Math.abs(staleOf(result) - expected)).toBeLessThan(4 * errorOf(expected, result.mined) + 0.006 * expected);
  });

  // CPR's clique: powers 1 … 10, delays U(0.5, 1.5); reference simulations of 4e6 blocks.
  const powers = Array.from({ length: 10 }, (_, node) => node + 1);
  test.each([
    [600, 0.001463, 400_000],
    [300, 0.00288, 400_000],
    [30, 0.028095, 400_000],
  ])('ten miners with powers 1 to 10 and delays of 0.5 to 1.5 in an interval of %p', (interval, expected, blocks) => {
    const result = raced(powers, scale * blocks, { law: uniform(0.5 / interval, 1.5 / interval) });
    const [ours, theirs] = [errorOf(expected, result.mined), errorOf(expected, 4e6)];
    expect(Math.abs(staleOf(result) - expected)).toBeLessThan(4 * Math.hypot(ours, theirs));
  });

  test('to first order a miner loses x (1 − 2h + HHI) of its blocks, and the large gain what the small lose', () => {
    const x = 1 / 100;
    const shares = powers.map((power) => power / 55);
    const hhi = shares.reduce((sum, share) => sum + square(share), 0);
    const result = raced(powers, scale * 1_000_000, { law: constant(x) });
    for (const [node, share] of shares.entries()) {
      const expected = x * (1 - 2 * share + hhi);
      const made = result.mined * share;
      // The next order is x² of it, and more for the small: a miner's rivals fork among themselves.
      expect(Math.abs(ownStale(result, node) - expected)).toBeLessThan(4 * errorOf(expected, made) + 3 * x * expected);
    }
    const advantage = shareOf(result, [9]) / shares[9]! - 1;
    const expected = 2 * x * (shares[9]! - hhi);
    expect(Math.abs(advantage - expected)).toBeLessThan(
      4 * Math.sqrt((1 - shares[9]!) / (shares[9]! * scale * 1_000_000)),
    );
  });

  // Dembo et al. 2020; Gaži, Kiayias, Russell 2020: secure iff β is below the honest chain's growth (1 − β)/(1 + (1 − β) x).
  test.each([0.1, 0.2, 1])('a private branch overtakes from β* on, and not below: x = %p', (x) => {
    const threshold = (2 + x - Math.sqrt(square(2 + x) - 4 * x)) / (2 * x);
    const leadAt = (beta: number) => {
      let lead = 0;
      const wait: Strategy = { name: 'private', decide: (a, h) => ((lead = a - h), 'wait') };
      const honest = Array.from({ length: 200 }, () => (1 - beta) / 200);
      const withholders = [{ nodes: [0], strategy: wait, gamma: { by: 'lottery', gamma: 0 } as const }];
      raced([beta, ...honest], scale * 20_000, { law: constant(x), withholders });
      return lead;
    };
    expect(leadAt(threshold * 1.1)).toBeGreaterThan(0);
    expect(leadAt(threshold * 0.9)).toBeLessThan(0);
  });
}
