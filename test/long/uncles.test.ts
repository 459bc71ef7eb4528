import { ethereumPow } from '../../src/protocols/ethereum-pow.js';
import { byzantiumReward, flatReward, uncleRevenue } from '../../src/theory/ethereum-uncles.js';
import { fault } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const paid = { reward: 1, compound: false };

describe('selfish mining where uncles are paid (Niu & Feng 2019), γ = 1/2', () => {
  test.each([0.2, 0.3])('a pool with %d of the power earns per main block what their chain says', (alpha) => {
    const blocks = 12_000;
    const network = { latency: { kind: 'constant', delay: 1000 } };
    const half = (1 - alpha) / 2;
    const nodes = {
      count: 3,
      weights: { kind: 'list', values: [alpha, half, half] },
      regions: { shares: { everywhere: 1 } },
    };
    const faults = [fault('selfish-mining', { ids: [0] }, { params: { gamma: { explicit: 0.5 } } })];
    const world = worldWith(3, { nodes, network, faults, economy: paid, stop: { blocks } });
    const record = run(ethereumPow, world, { params: { interval: '1 h', difficulty: 'constant', confirmations: 100 } });
    const earned = record.producers[0]!.reward / blocks;
    const { perMainBlock } = uncleRevenue(alpha, 0.5, byzantiumReward);
    // Uncles only make up for part of what a lost block costs, so that a share of revenue strays no less than its income.
    expect(Math.abs(earned - perMainBlock)).toBeLessThan(4 / Math.sqrt(blocks));
    // Blocks alone would not have paid it so much.
    expect(earned).toBeGreaterThan(record.columns['attacker_share'] as number);
  });

  test.each([
    [0.08, 0.5, 'by-distance'],
    [0.17, 0.3, 'by-distance'],
    [0.28, 0.5, 'by-distance'],
    [0.28, 0.5, 'half'],
    [0.36, 0.8, 'half'],
    [0.42, 0, 'by-distance'],
  ] as const)(
    'at block level with %d of the power, γ = %d and uncles paid %s, over a long run',
    (alpha, gamma, rule) => {
      const [blocks, honest] = [300_000, 20];
      const values = [alpha, ...Array<number>(honest).fill((1 - alpha) / honest)];
      const world = worldWith(values.length, {
        detail: 'blocks',
        nodes: { count: values.length, weights: { kind: 'list', values } },
        network: { latency: { kind: 'constant', delay: 0 } },
        faults: [fault('selfish-mining', { ids: [0] }, { params: { gamma: { explicit: gamma } } })],
        economy: paid,
        stop: { blocks, events: 1e9 },
      });
      const options = { difficulty: 'constant', confirmations: 500, uncleReward: rule };
      const record = run(ethereumPow, world, { params: options });
      const expected = uncleRevenue(alpha, gamma, rule === 'half' ? flatReward(0.5) : byzantiumReward);
      const standardError = 1 / Math.sqrt(blocks);
      expect(Math.abs(record.producers[0]!.reward / blocks - expected.perMainBlock)).toBeLessThan(4 * standardError);
      expect(Math.abs((record.columns['attacker_share'] as number) - expected.mainChainShare)).toBeLessThan(
        4 * standardError,
      );
    },
  );
});
