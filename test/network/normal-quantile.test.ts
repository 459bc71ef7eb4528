import { normalQuantile } from '../../src/network/normal-quantile.js';

/** Computed with 40 digits by Newton's method on erfc (mpmath), for the double nearest to each probability. */
const KNOWN: readonly (readonly [number, number])[] = [
  [0.6, 0.25334710313579974132],
  [0.75, 0.6744897501960817432],
  [0.925, 1.4395314709384562291],
  [0.9250001, 1.4395321773759004884],
  [0.95, 1.6448536269514722843],
  [0.975, 1.9599639845400538556],
  [0.99, 2.3263478740408407676],
  [0.999, 3.0902323061678132778],
  [0.9999, 3.7190164854557083867],
  [0.07, -1.4757910281791706856],
  [0.01, -2.3263478740408410931],
  [1e-3, -3.0902323061678135354],
  [1e-6, -4.7534243088228989573],
  [1e-10, -6.3613409024040561991],
  [1e-12, -7.0344838253011319326],
  [1e-20, -9.2623400897984075796],
  [1e-50, -14.933337534788488981],
  [1e-100, -21.273453560965324294],
  [1e-300, -37.047096299361199237],
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
