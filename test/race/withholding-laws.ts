import { sm1, stubborn, type Strategy } from '../../src/strategies/index.js';
import { INTERVAL_US, raced, shareOf } from './raced.js';

/** Eyal & Sirer 2014, equation 8, and blocks of the main chain per mined block. */
function eyalSirer(a: number, gamma: number) {
  const [p, q] = [1 - a, a];
  return {
    share: (a * p * p * (4 * a + gamma * (1 - 2 * a)) - a * a * a) / (1 - a * (1 + (2 - a) * a)),
    throughput: (p * p * q + p - q) / ((p - q) * (1 + p * q) + p * q),
  };
}

function attack(alpha: number, strategy: Strategy, gamma: number, blocks: number) {
  return raced([alpha, 1 - alpha], blocks, {
    withholders: [{ nodes: [0], strategy, gamma: { by: 'lottery', gamma } }],
  });
}

/** Ties by lottery: at four standard errors of so many blocks, each of which is about 1/sqrt(N) for the attacker's share. */
export function holdLotteryToTheory(blocks: number): void {
  const shareError = 1 / Math.sqrt(blocks);

  test.each([
    [0.15, 0.5],
    [0.3, 0],
    [0.3, 0.5],
    [1 / 3, 0.25],
    [0.4, 0.9],
    [0.45, 1],
  ])('SM1 with %p of the power and gamma %p: revenue and throughput are those of Eyal & Sirer', (alpha, gamma) => {
    const result = attack(alpha, sm1, gamma, blocks);
    const { share, throughput } = eyalSirer(alpha, gamma);
    expect(Math.abs(shareOf(result, [0]) - share)).toBeLessThan(4 * shareError);
    expect(Math.abs(result.height / result.mined - throughput)).toBeLessThan(4 * shareError);
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
    expect(Math.abs(shareOf(attack(alpha, strategy, gamma, blocks), [0]) - share)).toBeLessThan(4 * shareError);
  });

  test('a new block meets the states of Eyal & Sirer as often as they say', () => {
    const alpha = 0.3;
    // By lead; −1 is the tie.
    const met = new Map<number, number>();
    let state = 0;
    const counting: Strategy = {
      name: 'counting',
      decide(a, h, fork) {
        met.set(state, (met.get(state) ?? 0) + 1);
        const action = sm1.decide(a, h, fork);
        const tie = action === 'match' && a === h;
        state = tie ? -1 : action === 'adopt' ? 0 : action === 'override' ? a - h - 1 : a - h;
        return action;
      },
    };
    const { mined } = attack(alpha, counting, 0.5, blocks);
    const q = alpha;
    const scale = 2 * q * q * q - 4 * q * q + 1;
    const one = (q - 2 * q * q) / scale;
    const expected = [
      [0, (1 - 2 * q) / scale],
      [-1, (1 - q) * one],
      [1, one],
      [2, (q / (1 - q)) * one],
      [3, (q / (1 - q)) * (q / (1 - q)) * one],
    ] as const;
    // Visits come in clusters, a lead lasts several blocks: their variance is below three times that of independent ones.
    for (const [lead, p] of expected) {
      expect(Math.abs(met.get(lead)! / mined - p)).toBeLessThan(4 * Math.sqrt((3 * p * (1 - p)) / mined));
    }
  });

  test('two selfish pools of the same size, ties decided evenly: both gain from about 21.48 % each on', () => {
    const gainAt = (alpha: number) => {
      const gamma = { by: 'lottery', gamma: 0.5 } as const;
      const pool = (node: number) => ({ nodes: [node], strategy: sm1, gamma });
      const result = raced([alpha, alpha, 1 - 2 * alpha], blocks, { withholders: [pool(0), pool(1)] });
      return shareOf(result, [0, 1]) / 2 - alpha;
    };
    // Bai et al. 2019; of the mean of both shares the standard error is below that of one.
    expect(gainAt(0.17)).toBeLessThan(-shareError);
    expect(Math.abs(gainAt(0.2148))).toBeLessThan(4 * shareError);
    expect(gainAt(0.26)).toBeGreaterThan(shareError);
  });

  test('two selfish pools of the same size take the same, whichever hears of a block first', () => {
    const gamma = { by: 'lottery', gamma: 0.5 } as const;
    const pool = (node: number) => ({ nodes: [node], strategy: sm1, gamma });
    const result = raced([0.25, 0.25, 0.5], blocks, { withholders: [pool(0), pool(1)] });
    expect(Math.abs(shareOf(result, [0]) - shareOf(result, [1]))).toBeLessThan(4 * Math.SQRT2 * shareError);
  });

  test('a coalition of three mines as one miner with their power', () => {
    const gamma = { by: 'lottery', gamma: 0.5 } as const;
    const powers = [0.1, 0.25, 0.1, 0.4, 0.15];
    const result = raced(powers, blocks, { withholders: [{ nodes: [0, 2, 4], strategy: sm1, gamma }] });
    expect(Math.abs(shareOf(result, [0, 2, 4]) - eyalSirer(0.35, 0.5).share)).toBeLessThan(4 * shareError);
  });
}

/** Ties by delays, as the network has them or as CPR's model makes them. */
export function holdDelaysToTheory(blocks: number): void {
  const shareError = 1 / Math.sqrt(blocks);

  // CPR's model: D defenders hear each other after ε, it at once, and are heard by it after U(0, (D − 1)/D · ε/γ).
  test.each([
    [10, 0.25],
    [10, 0.5],
    [10, 0.75],
    [10, 0.9],
    [4, 0.5],
  ])('%p defenders and gamma %p: revenue is that of Eyal & Sirer', (defenders, gamma) => {
    const alpha = 0.33;
    const epsilon = INTERVAL_US / 20_000;
    const spread = (((defenders - 1) / defenders) * epsilon) / gamma;
    const powers = [alpha, ...Array.from({ length: defenders }, () => (1 - alpha) / defenders)];
    const result = raced(powers, blocks, {
      law: { delay: () => epsilon },
      withholders: [{ nodes: [0], strategy: sm1, gamma: { by: 'delays', spread } }],
    });
    expect(Math.abs(shareOf(result, [0]) - eyalSirer(alpha, gamma).share)).toBeLessThan(4 * shareError);
  });

  test('without delay the first seen wins: gamma is 0', () => {
    const powers = [0.35, 0.35, 0.3];
    const result = raced(powers, blocks, { withholders: [{ nodes: [0], strategy: sm1, gamma: { by: 'network' } }] });
    expect(Math.abs(shareOf(result, [0]) - eyalSirer(0.35, 0).share)).toBeLessThan(4 * shareError);
  });
}
