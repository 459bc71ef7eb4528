import { optimalThreshold, optimalWithholding } from '../../src/theory/optimal-withholding.js';
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

test('two selfish pools gain from about a fifth each on', () => {
  // Printed as 0.2148; who follows whom in ties of three is open.
  expect(Math.abs(twoPoolsThreshold(9) - 0.2148)).toBeLessThan(0.01);
});
