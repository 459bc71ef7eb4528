import { ethereumPow } from '../../src/protocols/ethereum-pow.js';
import { byzantiumReward, uncleRevenue } from '../../src/theory/ethereum-uncles.js';
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
});
