import featherFork from '../../src/adversaries/feather-fork.js';
import type { Protocol } from '../../src/contract.js';
import { pow } from '../../src/protocols/pow.js';
import type { RunRecord } from '../../src/runner/record.js';
import type { World } from '../../src/scenario/world.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const HOUR = 3600 * S;
const DEEP = { confirmations: 500 };

/** Miners of these powers, a complete graph without delays unless said otherwise. */
function mined(
  powers: readonly number[],
  faults: World['faults'],
  more: { blocks?: number; delay?: number; params?: object; seed?: string; protocol?: Protocol; rate?: number } = {},
): RunRecord {
  const { blocks = 3000, delay = 0, params = DEEP, seed, protocol = pow, rate } = more;
  const world = worldWith(powers.length, {
    nodes: { count: powers.length, weights: { kind: 'list', values: [...powers] } },
    network: { latency: { kind: 'constant', delay } },
    faults: [...faults],
    stop: { blocks },
    ...(rate !== undefined && { workload: { rate, size: 250, senders: 'equal' as const } }),
  });
  return run(protocol, world, { params, ...(seed !== undefined && { seed }) });
}

const value = ({ columns }: RunRecord, name: string) => columns[name] as number;

/** Within four standard errors. */
function expectNear(measured: number, expected: number, standardError: number): void {
  expect(Math.abs(measured - expected)).toBeLessThan(4 * standardError);
}

describe('a feather fork', () => {
  /** One behind, success at one ahead, giving up k behind. */
  function chance(q: number, k: number): number {
    const r = (1 - q) / q;
    return (1 - r ** (k - 1)) / (1 - r ** (k + 1));
  }

  test.each([
    [0.1, 2],
    [0.3, 2],
    [0.3, 3],
    [0.4, 3],
    [0.4, 1],
  ])('of a share of %d, given up at %d behind, succeeds as the gambler does', (q, k) => {
    const listed = fault('feather-fork', { ids: [0] }, { params: { producers: [1], giveUp: k } });
    const record = mined([q, 0.2, (0.8 - q) / 2, (0.8 - q) / 2], [listed]);
    const attempts = value(record, 'feather_fork_attempts');
    expect(attempts).toBeGreaterThan(350);
    const expected = chance(q, k);
    expectNear(value(record, 'feather_fork_rate'), expected, Math.sqrt((expected * (1 - expected)) / attempts) + 1e-12);
    // Only the one who is blacklisted, and who builds on him, loses blocks; the coalition loses those of lost fights.
    if (k > 1) expect(record.producers[1]!.canonical).toBeLessThan(record.producers[1]!.produced);
  });

  test('against requests orphans a block that holds a blacklisted one, and nothing where none is', () => {
    const against = (share: number) =>
      mined([0.4, 0.2, 0.2, 0.2], [fault('feather-fork', { ids: [0] }, { params: { share, giveUp: 3 } })], {
        blocks: 400,
        rate: 1 / 2000,
      });
    // A share of nothing is refused; one this small blacklists none of the run's requests.
    expect(value(against(1e-9), 'feather_fork_attempts')).toBe(0);
    expect(against(1e-9).columns['blocks_stale']).toBe(0);
    expect(value(against(1), 'feather_fork_attempts')).toBeGreaterThan(25);
    expect(value(against(0.2), 'feather_fork_attempts')).toBeLessThan(value(against(1), 'feather_fork_attempts'));
    expect(against(1).verdicts['validity']).not.toMatchObject({ is: 'violated' });
  });
});

describe('a majority', () => {
  test.each([
    [0.6, 6],
    [0.7, 3],
    [0.55, 2],
  ])('of %d rewrites %d blocks after (z + 1)/(2q − 1) mined ones', (q, depth) => {
    const record = mined([q, (1 - q) / 2, (1 - q) / 2], [fault('majority', { ids: [0] }, { params: { depth } })]);
    const times = value(record, 'majority_rewrites');
    expect(times).toBeGreaterThan(40);
    const drift = 2 * q - 1;
    // First passage of a walk with steps ±1: its variance is d · 4pq/drift³.
    const variance = ((depth + 1) * 4 * q * (1 - q)) / (drift * drift * drift);
    expectNear(value(record, 'majority_rewrite_blocks'), (depth + 1) / drift, Math.sqrt(variance / times));
    const seconds = value(record, 'majority_rewrite_blocks') * 600;
    expectNear(value(record, 'majority_rewrite_s'), seconds, (600 * Math.sqrt((depth + 1) / drift)) / Math.sqrt(times));
  });

  test('breaks agreement about what was final, and a block as deep as the rewriting is', () => {
    const attack = [fault('majority', { ids: [0] }, { params: { depth: 6 } })];
    expect(mined([0.6, 0.4], attack, { blocks: 100, params: {} }).verdicts['agreement']!.is).toBe('violated');
    expect(mined([0.6, 0.4], attack, { blocks: 100 }).verdicts['agreement']).not.toMatchObject({ is: 'violated' });
  });

  test('that censors makes every block in the end; a minority makes none', () => {
    const censored = (q: number) =>
      mined([q, (1 - q) / 2, (1 - q) / 2], [fault('majority', { ids: [0] }, { params: { mode: 'censor' } })], {
        blocks: 2000,
      });
    // But for a lead of the others at the end.
    expect(value(censored(0.6), 'majority_share')).toBeGreaterThan(0.99);
    expect(value(censored(0.3), 'majority_share')).toBeLessThan(0.01);
  });
});

