/** Pools of delegated stake: one law by blocks alone and by messages, under every protocol by stake. */
import type { Economy } from '../../src/contract.js';
import type { RunRecord } from '../../src/runner/record.js';
import { registry, run, worldWith } from '../fixtures/world.js';

const OPTIONS: Readonly<Record<string, object>> = {
  'pos-lots': { forgerTimeout: '5 s' },
  snowman: { k: 6, alpha: 5, alphaConfidence: 5, beta: 6, concurrentPolls: 1 },
  tendermint: {},
  algorand: { balanceLookback: 10 },
  dpos: { producers: 2 },
  gasper: { slotsPerEpoch: 4 },
  praos: { f: 0.5, k: 5, epochSlots: 20 },
};

const COMMISSIONS = [0.25, 0.1];
const pools = COMMISSIONS.map((commission, operator) => ({ operator, commission }));
const weights = [4, 2, 6, 5, 3, 2, 4, 4];

const sumOf = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0);

function runOf(
  kind: string,
  economy: Partial<Economy>,
  { blocks = 60, seed = 'test/0', detail = 'messages', fee = 0 }: RunOptions = {},
) {
  const world = worldWith(weights.length, {
    detail,
    nodes: { weights: { kind: 'list', values: weights } },
    economy: { reward: 1, compound: false, delegation: { pools }, ...economy },
    workload: fee > 0 ? { rate: 2, requestBytes: 100, fee: { kind: 'constant', amount: fee } } : undefined,
    stop: { blocks },
  } as object);
  return run(registry.protocols.get(kind), world, { params: OPTIONS[kind]!, seed });
}

interface RunOptions {
  readonly blocks?: number;
  readonly seed?: string;
  readonly detail?: 'messages' | 'blocks';
  readonly fee?: number;
}

const rewardsOf = ({ producers }: RunRecord) => producers.map(({ reward }) => reward!);

describe.each(Object.keys(OPTIONS))('%s: a delegation', (kind) => {
  test('leaves the blocks to operators and pays members by their coins', () => {
    const { columns, producers } = runOf(kind, {}, { fee: 0.5 });
    const made = producers.map(({ canonical }) => canonical);
    expect(sumOf(made)).toBe(60);
    expect(sumOf(made.slice(0, COMMISSIONS.length))).toBe(60);
    const fees = Number(columns['fees_paid']);
    expect(fees).toBeGreaterThan(0);
    const paid = producers.map(({ reward }) => reward!);
    expect(columns['reward_issued']).toBeCloseTo(60, 9);
    expect(sumOf(paid)).toBeCloseTo(60 + fees, 9);
    // Nobody but operators and their pools' members is paid, alike for each coin: so there are two rates at most.
    const rates = new Set(weights.flatMap((own, node) => (node < 2 ? [] : [(paid[node]! / own).toFixed(9)])));
    expect(rates.size).toBeLessThanOrEqual(2);
  });
});

/** Over runs: the mean, and its standard error. */
function meanOf(values: readonly number[]): readonly [mean: number, error: number] {
  const mean = sumOf(values) / values.length;
  const variance = sumOf(values.map((value) => (value - mean) * (value - mean))) / (values.length - 1);
  return [mean, Math.sqrt(variance / values.length)];
}

describe('lots by messages and by blocks alone have one law of', () => {
  const SEEDS = Array.from({ length: 80 }, (_, seed) => `delegation/${seed}`);
  const FIGURES = {
    blocks: ({ producers }: RunRecord) => producers[0]!.canonical,
    rewards: (record: RunRecord) => rewardsOf(record)[0]!,
    'rewards of a member': (record: RunRecord) => rewardsOf(record)[2]!,
  };
  const same = (economy: Partial<Economy>, figures: Readonly<Record<string, (record: RunRecord) => number>>) => {
    const at = (detail: 'messages' | 'blocks') =>
      SEEDS.map((seed) => runOf('pos-lots', economy, { seed, detail, blocks: 60 }));
    const [messages, blocks] = [at('messages'), at('blocks')];
    for (const of of Object.values(figures)) {
      const [[one, oneError], [other, otherError]] = [meanOf(messages.map(of)), meanOf(blocks.map(of))];
      expect(oneError).toBeGreaterThan(0);
      expect(Math.abs(one - other)).toBeLessThan(4 * Math.hypot(oneError, otherError));
    }
    return messages;
  };

  test('blocks and rewards', () => {
    const [paid, error] = meanOf(same({}, FIGURES).map((record) => rewardsOf(record)[0]!));
    // By its own coins, and its commission on those of the members, whom each pool has with one half.
    expect(Math.abs(paid - (60 * (4 + 0.25 * 12)) / 30)).toBeLessThan(4 * error);
  });

  test('stakes, once rewards are staked again and holders look for better pools', () => {
    const economy = { compound: true, delegation: { pools, revisionBlocks: 5, saturation: 0.6 } };
    same(economy, { ...FIGURES, stakes: ({ columns }) => Number(columns['stake_hhi']) });
  });
});

test.each(['messages', 'blocks'] as const)('what a pool loses by its operator’s cut is told of by %s', (detail) => {
  const { columns } = runOf(
    'pos-lots',
    {
      delegation: { pools: [{ operator: 0, commission: 0 }] },
      changes: [{ block: 9, node: 0, kind: 'slash', share: 0.5 }],
    },
    { detail },
  );
  expect(columns['stake_slashed']).toBeCloseTo(0.5, 12);
  const own = runOf(
    'pos-lots',
    { delegation: undefined, changes: [{ block: 9, node: 2, kind: 'slash', share: 0.5 }] },
    { detail },
  );
  expect(own.columns['stake_slashed']).toBeCloseTo(0.1, 12);
});
