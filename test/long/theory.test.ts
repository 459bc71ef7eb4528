import { optimalThreshold, optimalWithholding } from '../../src/theory/optimal-withholding.js';
import type { TieBreaking } from '../../src/theory/policy-table.js';
import { selfishThreshold } from '../../src/theory/selfish-mining.js';
import { twoPoolsThreshold } from '../../src/theory/two-pools.js';
import { oracleEntries } from '../theory/oracles.js';

const optima = oracleEntries.filter(({ id }) => id.startsWith('sm.optimal.a'));

(optima.length > 0 ? describe : describe.skip)('the optimal withholding policy with branches of 200', () => {
  test.each(optima.map((entry) => [entry.id, entry] as const))('%s', (_id, { params, expected }) => {
    const { revenue } = optimalWithholding(params['alpha'], params['gamma'], { cutOff: 200 });
    // The references were cut off there too, and carry five or six digits.
    expect(Math.abs(revenue - expected['R_opt'])).toBeLessThan(2e-5);
  });
});

test('thresholds stand still as branches grow', () => {
  expect(Math.abs(optimalThreshold(0, { cutOff: 100 }) - optimalThreshold(0, { cutOff: 60 }))).toBeLessThan(3e-6);
  for (const gamma of [0.25, 0.5, 0.75, 0.9])
    expect(Math.abs(optimalThreshold(gamma, { cutOff: 100 }) - selfishThreshold(gamma))).toBeLessThan(1e-5);
});

test('two selfish pools gain from about a fifth each on; the printed 0.2148 lies between what a bystander of a tie may do', () => {
  // Each further block of the longest branch moves the threshold about half as far as the one before.
  const limit = (bystander: TieBreaking) => {
    const [before, last] = [8, 9].map((cutOff) => twoPoolsThreshold(cutOff, bystander));
    return last! - (before! - last!);
  };
  const [uniform, firstSeen] = [limit('uniform'), limit('first-seen')];
  expect(Math.abs(uniform - 0.2062)).toBeLessThan(5e-4);
  expect(Math.abs(firstSeen - 0.2206)).toBeLessThan(5e-4);
});
