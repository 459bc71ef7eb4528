import gammaCdf from '@stdlib/stats-base-dists-gamma-cdf';
import { DoubleSpend } from '../../src/adversaries/double-spend.js';
import { pow } from '../../src/protocols/pow.js';
import { assemble } from '../../src/scenario/assembly.js';
import { doubleSpendAttempt } from '../../src/theory/double-spend-attempt.js';
import { fault } from '../fixtures/run-words.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

/** Three honest miners, and attackers that hold a share between them; blocks reach all at once. */
function attackWorld(share: number, params: object, blocks: number, attackers = 1) {
  const values = [...Array<number>(attackers).fill(share / attackers), ...Array<number>(3).fill((1 - share) / 3)];
  return worldWith(attackers + 3, {
    nodes: { count: attackers + 3, weights: { kind: 'list', values } },
    network: { latency: { kind: 'constant', delay: 0 } },
    faults: [fault('double-spend', { ids: [...Array(attackers).keys()] }, { params: { ...params } })],
    stop: { blocks },
  });
}

const CONFIRMATIONS = { confirmations: 500 };

describe('the closed form', () => {
  // Rosenfeld 2014, Grunspan & Perez-Marco 2018; the strict variant has one block more to make up.
  test.each([
    [0.1, 6, 'tie', 0.000591412],
    [0.3, 6, 'tie', 0.15645],
    [0.45, 10, 'tie', 0.657928],
    [0.1, 0, 'longer', 0.1111111],
    [0.1, 3, 'longer', 0.0030311],
    [0.3, 6, 'longer', 0.0891074],
  ] as const)('at q = %d, z = %d where %s wins is %d', (share, confirmations, wins, expected) => {
    const attempt = { share, confirmations, wins, premined: 0, giveUp: Infinity };
    // As many digits as the tables give.
    expect(Math.abs(doubleSpendAttempt(attempt) / expected - 1)).toBeLessThan(2e-5);
    const patient = doubleSpendAttempt({ ...attempt, giveUp: 500 });
    expect(patient).toBeCloseTo(doubleSpendAttempt(attempt), 9);
  });

  test('is the same for a block more at the start and a block more to make up, and less the sooner one gives up', () => {
    const attempt = { share: 0.35, confirmations: 4, giveUp: Infinity } as const;
    const tie = doubleSpendAttempt({ ...attempt, premined: 0, wins: 'tie' });
    expect(doubleSpendAttempt({ ...attempt, premined: 1, wins: 'longer' })).toBeCloseTo(tie, 12);
    const rates = [2, 4, 8, 16].map((giveUp) => doubleSpendAttempt({ ...attempt, premined: 0, wins: 'tie', giveUp }));
    for (const [i, rate] of rates.entries()) expect(rate).toBeLessThan(rates[i + 1] ?? tie);
    expect(doubleSpendAttempt({ ...attempt, premined: 5, wins: 'longer' })).toBe(1);
  });

  test('of a fair walk, and of a majority', () => {
    const attempt = { confirmations: 0, premined: 0, wins: 'longer', giveUp: 3 } as const;
    expect(doubleSpendAttempt({ ...attempt, share: 0.5 })).toBeCloseTo(3 / 4, 12);
    expect(doubleSpendAttempt({ ...attempt, share: 0.6, giveUp: Infinity })).toBe(1);
  });
});

