import { normalQuantile } from '../../src/network/normal-quantile.js';

/** Computed with 40 digits by Newton's method on erfc (mpmath), for the double nearest to each probability; rounded here to doubles. */
const KNOWN: readonly (readonly [number, number])[] = [
  [0.6, 0.2533471031357997],
  [0.75, 0.6744897501960817],
  [0.925, 1.4395314709384561],
  [0.9250001, 1.4395321773759004],
  [0.95, 1.6448536269514722],
  [0.975, 1.9599639845400538],
  [0.99, 2.3263478740408408],
  [0.999, 3.090232306167813],
  [0.9999, 3.7190164854557084],
  [0.07, -1.4757910281791706],
  [0.01, -2.326347874040841],
  [1e-3, -3.0902323061678136],
  [1e-6, -4.753424308822899],
  [1e-10, -6.361340902404057],
  [1e-12, -7.034483825301132],
  [1e-20, -9.262340089798407],
  [1e-50, -14.933337534788489],
  [1e-100, -21.273453560965326],
  [1e-300, -37.0470962993612],
];

describe('the standard normal quantile', () => {
  test.each(KNOWN)('at %p is %p to 14 digits', (p, x) => {
    expect(Math.abs(normalQuantile(p) / x - 1)).toBeLessThan(1e-14);
  });

  test('is 0 at one half and infinite at the ends', () => {
    expect(normalQuantile(0.5)).toBe(0);
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
  });

  test('is not a number outside the probabilities', () => {
    expect(normalQuantile(-0.1)).toBeNaN();
    expect(normalQuantile(1.1)).toBeNaN();
    expect(normalQuantile(NaN)).toBeNaN();
  });
});
