import { isForecast, type Forecast } from '../../src/predictions/prediction.js';
import { pow } from '../../src/protocols/pow.js';
import type { RunRecord } from '../../src/runner/record.js';
import type { Fault } from '../../src/scenario/world.js';
import { fault } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const SEEDS = 24;
const DEEP = { confirmations: 1000 };

interface Setup {
  readonly powers: readonly number[];
  readonly faults: readonly Fault[];
  readonly blocks?: number;
  readonly params?: object;
  readonly delay?: number;
}

function ran({ powers, faults, blocks = 800, params = DEEP, delay = 0 }: Setup, seed = 'test/0'): RunRecord {
  const world = worldWith(powers.length, {
    nodes: { count: powers.length, weights: { kind: 'list', values: [...powers] } },
    network: { latency: { kind: 'constant', delay } },
    faults: [...faults],
    stop: { blocks },
  });
  return run(pow, world, { params, seed });
}

const of = (behaviour: string, params: object, ids: readonly number[] = [0]) =>
  fault(behaviour, { ids }, { params: { ...params } });

const WORLDS: readonly (readonly [name: string, exact: boolean, setup: Setup])[] = [
  [
    'double_spend_rate',
    true,
    { powers: [3, 3, 4], faults: [of('double-spend', { confirmations: 2, giveUp: 8, premined: 1 })] },
  ],
  [
    'double_spend_rate',
    true,
    {
      powers: [2, 2, 3, 3],
      faults: [
        of('eclipse', { victims: [1], feed: 'branch' }),
        of('double-spend', { confirmations: 2, giveUp: 8, wins: 'tie' }),
      ],
      delay: 1000,
    },
  ],
  [
    'withholding_stale_rate',
    false,
    {
      powers: [3, 1, 1, 1, 1, 1, 1, 1],
      faults: [of('eclipse', { victims: [1], feed: 'nothing' }), of('selfish-mining', { gamma: { explicit: 0.5 } })],
    },
  ],
  ['feather_fork_rate', true, { powers: [4, 3, 3], faults: [of('feather-fork', { producers: [1], giveUp: 3 })] }],
  ['majority_rewrite_blocks', true, { powers: [7, 3], faults: [of('majority', { depth: 3 })] }],
  ['pool_attacker_revenue', true, { powers: [1, 2, 3, 4], faults: [of('pool-withholding', { pool: [1], into: [2] })] }],
  ['pool_victim_revenue', true, { powers: [1, 2, 3, 4], faults: [of('pool-withholding', { pool: [1], into: [2] })] }],
  [
    'attacker_share',
    false,
    {
      powers: [6, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
      faults: [of('selfish-mining', { gamma: { explicit: 0.5 } })],
    },
  ],
  [
    'hopping_block_interval_s',
    false,
    {
      powers: [5, 5],
      faults: [of('hash-power-hopping', {})],
      blocks: 1200,
      params: { retarget: 'bitcoin', epoch: 150 },
    },
  ],
  [
    'hopping_gain',
    false,
    {
      powers: [5, 5],
      faults: [of('hash-power-hopping', {})],
      blocks: 1200,
      params: { retarget: 'bitcoin', epoch: 150 },
    },
  ],
];

test.each(WORLDS)(
  `%s over ${SEEDS} seeds: mean deviation within 4 standard errors, its spread what the standard error says or less`,
  (name, exact, setup) => {
    const forecasts = Array.from({ length: SEEDS }, (_, i) => ran(setup, `theory/${i}`).predictions![name]!);
    expect(forecasts.every(isForecast)).toBe(true);
    const z = (forecasts as Forecast[]).map(({ measured, expected, standardError }) => {
      return (measured - expected) / standardError;
    });
    const mean = z.reduce((sum, each) => sum + each, 0) / SEEDS;
    const model = Math.max(...(forecasts as Forecast[]).map((each) => (each.modelError ?? 0) / each.standardError));
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(SEEDS) + model);
    const square = z.reduce((sum, each) => sum + each * each, 0) / SEEDS;
    // Chi-square of 24 degrees: 0.28 and 2.4 are its 1e-4 quantiles over 24.
    expect(square).toBeLessThan(2.4);
    if (exact) expect(square).toBeGreaterThan(0.28);
  },
);

describe('nothing is predicted', () => {
  const spend = of('double-spend', { confirmations: 2, giveUp: 8 });
  const why = (setup: Setup, name = 'double_spend_rate') => ran({ blocks: 100, ...setup }).predictions?.[name];

  test.each([
    ['with other faults', { powers: [3, 3, 4], faults: [spend, of('silent', {}, [1])] }, 'there are other faults'],
    [
      'where the longer branch may be the lighter one',
      { powers: [3, 7], faults: [spend], params: { ...DEEP, retarget: 'ema' } },
      'every block has a work of its own, and branches of one length are rarely tied',
    ],
    [
      'for a part of the run',
      { powers: [3, 7], faults: [{ ...spend, at: 1000 }] },
      'an attack does not last the whole run',
    ],
    ['where nobody ever tried', { powers: [3, 7], faults: [spend], blocks: 1 }, 'no attempt came to an end'],
  ] as const)('of a double spend %s', (_when, setup, expected) => {
    expect(why(setup)).toEqual({ why: expected });
  });

  test('of other attacks outside their formula', () => {
    const hop = { powers: [1, 9], faults: [of('hash-power-hopping', {})], blocks: 500, params: { retarget: 'ema' } };
    expect(why(hop, 'hopping_gain')).toEqual({ why: 'the difficulty is not set anew epoch by epoch' });
    const short = { ...hop, params: { retarget: 'bitcoin', epoch: 50 } };
    expect(why(short, 'hopping_gain')).toEqual({
      why: 'in epochs so short chance moves the difficulty as much',
    });
    const strong = { powers: [6, 4], faults: [of('selfish-mining', {})] };
    expect(why(strong, 'attacker_share')).toEqual({ why: 'the formula is of less than half of the power' });
    const weak = { powers: [4, 6], faults: [of('majority', {})] };
    expect(why(weak, 'majority_rewrite_blocks')).toEqual({
      why: 'with at most half of the power it may take for ever',
    });
    expect(why({ powers: [5, 5], faults: [] }, 'attacker_share')).toBeUndefined();
  });
});
