import { Pooling, type PoolingOptions } from '../../src/drivers/pooling.js';
import { RandomStreams } from '../../src/kernel/random-streams.js';

/** Lets so many revisions happen; the powers that the race would see. */
function revised(options: Pick<PoolingOptions, 'pools' | 'riskAversion' | 'powers'>, revisions: number) {
  let now = 0;
  const powers = [...options.powers];
  const draw = new RandomStreams('pooling').stream('draw');
  const revision = 1_000_000;
  const setPower = (node: number, power: number) => (powers[node] = power);
  let next = 0;
  const pooling = new Pooling({
    ...options,
    revision,
    now: () => now,
    schedule: (time) => (next = time),
    setPower,
    draw,
  });
  pooling.start();
  for (let i = 0; i < revisions; i++) {
    now = next;
    pooling.revise();
  }
  return { pooling, powers, now };
}

describe('miners who join pools', () => {
  // Alone h − ρ h; in a pool of size H with itself (1 − φ) h − ρ (1 − φ)² h² / H. So it joins iff ρ (1 − (1 − φ)² h / H) > φ.
  test.each([
    [0.02, 0.1, 0.3, 0.4],
    [0.02, 0.03, 0.2, 0.4],
    [0.02, 0.021, 0.4, 0.2],
    [0.1, 0.05, 0.1, 0.1],
    [0.5, 0.6, 0.3, 0.3],
  ])(
    'a fee of %p, risk aversion %p: a miner of %p joins a pool of %p iff variance costs it more',
    (fee, rho, h, pool) => {
      // Shares are of all power; the rest is another operator's, so that nobody else moves.
      const powers = [pool, h, 1 - pool - h];
      const pools = [
        { operator: 0, fee },
        { operator: 2, fee: 0.99 },
      ];
      const { pooling } = revised({ pools, riskAversion: rho, powers }, 5);
      const joins = rho * (1 - ((1 - fee) * (1 - fee) * h) / (pool + h)) > fee;
      expect(pooling.memberOf[1]).toBe(joins ? 0 : -1);
    },
  );

  test('of two pools with one fee the larger wins everybody, and no power is lost on the way', () => {
    const powers = [0.15, 0.1, ...Array.from({ length: 75 }, () => 0.01)];
    const pools = [0, 1].map((operator) => ({ operator, fee: 0.01 }));
    const { powers: after, pooling } = revised({ pools, riskAversion: 0.1, powers }, 2000);
    expect(after[0]).toBeCloseTo(0.9, 12);
    expect(after[1]).toBe(0.1);
    expect(after.slice(2)).toEqual(new Array(75).fill(0));
    expect(pooling.sizeOf(0)).toBe(after[0]);
  });

  test('nobody who does not mind variance pays a fee', () => {
    const powers = [0.5, ...Array.from({ length: 50 }, () => 0.01)];
    const { powers: after } = revised({ pools: [{ operator: 0, fee: 0.01 }], riskAversion: 0, powers }, 500);
    expect(after).toEqual(powers);
  });

  test('each miner looks around once in a revision time on average: within four standard errors', () => {
    const powers = [1, ...Array.from({ length: 20 }, () => 1)];
    const revisions = 10_000;
    const { now } = revised({ pools: [{ operator: 0, fee: 0 }], riskAversion: 0, powers }, revisions);
    const expected = (revisions / 20) * 1_000_000;
    expect(Math.abs(now / expected - 1)).toBeLessThan(4 / Math.sqrt(revisions));
  });
});
