import { fruitchains } from '../../src/protocols/fruitchains.js';
import { mean } from '../fixtures/moments.js';
import { fault } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

describe.each([
  // Only branches of more than w − κ blocks drop any fruits; with κ = 0 and w = 1 each branch drops those it replaces.
  { hangDepth: 16, recency: 48, fruits: 0.411, seeds: 12 },
  { hangDepth: 6, recency: 22, fruits: 0.424, seeds: 12 },
  { hangDepth: 0, recency: 1, fruits: 0.527, seeds: 28 },
])('a selfish miner with two fifths of the power, γ = 0, κ = $hangDepth, w = $recency', (point) => {
  const blocks = 2500;
  const world = worldWith(2, {
    nodes: { count: 2, weights: { kind: 'list', values: [4, 6] }, regions: { shares: { everywhere: 1 } } },
    network: { latency: { kind: 'constant', delay: 0 } },
    faults: [fault('selfish-mining', { ids: [0] }, { params: { gamma: { explicit: 0 } } })],
    stop: { blocks },
  });
  const { hangDepth, recency, seeds } = point;
  const records = Array.from({ length: seeds }, (_, seed) =>
    run(fruitchains, world, { params: { hangDepth, recency, confirmations: 100 }, seed: `selfish/${seed}` }),
  );

  test('makes .4837 of the blocks, as on Nakamoto’s chain', () => {
    const share = mean(records.map(({ columns }) => columns['attacker_share'] as number));
    // A share of revenue has a standard error of about 1/sqrt(mined blocks), 1.42 for each of the chain.
    expect(Math.abs(share - 0.48372)).toBeLessThan(4 / Math.sqrt(1.42 * seeds * blocks));
  });

  test('makes the share of the fruits that the reference simulation has', () => {
    const shares = records.map(({ producers: [own, others] }) => own!.canonical / (own!.canonical + others!.canonical));
    // Long branches are rare and drop many, so that runs differ more than their fruits are many: the spread of the seeds tells.
    const spread = Math.sqrt(mean(shares.map((share) => (share - mean(shares)) * (share - mean(shares)))));
    const standardError = spread / Math.sqrt(seeds - 1);
    // The reference simulation has an error of .003 itself.
    expect(Math.abs(mean(shares) - point.fruits)).toBeLessThan(4 * standardError + 0.003);
    expect(standardError).toBeLessThan(0.005);
  });
});
