import fc from 'fast-check';
import { honest, sm1, stubborn, tabled, type Fork, type Strategy } from '../../src/strategies/index.js';
import { exactRevenue } from './withholding-chain.js';

/** Eyal & Sirer 2014, equation 8, and blocks of the main chain per mined block (Grunspan & Pérez-Marco 2018). */
function eyalSirer(a: number, gamma: number) {
  const [p, q] = [1 - a, a];
  return {
    share: (a * p * p * (4 * a + gamma * (1 - 2 * a)) - a * a * a) / (1 - a * (1 + (2 - a) * a)),
    throughput: (p * p * q + p - q) / ((p - q) * (1 + p * q) + p * q),
  };
}

const named = (letters: string): Strategy =>
  stubborn({ lead: letters.includes('L'), equalFork: letters.includes('F'), trail: letters.includes('T') ? 1 : 0 });

describe('strategies of withholding miners in the exact chain of theory', () => {
  test('an honest miner gets its share, and nothing is wasted', () => {
    const { share, throughput } = exactRevenue(honest, 0.3, 0.5, 10, 400);
    expect(share).toBeCloseTo(0.3, 9);
    expect(throughput).toBeCloseTo(1, 9);
  });

  test.each([
    [0.15, 0],
    [0.3, 0.5],
    [1 / 3, 0],
    [0.35, 0.9],
    [0.4, 0.5],
    [0.4, 1],
  ])('SM1 with a share of %p and gamma %p earns as Eyal & Sirer say', (a, gamma) => {
    const { share, throughput } = exactRevenue(sm1, a, gamma);
    expect(share).toBeCloseTo(eyalSirer(a, gamma).share, 4);
    expect(throughput).toBeCloseTo(eyalSirer(a, gamma).throughput, 4);
  });

  // Nayak et al. 2016, recomputed: share, and blocks of the main chain per mined block where known.
  test.each([
    ['L', 0.3, 0.5, 0.32029, undefined],
    ['L', 0.35, 0.5, 0.41995, undefined],
    ['L', 0.35, 0.9, 0.48753, undefined],
    ['LF', 0.35, 0.5, 0.4221, 0.65],
    ['T', 0.35, 0.5, 0.41528, 0.75111],
    ['LFT', 0.35, 0.5, 0.42546, 0.65763],
    ['L', 0.4, 0.75, 0.58765, undefined],
    ['LF', 0.4, 0.75, 0.62679, 0.6],
    ['F', 0.4, 0.5, 0.53931, 0.67273],
    ['LT', 0.4, 0.5, 0.54925, 0.65116],
    ['FT', 0.4, 0.5, 0.5401, 0.67509],
    ['LFT', 0.4, 0.5, 0.56953, 0.60784],
  ])('%s-stubborn with a share of %p and gamma %p earns %p', (letters, a, gamma, share, throughput) => {
    const found = exactRevenue(named(letters), a, gamma, 80, 3000);
    expect(Math.abs(found.share - share)).toBeLessThan(1e-4);
    if (throughput !== undefined) expect(Math.abs(found.throughput - throughput)).toBeLessThan(1e-4);
  });

  test('a miner that publishes too much when its lead falls to one earns less than L says', () => {
    const slip: Strategy = {
      name: 'slip',
      decide: (a, h, fork) => (a > h && h > 0 ? 'override' : sm1.decide(a, h, fork)),
    };
    expect(Math.abs(exactRevenue(slip, 0.4, 0.5).share - eyalSirer(0.4, 0.5).share)).toBeGreaterThan(0.01);
  });

  test('no strategy matches or overrides where it cannot', () => {
    const forks: readonly Fork[] = ['irrelevant', 'relevant', 'active'];
    const length = fc.integer({ min: 0, max: 50 });
    const all = [honest, ...['', 'L', 'F', 'T', 'LF', 'LT', 'FT', 'LFT'].map(named)];
    fc.assert(
      fc.property(length, length, fc.constantFrom(...forks), fc.constantFrom(...all), (a, h, fork, strategy) => {
        const action = strategy.decide(a, h, fork);
        if (action === 'override') expect(a).toBeGreaterThan(h);
        if (action === 'match') expect(a >= h && h >= 1 && fork === 'relevant').toBe(true);
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  test('a table is followed within its edge, and beyond it the longer branch wins', () => {
    const rows = ['wa', 'oa'];
    const strategy = tabled('mine', { cutOff: 1, actions: { irrelevant: rows, relevant: ['wa', 'om'], active: rows } });
    expect(strategy.decide(0, 0, 'irrelevant')).toBe('wait');
    expect(strategy.decide(1, 1, 'relevant')).toBe('match');
    expect(strategy.decide(1, 0, 'active')).toBe('override');
    expect(strategy.decide(2, 1, 'relevant')).toBe('override');
    expect(strategy.decide(2, 3, 'relevant')).toBe('adopt');
    const wrong = { cutOff: 1, actions: { irrelevant: ['wx', 'oa'], relevant: rows, active: rows } };
    expect(() => tabled('wrong', wrong)).toThrow('found "x"');
  });
});
