import { pow } from '../../src/protocols/pow.js';
import { doubleSpendAttempt } from '../../src/theory/double-spend-attempt.js';
import { featherForkSuccess } from '../../src/theory/feather-fork.js';
import { selfishRevenue } from '../../src/theory/selfish-mining.js';
import { stubbornYield } from '../../src/theory/stubborn-mining.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

/** Long runs on a busy machine. */
const TIMEOUT_MS = 600_000;

/** One attacker of a share, and equal honest miners. */
function attacked(share: number, behaviour: string, params: object, blocks: number, defenders: number, delay: number) {
  const values = [share, ...Array<number>(defenders).fill((1 - share) / defenders)];
  const world = worldWith(values.length, {
    nodes: { count: values.length, weights: { kind: 'list', values } },
    network: { latency: { kind: 'constant', delay } },
    faults: [fault(behaviour, { ids: [0] }, { params: { ...params } })],
    stop: { blocks, events: 1e9 },
  });
  return run(pow, world, { params: { interval: '1 h', confirmations: 1000 } }).columns as Record<string, number>;
}

test.each([
  [0.1, 0, 1, 'tie'],
  [0.1, 0, 4, 'tie'],
  [0.1, 0, 2, 'longer'],
  [0.2, 1, 4, 'longer'],
  [0.3, 0, 10, 'tie'],
  [0.3, 2, 6, 'longer'],
  [0.4, 0, 10, 'longer'],
] as const)(
  'a double spend of a share of %d, %d premined, at z = %d where %s wins: the rate of theory within 4 SE over 100,000 blocks',
  (share, premined, confirmations, wins) => {
    const attempt = { confirmations, premined, wins, giveUp: 16 };
    const columns = attacked(share, 'double-spend', attempt, 100_000, 3, 0);
    const expected = doubleSpendAttempt({ ...attempt, share });
    const standardError = Math.sqrt((expected * (1 - expected)) / columns['double_spend_attempts']!);
    expect(Math.abs(columns['double_spend_rate']! - expected)).toBeLessThan(4 * standardError);
  },
  TIMEOUT_MS,
);

test.each([0.15, 0.35, 0.45])(
  'a feather fork of a share of %d, given up at 2 to 6 behind, succeeds as theory says',
  (share) => {
    for (const giveUp of [2, 4, 6]) {
      const columns = attacked(share, 'feather-fork', { producers: [1], giveUp }, 60_000, 3, 0);
      const expected = featherForkSuccess(share, giveUp);
      const standardError = Math.sqrt((expected * (1 - expected)) / columns['feather_fork_attempts']!);
      expect(Math.abs(columns['feather_fork_rate']! - expected)).toBeLessThan(4 * standardError);
    }
  },
  TIMEOUT_MS,
);

const mined = (columns: Record<string, number>) => columns['blocks_canonical']! + columns['blocks_stale']!;

test.each([
  [0.25, 0.25],
  [0.33, 0.5],
  [0.33, 0.75],
  [0.33, 0.9],
  [0.4, 0.25],
])(
  'selfish mining of a share of %d at gamma %d, by a coin and by delays, over 60,000 blocks',
  (share, gamma) => {
    for (const model of [{ explicit: gamma }, { delays: gamma }]) {
      const columns = attacked(share, 'selfish-mining', { gamma: model }, 60_000, 10, S);
      const difference = Math.abs(columns['attacker_share']! - selfishRevenue(share, gamma));
      expect(difference).toBeLessThan(4 / Math.sqrt(mined(columns)));
    }
  },
  TIMEOUT_MS,
);

test.each(['L', 'F', 'LF', 'T1', 'LT1', 'FT1', 'LFT1'])(
  'stubborn mining by the rules %s over 60,000 blocks',
  (name) => {
    const [share, gamma] = [0.38, 0.6];
    const rules = { lead: name.includes('L'), equalFork: name.includes('F'), trail: name.includes('T1') ? 1 : 0 };
    const strategy = { kind: 'stubborn', ...rules };
    const columns = attacked(share, 'selfish-mining', { strategy, gamma: { explicit: gamma } }, 60_000, 10, S);
    const expected = stubbornYield(share, gamma, name);
    expect(Math.abs(columns['attacker_share']! - expected.revenue)).toBeLessThan(4 / Math.sqrt(mined(columns)));
    const throughput = columns['blocks_canonical']! / mined(columns);
    expect(Math.abs(throughput - expected.throughput)).toBeLessThan(4 / Math.sqrt(mined(columns)));
  },
  TIMEOUT_MS,
);
