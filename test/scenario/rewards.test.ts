import { coinsAfter } from '../../src/ledger/stakes.js';
import { pbft } from '../../src/protocols/pbft.js';
import { posLots } from '../../src/protocols/pos-lots.js';
import { pow } from '../../src/protocols/pow.js';
import { feesOf, type FeeLaw } from '../../src/scenario/fees.js';
import { assemble } from '../../src/scenario/assembly.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const atOnce = { latency: { kind: 'constant', delay: 0 } };

describe('rewards', () => {
  test('halve at every height that is a multiple of so many blocks, and their sum is the supply', () => {
    const economy = { reward: 8, compound: false, halving: { blocks: 10 } };
    const record = run(pow, worldWith(3, { network: atOnce, economy, stop: { blocks: 40 } }));
    // Heights 1 to 9, 10 to 19, 20 to 29, 30 to 39, and 40.
    expect(record.columns['reward_issued']).toBe(9 * 8 + 10 * 4 + 10 * 2 + 10 * 1 + 0.5);
    expect(record.producers.reduce((sum, { reward }) => sum + reward, 0)).toBe(142.5);
  });

  test('halved rewards compound halved, in a miner’s power and in a forger’s stake', () => {
    const economy = { reward: 1, compound: true, halving: { blocks: 30 } };
    for (const protocol of [pow, posLots]) {
      const whole = run(protocol, worldWith(4, { economy: { reward: 1, compound: true }, stop: { blocks: 90 } }));
      const halved = run(protocol, worldWith(4, { economy, stop: { blocks: 90 } }));
      expect(halved.columns['reward_issued']).toBe(29 + 15 + 7.5 + 0.125);
      // Up to the first halving nothing differs, and afterwards something does.
      expect(halved.digest).not.toBe(whole.digest);
    }
  });

  test('pay all holders by what they hold: what each was paid is what its coins grew by', () => {
    const nodes = { count: 4, weights: { kind: 'list', values: [1, 2, 0, 5] }, regions: { shares: { everywhere: 1 } } };
    const economy = { reward: 0.5, compound: true, inflation: { rate: 0.2, blocks: 70 } };
    const spec = specOf(posLots, worldWith(4, { nodes, economy, stop: { blocks: 70 } }));
    const made = assemble(spec, registry);
    made.start();
    made.host.simulator.run({ time: Infinity, events: 1e6 });
    const coins = coinsAfter(made.host.tree.whole(), made.outcome.canonical(70).at(-1)!.id, made.host.facts);
    const record = run(posLots, spec.world);
    record.producers.forEach(({ weight, reward }, node) => expect(weight + reward).toBeCloseTo(coins[node]!, 10));
    expect(record.producers[2]!.reward).toBe(0);
    // Without rewards all coins would be 1.2 times as many.
    expect(record.columns['reward_issued']).toBeGreaterThan(8 * 0.2 + 70 * 0.5);
    const idle = { ...economy, compound: false };
    const plain = run(posLots, worldWith(4, { nodes, economy: idle, stop: { blocks: 70 } }));
    expect(plain.columns['reward_issued']).toBeCloseTo(35 + 70 * 8 * Math.expm1(Math.log1p(0.2) / 70), 10);
  });

  test('under equal rewards and without fees, concentration of rewards is that of blocks', () => {
    const nodes = { count: 6, weights: { kind: 'zipf', exponent: 1 }, regions: { shares: { everywhere: 1 } } };
    const { columns, weights } = run(
      pow,
      worldWith(6, { nodes, economy: { reward: 2, compound: false }, stop: { blocks: 60 } }),
    );
    for (const name of ['gini', 'nakamoto', 'effective_producers', 'hhi', 'js_distance', 'profit_slope']) {
      expect(columns[`reward_${name}`]).toBeCloseTo(columns[name] as number, 12);
    }
    // And the weights are held beside it as they are beside the blocks.
    expect(weights['reward_gini']).toBe(weights['gini']);
    expect(weights['reward_nakamoto']).toBe(weights['nakamoto']);
  });

  test('where nobody is paid there is no concentration of rewards, and the record says why', () => {
    const record = run(pow, worldWith(3));
    expect(record.columns).toMatchObject({ reward_issued: 0, fees_paid: 0, reward_gini: null, reward_nakamoto: null });
    expect(record.undefinedBecause['reward_nakamoto']).toBe('empty');
  });

  test('a leader that alone proposes is paid for every decision', () => {
    const record = run(pbft, worldWith(4, { economy: { reward: 1, compound: false }, stop: { blocks: 12 } }));
    expect(record.producers.map(({ reward }) => reward)).toEqual([12, 0, 0, 0]);
    expect(record.columns['reward_gini']).toBe(0.75);
  });
});

describe('fees', () => {
  test.each([
    [{ kind: 'constant', amount: 0.25 }, 0.25, 0],
    [{ kind: 'exponential', mean: 3 }, 3, 9],
    [{ kind: 'lognormal', median: 2, sigma: 0.5 }, 2 * Math.exp(0.125), 4 * Math.exp(0.25) * (Math.exp(0.25) - 1)],
    [{ kind: 'pareto', least: 1, exponent: 4 }, 4 / 3, 2 / 9],
  ] as const)('%o have their mean, within four standard errors of 40000 draws', (law, mean, variance) => {
    const count = 40_000;
    const fee = feesOf(law as FeeLaw, 'seed');
    let sum = 0;
    for (let request = 1; request <= count; request++) sum += fee(request);
    expect(Math.abs(sum / count - mean)).toBeLessThanOrEqual(4 * Math.sqrt(variance / count));
  });

  test('go to whoever confirms the request, every request once, and the same request pays the same everywhere', () => {
    const workload = {
      rate: 0.02,
      size: 250,
      senders: 'equal' as const,
      fee: { kind: 'exponential' as const, mean: 2 },
    };
    const spec = specOf(pow, worldWith(5, { network: atOnce, workload, stop: { blocks: 30 } }));
    const made = assemble(spec, registry);
    made.start();
    made.host.simulator.run({ time: Infinity, events: 1e6 });
    const fee = feesOf(workload.fee, spec.seed);
    const paid = [0, 0, 0, 0, 0];
    const canonical = made.outcome.canonical(30);
    for (const { id, producer } of canonical) for (const r of made.host.tree.contents(id)) paid[producer]! += fee(r);
    const record = run(pow, spec.world);
    expect(paid.reduce((a, b) => a + b, 0)).toBeGreaterThan(0);
    record.producers.forEach(({ reward }, node) => expect(reward).toBeCloseTo(paid[node]!, 9));
    expect(record.columns['fees_paid']).toBeCloseTo(
      paid.reduce((a, b) => a + b, 0),
      9,
    );
    expect(record.columns['reward_issued']).toBe(0);
  });
});
