import { SnowInstance, isSettled, type SnowOptions, type SnowVariant } from '../../src/ledger/snow/polls.js';
import { snowman } from '../../src/protocols/snowman.js';
import { slotsInARowVariance, snowballSampling } from '../../src/theory/committees.js';
import { fault } from '../fixtures/run-words.js';
import { expectContent } from '../fixtures/verdicts.js';
import { run, worldWith } from '../fixtures/world.js';
import { alea } from '../metrics/random.js';

const [A, B] = [1, 2];
const options = (variant: SnowVariant, more: Partial<SnowOptions> = {}): SnowOptions => ({
  variant,
  alpha: 7,
  alphaConfidence: 7,
  beta: 3,
  ...more,
});

describe('one instance', () => {
  test('snowflake: β successes in a row decide, a failed poll and another choice begin the count again', () => {
    const o = options('snowflake');
    const snow = new SnowInstance(A);
    expect([snow.record(A, 7, o), snow.record(A, 10, o), snow.fail(o)]).toEqual([false, false, false]);
    expect([snow.record(A, 7, o), snow.record(A, 7, o), snow.record(B, 8, o)]).toEqual([false, false, false]);
    expect([snow.preference, snow.confidence]).toEqual([B, 1]);
    expect([snow.record(B, 7, o), snow.record(B, 7, o)]).toEqual([false, true]);
  });

  test('snowball: prefers what has succeeded most often, and decides for what succeeded last in a row', () => {
    const o = options('snowball', { beta: 4 });
    const snow = new SnowInstance(A);
    for (let i = 0; i < 3; i++) snow.record(A, 7, o);
    snow.fail(o);
    for (let i = 0; i < 3; i++) snow.record(B, 7, o);
    expect([snow.preference, snow.last, snow.confidence]).toEqual([A, B, 3]);
    expect([snow.record(B, 7, o), snow.preference]).toEqual([true, B]);
  });

  test('slush: follows every successful poll, and stops after β polls of any result', () => {
    const o = options('slush');
    const snow = new SnowInstance(A);
    expect([snow.record(B, 7, o), snow.fail(o), snow.preference]).toEqual([false, false, B]);
    expect([snow.record(A, 7, o), snow.preference]).toEqual([true, A]);
  });

  test('between α and α_c a poll changes the preference and ends the count', () => {
    const o = options('snowflake', { alphaConfidence: 9 });
    const snow = new SnowInstance(A);
    snow.record(A, 9, o);
    expect([snow.record(A, 8, o), snow.confidence]).toEqual([false, 0]);
    expect([snow.record(B, 7, o), snow.preference, snow.confidence]).toEqual([false, B, 0]);
  });

  test('a poll is settled once enough name one block, none can get enough, or all have answered', () => {
    const o = options('snowflake');
    const poll = (votes: [number, number][], left: number) => ({ waiting: new Map(), votes: new Map(votes), left });
    expect(isSettled(poll([[A, 7]], 3), o)).toBe(true);
    expect(isSettled(poll([[A, 6]], 3), o)).toBe(false);
    expect(isSettled(poll([[A, 3]], 3), o)).toBe(true);
    expect(isSettled(poll([[A, 5], [B, 5]], 0), o)).toBe(true); // prettier-ignore
  });
});

describe('on a network', () => {
  test('who agree decide after exactly β polls of k, 2βδ after they have the block', () => {
    const params = { k: 5, alpha: 4, alphaConfidence: 4, beta: 6, concurrentPolls: 1, interval: '1 min' };
    const record = run(snowman, worldWith(9, { stop: { blocks: 10 } }), { params });
    expectContent(record.verdicts);
    expect(record.columns['polls_per_block']).toBeGreaterThan(0);
    expect(record.columns['theory_polls_per_block']).toBe(6);
    expect(Math.abs(record.columns['z_polls_per_block'] as number)).toBeLessThan(4);
    // The proposer polls at once, and needs 2βδ; the others hear of the block δ later. A node that draws itself hears itself.
    expect(record.columns['latency_last_s']).toBeCloseTo(13 * 0.1, 6);
  });

  test.each([1, 4])('with %i of 20 silent the polls for a decision are those of theory', (silent) => {
    const params = { k: 10, alpha: 7, alphaConfidence: 7, beta: 10, concurrentPolls: 1, queryTimeout: '200 ms' };
    const ids = Array.from({ length: silent }, (_, i) => i);
    const world = worldWith(20, {
      network: { latency: { kind: 'constant', delay: 50_000 } },
      faults: [fault('silent', { ids })],
      stop: { blocks: 3 },
    });
    const record = run(snowman, world, { params: { ...params, interval: '1 h' } });
    expect(record.columns['theory_polls_per_block']).toBeCloseTo(
      snowballSampling(10, 7, 10, 1 - silent / 20).queries,
      9,
    );
    expect(Math.abs(record.columns['z_polls_per_block'] as number)).toBeLessThan(4);
  });

  test('votes count for all blocks below: a chain of blocks that come faster than decisions is accepted at once', () => {
    const params = { k: 5, alpha: 4, alphaConfidence: 4, beta: 30, concurrentPolls: 1, interval: '500 ms' };
    const record = run(
      snowman,
      worldWith(6, { stop: { blocks: 10 }, workload: { rate: 5, size: 250, senders: 'equal' } }),
      {
        params,
      },
    );
    expectContent(record.verdicts);
    // β polls of 0.2 s take 6 s, longer than twelve blocks: without transitive votes ten blocks would take a minute.
    expect(record.columns['sim_time_s']).toBeLessThan(20);
  });

  test.each(['slush', 'snowflake', 'snowball'])('%s decides, and rivals of one parent lose', (variant) => {
    const params = { variant, k: 10, alpha: 7, alphaConfidence: 7, beta: 10 };
    const record = run(snowman, worldWith(7, { stop: { blocks: 15 } }), { params });
    expectContent(record.verdicts);
  });

  test('refuses thresholds of at most half of k', () => {
    expect(() => snowman.params.parse({ k: 10, alpha: 5 })).toThrow(/more than k\/2/);
    expect(() => snowman.params.parse({ k: 10, alpha: 7, alphaConfidence: 6 })).toThrow(/at least alpha/);
  });
});