describe('hash-power hopping', () => {
  const epoch = 300;
  const params = { ...DEEP, retarget: 'bitcoin', epoch };
  const blocks = 20 * epoch;

  test.each([0.3, 0.5])('of a share of %d: absent in every other epoch, and paid more when there', (h) => {
    const record = mined([h, (1 - h) / 2, (1 - h) / 2], [fault('hash-power-hopping', { ids: [0] })], {
      blocks,
      params,
    });
    const [shorter, longer] = [1 - h, 1 / (1 - h)];
    const bias = epoch / (epoch - 2);
    // Two gamma laws of an epoch's blocks enter each time: its own, and that of the epoch which set its difficulty.
    const relative = Math.sqrt(2 / blocks);
    expectNear(
      value(record, 'hopping_block_interval_s'),
      (600 * bias * (shorter + longer)) / 2,
      600 * longer * relative,
    );
    expectNear(value(record, 'hopping_presence'), shorter / (shorter + longer), 2 * relative);
    const inGain = Math.sqrt(((1 - h) / h + 2) / (blocks / 2));
    expectNear(value(record, 'hopping_gain'), longer / bias, longer * inGain);
  });

  test('never leaves where the difficulty stays below the threshold, and is then an honest miner', () => {
    const hop = fault('hash-power-hopping', { ids: [0] }, { params: { leaveAt: 1e9 } });
    const setup = { blocks: 500, params: { ...DEEP, retarget: 'bitcoin', epoch: 100 } };
    const record = mined([0.5, 0.5], [hop], setup);
    expect(value(record, 'hopping_presence')).toBe(1);
    expect(record.digest).toBe(mined([0.5, 0.5], [], setup).digest);
  });
});

describe('pool withholding', () => {
  /** Pool 1 sends x of its m1 into pool 2. */
  const eyal = (m1: number, m2: number, x: number) => {
    const r2 = m2 / ((1 - x) * (m2 + x));
    return { r1: ((m1 - x) / (1 - x) + x * r2) / m1, r2, others: 1 / (1 - x) };
  };
  const attack = (ids: readonly number[], pool: readonly number[], into: readonly number[]) =>
    fault('pool-withholding', { ids }, { params: { pool, into } });

  test.each([
    [0.2, 0.2, 0.05],
    [0.1, 0.3, 0.05],
    [0.4, 0.4, 0.12665],
  ])('of pools %d and %d by infiltrators of %d pays what Eyal says', (m1, m2, x) => {
    const rest = 1 - m1 - m2;
    const powers = [x, m1 - x, m2 / 2, m2 / 2, rest / 2, rest / 2];
    const blocks = 6000;
    const record = mined(powers, [attack([0], [1], [2, 3])], { blocks });
    const { r1, r2, others } = eyal(m1, m2, x);
    const error = (share: number, power: number) => Math.sqrt((share * (1 - share)) / blocks) / power;
    expectNear(value(record, 'pool_victim_revenue'), r2, error(m2 / (1 - x), m2 + x));
    expectNear(value(record, 'pool_attacker_revenue'), r1, error((m1 - x) / (1 - x), m1));
    expectNear(value(record, 'pool_other_revenue'), others, error(rest / (1 - x), rest));
    expect(record.producers[0]!.produced).toBe(0);
  });

  test('of two pools that attack each other leaves both with less: the dilemma', () => {
    const [m, x, blocks] = [0.3, 0.05673, 6000];
    const powers = [x, m - x, x, m - x, 1 - 2 * m];
    const record = mined(powers, [attack([0], [1], [3]), attack([2], [3], [1])], { blocks });
    // The symmetric equilibrium of the paper's figure: .91468 for both.
    const error = Math.sqrt(0.25 / blocks) / m;
    expectNear(value(record, 'pool_attacker_revenue'), 0.91468, error);
    expectNear(value(record, 'pool_victim_revenue'), 0.91468, error);
  });
});

