import { ethereumPow } from '../../src/protocols/ethereum-pow.js';
import { fruitchains } from '../../src/protocols/fruitchains.js';
import { byzantiumReward, uncleRevenue } from '../../src/theory/ethereum-uncles.js';
import { fault } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const atOnce = { latency: { kind: 'constant', delay: 0 } };
const paid = { reward: 1, compound: false };

describe('a selfish miner with two fifths of the power, γ = 0 (κ = 16, w = 48, ρ = 10)', () => {
  const [seeds, blocks] = [6, 2500];
  const world = worldWith(2, {
    nodes: { count: 2, weights: { kind: 'list', values: [4, 6] }, regions: { shares: { everywhere: 1 } } },
    network: atOnce,
    faults: [fault('selfish-mining', { ids: [0] }, { params: { gamma: { explicit: 0 } } })],
    stop: { blocks },
  });
  const records = Array.from({ length: seeds }, (_, seed) =>
    run(fruitchains, world, { params: { confirmations: 100 }, seed: `selfish/${seed}` }),
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

  test('makes .4837 of the blocks, as on Nakamoto’s chain', () => {
    const share = mean(records.map(({ columns }) => columns['attacker_share'] as number));
    // A share of revenue has a standard error of about 1/sqrt(mined blocks), 1.42 for each of the chain.
    expect(Math.abs(share - 0.48372)).toBeLessThan(4 / Math.sqrt(1.42 * seeds * blocks));
  });

  test('makes .411 of the fruits: only branches of more than w − κ blocks drop any', () => {
    const shares = records.map(({ producers: [own, others] }) => own!.canonical / (own!.canonical + others!.canonical));
    // Such branches are rare and drop many, so that runs differ more than their fruits are many: the spread of the seeds tells.
    const spread = Math.sqrt(mean(shares.map((share) => (share - mean(shares)) * (share - mean(shares)))));
    const standardError = spread / Math.sqrt(seeds - 1);
    // The reference simulation has an error of .003 itself.
    expect(Math.abs(mean(shares) - 0.411)).toBeLessThan(4 * standardError + 0.003);
    expect(standardError).toBeLessThan(0.005);
  });
});

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