/** Nodes that ask in turn, without a network: honest ones, and liars who answer as `lie` says. */
function decisions(
  seed: string,
  {
    honest,
    liars,
    k,
    o,
    lie,
  }: {
    honest: number;
    liars: number;
    k: number;
    o: SnowOptions;
    lie: 'confirms' | 'balances';
  },
): { decided: number[]; polls: number } {
  const random = alea(seed);
  const nodes = Array.from({ length: honest }, (_, i) => new SnowInstance(i % 2 === 0 ? A : B));
  const decided = new Array<number>(honest).fill(0);
  let polls = 0;
  while (decided.includes(0) && polls < 200 * honest) {
    const me = Math.floor(random() * honest);
    if (decided[me] !== 0) continue;
    polls++;
    const rarer = 2 * nodes.filter(({ preference }) => preference === A).length > honest ? B : A;
    let forA = 0;
    for (let i = 0; i < k; i++) {
      const asked = Math.floor(random() * (honest + liars));
      const own = nodes[me]!.preference;
      const answer = asked < honest ? nodes[asked]!.preference : lie === 'confirms' ? own : rarer;
      if (answer === A) forA++;
    }
    const [choice, count] = 2 * forA > k ? [A, forA] : [B, k - forA];
    const isOver = count >= o.alpha ? nodes[me]!.record(choice, count, o) : nodes[me]!.fail(o);
    if (isOver) decided[me] = nodes[me]!.preference;
  }
  return { decided, polls };
}

describe('from an even split', () => {
  const o = options('snowflake', { beta: 8 });
  const worlds = (honest: number, liars: number, lie: 'confirms' | 'balances', more: Partial<SnowOptions> = {}) =>
    Array.from({ length: 60 }, (_, i) => decisions(`split/${i}`, { honest, liars, k: 10, o: { ...o, ...more }, lie }));
  const forked = ({ decided }: { decided: number[] }) => decided.includes(A) && decided.includes(B);

  test('honest nodes tip to one colour, each as often as the other: the split is metastable', () => {
    const ends = worlds(40, 0, 'confirms');
    expect(ends.filter(forked)).toEqual([]);
    expect(ends.every(({ decided }) => !decided.includes(0))).toBe(true);
    const forA = ends.filter(({ decided }) => decided[0] === A).length;
    // Of 60, binomial: standard error 3.9.
    expect(Math.abs(forA - 30)).toBeLessThan(4 * Math.sqrt(60 / 4));
  });

  test('liars who tell each what it prefers fork it, the more the more they are', () => {
    const rates = [0, 5, 10, 20, 30].map((liars) => worlds(40, liars, 'confirms').filter(forked).length);
    expect(rates[0]).toBe(0);
    expect(rates.at(-1)).toBeGreaterThan(45);
    for (let i = 1; i < rates.length; i++) expect(rates[i]! + 8).toBeGreaterThanOrEqual(rates[i - 1]!);
    expect(rates[3]).toBeGreaterThan(rates[1]!);
  });

  test('liars who name whatever colour is rarer hold a decision up, from about a sixth of the nodes on', () => {
    const strict = { alpha: 8, alphaConfidence: 8 };
    const undecided = (liars: number) =>
      worlds(40, liars, 'balances', strict).filter(({ decided }) => decided.includes(0)).length;
    const counts = [0, 2, 10].map(undecided);
    expect(counts[0]).toBe(0);
    expect(counts[2]).toBeGreaterThan(40);
  });

  test('α of at most half of k lets honest nodes fork', () => {
    const ends = worlds(40, 0, 'confirms', { alpha: 5, alphaConfidence: 5, beta: 3 });
    expect(ends.filter(forked).length).toBeGreaterThan(0);
  });
});

test('polls until β in a row have the mean and variance of theory', () => {
  const [p, beta, runs] = [0.8, 5, 4000];
  const random = alea('in a row');
  const lengths = Array.from({ length: runs }, () => {
    let polls = 0;
    for (let row = 0; row < beta; polls++) row = random() < p ? row + 1 : 0;
    return polls;
  });
  const mean = lengths.reduce((a, b) => a + b) / runs;
  const variance = lengths.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (runs - 1);
  const { queries } = snowballSampling(1, 1, beta, p);
  const expected = slotsInARowVariance(p, beta);
  expect(Math.abs(mean - queries)).toBeLessThan(4 * Math.sqrt(expected / runs));
  // The law is about exponential, whose fourth moment is nine times its squared variance.
  expect(Math.abs(variance / expected - 1)).toBeLessThan(4 * Math.sqrt(8 / runs));
});
