import { sm1, stubborn, type Strategy } from '../../src/strategies/index.js';
import { raced, shareOf } from './raced.js';

/** Eyal & Sirer 2014, equation 8, and blocks of the main chain per mined block. */
function eyalSirer(a: number, gamma: number) {
  const [p, q] = [1 - a, a];
  return {
    share: (a * p * p * (4 * a + gamma * (1 - 2 * a)) - a * a * a) / (1 - a * (1 + (2 - a) * a)),
    throughput: (p * p * q + p - q) / ((p - q) * (1 + p * q) + p * q),
  };
}

const BLOCKS = 400_000;
/** Of the attacker's share: about 1/sqrt(N) of N mined blocks. */
const SHARE_ERROR = 1 / Math.sqrt(BLOCKS);

function attack(alpha: number, strategy: Strategy, gamma: number, blocks = BLOCKS) {
  return raced([alpha, 1 - alpha], blocks, {
    withholders: [{ nodes: [0], strategy, gamma: { by: 'lottery', gamma } }],
  });
}

describe('a withholder in the race, ties by lottery', () => {
  test.each([
    [0.15, 0.5],
    [0.3, 0],
    [0.3, 0.5],
    [1 / 3, 0.25],
    [0.4, 0.9],
    [0.45, 1],
  ])('SM1 with %p of the power and gamma %p: revenue and throughput are those of Eyal & Sirer', (alpha, gamma) => {
    const result = attack(alpha, sm1, gamma);
    const { share, throughput } = eyalSirer(alpha, gamma);
    expect(Math.abs(shareOf(result, [0]) - share)).toBeLessThan(4 * SHARE_ERROR);
    expect(Math.abs(result.height / result.mined - throughput)).toBeLessThan(4 * SHARE_ERROR);
  });
  test.each([
    ['L', 0.35, 0.5, 0.41995],
    ['T', 0.35, 0.5, 0.41528],
    ['LFT', 0.4, 0.5, 0.56953],
    ['F', 0.4, 0.5, 0.53931],
  ])('%s with %p of the power and gamma %p earns %p', (letters, alpha, gamma, share) => {
    const strategy = stubborn({
      lead: letters.includes('L'),
      equalFork: letters.includes('F'),
      trail: letters.includes('T') ? 1 : 0,
    });
    expect(Math.abs(shareOf(attack(alpha, strategy, gamma), [0]) - share)).toBeLessThan(4 * SHARE_ERROR);
  });
});