describe('a double spend', () => {
  test.each([
    [0.1, 2, 0, 'longer', 10, 1],
    [0.3, 0, 0, 'longer', 10, 1],
    [0.3, 3, 0, 'tie', 12, 1],
    [0.3, 3, 1, 'longer', 8, 2],
    [0.3, 6, 0, 'longer', 15, 3],
    [0.3, 4, 2, 'longer', 3, 1],
    [0.45, 6, 0, 'tie', 20, 1],
    [0.55, 3, 0, 'longer', 20, 1],
  ] as const)(
    'of a share of %d at z = %d, %d premined, %s wins, given up at %d, by %d nodes: the rate of theory within 4 SE',
    (share, confirmations, premined, wins, giveUp, attackers) => {
      const world = attackWorld(share, { confirmations, premined, wins, giveUp }, 3000, attackers);
      const { columns, verdicts } = run(pow, world, { params: CONFIRMATIONS });
      const expected = doubleSpendAttempt({ share, confirmations, premined, wins, giveUp });
      const attempts = columns['double_spend_attempts'] as number;
      expect(attempts).toBeGreaterThan(80);
      const standardError = Math.sqrt((expected * (1 - expected)) / attempts);
      expect(Math.abs((columns['double_spend_rate'] as number) - expected)).toBeLessThan(4 * standardError);
      expect(columns['double_spend_successes']).toBe(Math.round(attempts * (columns['double_spend_rate'] as number)));
      expect(verdicts['validity']).toEqual({ is: 'holds' });
    },
  );

  test('whose rule is mistaken for the other is far from theory', () => {
    const attempt = { confirmations: 3, premined: 0, giveUp: 12 } as const;
    const { columns } = run(pow, attackWorld(0.3, { ...attempt, wins: 'tie' }, 4000), { params: CONFIRMATIONS });
    const expected = doubleSpendAttempt({ ...attempt, share: 0.3, wins: 'longer' });
    const standardError = Math.sqrt((expected * (1 - expected)) / (columns['double_spend_attempts'] as number));
    expect(Math.abs((columns['double_spend_rate'] as number) - expected)).toBeGreaterThan(4 * standardError);
  });

  test('given how long its confirmations took, succeeds as Grunspan & Perez-Marco say', () => {
    const [share, z] = [0.3, 3];
    const world = attackWorld(share, { confirmations: z, wins: 'tie', giveUp: 20 }, 6000);
    const assembledWorld = assemble(specOf(pow, world, CONFIRMATIONS), registry);
    assembledWorld.start();
    assembledWorld.host.simulator.run({ time: Infinity, events: 1e7 });
    const { payments } = assembledWorld.conspiracies[0]!.setting.shared as DoubleSpend;
    const [q, p] = [share, 1 - share];
    const upper = (x: number) => 1 - gammaCdf(x, z, 1);
    let sum = 0;
    let variance = 0;
    for (const { confirmedAfter, undone } of payments) {
      const kappa = (confirmedAfter * p) / (z * 600e6);
      const r = Math.exp(z * Math.log(q / p));
      const chance = 1 - upper((kappa * z * q) / p) + r * Math.exp((kappa * z * (p - q)) / p) * upper(kappa * z);
      sum += Number(undone) - chance;
      variance += chance * (1 - chance);
    }
    expect(payments.length).toBeGreaterThan(150);
    expect(Math.abs(sum)).toBeLessThan(4 * Math.sqrt(variance));
    // Blind to the time they took, the payments would vary more: the law is felt.
    const quick = payments.filter(({ confirmedAfter }) => confirmedAfter < 1.5 * 600e6);
    const slow = payments.filter(({ confirmedAfter }) => confirmedAfter > 6 * 600e6);
    const rate = (of: typeof payments) => of.filter(({ undone }) => undone).length / of.length;
    expect(rate(slow)).toBeGreaterThan(2 * rate(quick));
  });

  test('that succeeds against what counts as final breaks agreement; one that never can leaves it alone', () => {
    const broken = run(pow, attackWorld(0.4, { giveUp: 10 }, 400), { params: { confirmations: 2 } });
    expect(broken.verdicts['agreement']!.is).toBe('violated');
    const weak = run(pow, attackWorld(0.02, { giveUp: 10 }, 1000), { params: { confirmations: 6 } });
    expect(weak.verdicts['agreement']).toEqual({ is: 'holds' });
  });

  test('acts only in its span: nothing is kept back before and after', () => {
    const hour = 3_600_000_000;
    const world = attackWorld(0.3, { confirmations: 1, giveUp: 5 }, 600);
    const span = { ...world, faults: [{ ...world.faults[0]!, at: 20 * hour, until: 60 * hour }] };
    const record = run(pow, span as typeof world, { params: CONFIRMATIONS });
    const always = run(pow, world, { params: CONFIRMATIONS });
    expect(record.columns['double_spend_attempts'] as number).toBeGreaterThan(0);
    expect(record.columns['blocks_stale'] as number).toBeLessThan((always.columns['blocks_stale'] as number) * 0.8);
  });
});