describe('an eclipse', () => {
  const doubleSpend = fault('double-spend', { ids: [0] }, { params: { confirmations: 2, giveUp: 10, wins: 'tie' } });
  const eclipse = (feed: 'nothing' | 'branch') => fault('eclipse', { ids: [0] }, { params: { victims: [1], feed } });
  const [a, w] = [0.2, 0.2];
  const powers = [a, w, 0.3, 0.3];
  /** Rosenfeld's P at z = 2, patient enough. */
  const chance = (q: number) => q * q * (2 + 4 * (1 - q));

  test.each([
    ['nothing', a / (1 - w)],
    ['branch', a + w],
  ] as const)('that feeds %s makes an attacker as strong as %d', (feed, q) => {
    const record = mined(powers, [eclipse(feed), doubleSpend], { delay: S / 1000 });
    const attempts = value(record, 'double_spend_attempts');
    const standardError = Math.sqrt((chance(q) * (1 - chance(q))) / attempts);
    expect(attempts).toBeGreaterThan(150);
    expectNear(value(record, 'double_spend_rate'), chance(q), standardError);
    expect(record.producers[1]!.canonical > 0).toBe(feed === 'branch');
  });

  test('breaks agreement at the victim, whom nobody waits for, and ends with its span', () => {
    const forever = mined(powers, [eclipse('nothing')], { blocks: 200, params: {} });
    expect(forever.verdicts['agreement']!.is).toBe('violated');
    expect(forever.ended).toBe('blocks');
    expect(forever.columns['blocks_canonical']).toBe(200);
    const passing = { ...eclipse('nothing'), at: 10 * HOUR, until: 11 * HOUR };
    const healed = mined(powers, [passing], { blocks: 400, params: { confirmations: 12 } });
    expect(healed.verdicts['agreement']).toEqual({ is: 'holds' });
    expect(healed.producers[1]!.canonical).toBeGreaterThan(40);
  });

  test('of a victim that is a member is refused', () => {
    const own = fault('eclipse', { ids: [0, 1] }, { params: { victims: [1] } });
    expect(() => mined(powers, [own])).toThrow('expected victims outside the coalition, found 1');
  });
});

describe('an attack that names its victims', () => {
  test.each([
    ['feather-fork', { producers: [0] }, 'expected producers outside the coalition, found 0'],
    ['pool-withholding', { pool: [0], into: [2] }, 'expected pools of others than the infiltrators, found 0'],
    ['pool-withholding', { pool: [1], into: [2, 1] }, 'expected every node in one pool at most, found 1'],
  ])('is refused: %s with %j', (name, params, said) => {
    expect(() => mined([1, 1, 1, 1], [fault(name, { ids: [0] }, { params })])).toThrow(said);
  });

  test('is refused when it names nothing to be blacklisted', () => {
    expect(featherFork.params.safeParse({ giveUp: 3 }).error?.message).toContain('nothing is blacklisted');
    expect(featherFork.params.safeParse({ share: 0.1 }).success).toBe(true);
  });
});

describe('a coalition that is spread over sparse links, with blocks so fast that most have rivals', () => {
  const faults = (name: string, params: object) => [fault(name, { ids: [0, 5, 9] }, { params: { ...params } })];
  const sparse = (own: World['faults'], seed: string) => {
    const world = worldWith(14, {
      network: {
        topology: { kind: 'random-regular', degree: 4 },
        latency: { kind: 'lognormal', median: 200_000, sigma: 0.8 },
      },
      faults: [...own],
      stop: { blocks: 200 },
    });
    return run(pow, world, { params: { interval: '1 s', confirmations: 100 }, seed });
  };

  test.each([
    ['selfish-mining', { strategy: { kind: 'stubborn', lead: true, equalFork: true, trail: 1 } }],
    ['selfish-mining', { gamma: { delays: 0.4 } }],
    ['double-spend', { confirmations: 1, giveUp: 4 }],
    ['feather-fork', { producers: [1, 2], giveUp: 3 }],
    ['majority', { depth: 2 }],
    ['eclipse', { victims: [1, 7], feed: 'branch' }],
  ])('under %s with %j breaks no rule, starves nobody, and gives the same run again', (name, params) => {
    for (const seed of ['a', 'b']) {
      const record = sparse(faults(name, params), seed);
      expect(record.ended).toBe('blocks');
      expect(record.verdicts).toMatchObject({ validity: { is: 'holds' }, liveness: { is: 'holds' } });
      expect(sparse(faults(name, params), seed).digest).toBe(record.digest);
    }
  });
});
