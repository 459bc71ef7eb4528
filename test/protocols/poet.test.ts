import type { BlockId, ChainFacts, NodeId } from '../../src/contract.js';
import { Door } from '../../src/host/door.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { overWins, type Win } from '../../src/ledger/over-wins.js';
import { localMean, poet, population } from '../../src/protocols/poet.js';
import { pow } from '../../src/protocols/pow.js';
import { assemble, type Assembled } from '../../src/scenario/assembly.js';
import { zTestCap } from '../../src/theory/index.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { expectContent } from '../fixtures/verdicts.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

/** A start that does not last long. */
const QUICK = { initial: '200 s' };
const paramsOf = (more: object = {}) => poet.params.parse({ ...QUICK, ...more });

function factsOf(n: number): ChainFacts {
  return { weights: new Array<number>(n).fill(1), economy: { reward: 0, compound: false }, genesisSeed: 5 };
}

function carriedOut(n: number, blocks: number, params: object, parts: object = {}): Assembled {
  const assembled = assemble(
    specOf(poet, worldWith(n, { ...parts, stop: { blocks } }), { ...QUICK, ...params }),
    registry,
  );
  assembled.start();
  expect(assembled.host.simulator.run({ time: Infinity, events: 1e7 })).toBe('stopped');
  return assembled;
}

describe('the local mean', () => {
  test.each([
    ['published', [20, 20 + 180 * 0.04, 20 + 180 * 0.64]],
    ['reversed', [200, 200 - 180 * 0.04, 200 - 180 * 0.64]],
  ])('blends target and initial at the start, %s', (blend, expected) => {
    const params = paramsOf({ blend, sampleLength: 5 });
    const tree = new BlockTree(3);
    const means = [0, 1, 4].map((height) => {
      let tip: BlockId = 0;
      for (let i = 0; i < height; i++) {
        const header = { requestTime: 0, duration: 3 * S, localMean: 20 * S, signups: [] };
        tip = tree.add(tip, 0, 0, { header });
      }
      return localMean(tree.whole(), tip, factsOf(3), params) / S;
    });
    means.forEach((mean, i) => expect(mean).toBeCloseTo(expected[i]!, 9));
  });

  test('is then the target times the population by the last certificates', () => {
    const params = paramsOf({ sampleLength: 3 });
    const tree = new BlockTree(3);
    let tip: BlockId = 0;
    for (const [duration, mean] of [
      [100, 1],
      [3, 20],
      [5, 40],
      [2, 30],
    ] as const) {
      const header = { requestTime: 0, duration: duration * S, localMean: mean * S, signups: [] };
      tip = tree.add(tip, 0, 0, { header });
    }
    // The waits above one second: 2 + 4 + 1.
    expect(population(tree.whole(), tip, factsOf(3), params)).toBeCloseTo(90 / 7, 9);
    expect(localMean(tree.whole(), tip, factsOf(3), params)).toBeCloseTo((20 * S * 90) / 7, 0);
  });

  test.each([3, 12])('tells how many there are: %d', (n) => {
    const { host, outcome } = carriedOut(n, 1200, { zMax: 'none' });
    const params = paramsOf({ zMax: 'none' });
    const estimates = outcome
      .canonical(1200)
      .filter(({ height }) => height >= 50 && height % 50 === 0)
      .map(({ id }) => population(host.tree.whole(), id, host.facts, params));
    const mean = estimates.reduce((sum, estimate) => sum + estimate, 0) / estimates.length;
    // Windows that do not overlap; each estimate is off by one in √50, and by 1 % upwards at most.
    const standardError = n / Math.sqrt(50 * estimates.length);
    expect(Math.abs(mean - n)).toBeLessThan(4 * standardError + 0.01 * n);
  });
});

test('equal enclaves win equally often, whatever their owners weigh: 1000 blocks, within 4 standard errors', () => {
  const record = run(
    poet,
    worldWith(10, {
      nodes: { count: 10, weights: { kind: 'zipf', exponent: 1 }, regions: { shares: { everywhere: 1 } } },
      stop: { blocks: 1000 },
    }),
    { params: { ...QUICK, zMax: 'none' } },
  );
  for (const row of record.producers) expect(Math.abs(row.canonical - 100)).toBeLessThan(4 * Math.sqrt(90));
});

describe('the z-test', () => {
  /** As the specification prints it, back from the newest block: the greatest z. */
  function printed(
    blocks: readonly { maker: NodeId; population: number }[],
    tested: NodeId,
    minimumWins: number,
  ): number {
    let [observed, expected, count, greatest] = [0, 0, 0, -Infinity];
    for (const block of blocks.toReversed()) {
      count += 1;
      expected += 1 / block.population;
      if (block.maker !== tested) continue;
      observed += 1;
      if (observed <= minimumWins || observed <= expected) continue;
      const p = expected / count;
      greatest = Math.max(greatest, (observed - expected) / Math.sqrt(count * p * (1 - p)));
    }
    return greatest;
  }

  test('by sums over the chain is the one that is printed', () => {
    const populations = [4, 5, 3, 4.5, 6, 5, 4, 4, 5, 5.5, 4, 3.5];
    const makers = [0, 1, 1, 2, 1, 3, 1, 1, 0, 1, 1, 1];
    const tree = new BlockTree(4);
    const wins: Win[] = [{ expected: 0, claims: 0, since: 0, last: 0 }];
    const lastOf = new Map<NodeId, BlockId>();
    makers.forEach((maker, i) => {
      const block = tree.add(i, maker, 0, {});
      const expected = wins[i]!.expected + 1 / populations[i]!;
      wins.push({ expected, claims: 0, since: 0, last: lastOf.get(maker) ?? 0 });
      lastOf.set(maker, block);
    });
    const blocks = makers.map((maker, i) => ({ maker, population: populations[i]! }));
    const win = (block: BlockId) => wins[block]!;
    for (const [tested, least] of [
      [1, 3],
      [1, 0],
      [0, 0],
      [2, 0],
      [3, 3],
    ] as const) {
      const now = { maker: tested, population: 4.2 };
      const candidate = { last: lastOf.get(tested)!, share: 1 / 4.2, after: 0, least };
      const expected = printed([...blocks, now], tested, least);
      if (expected === -Infinity) expect(overWins(tree.whole(), 12, candidate, win)).toBe(-Infinity);
      else expect(overWins(tree.whole(), 12, candidate, win)).toBeCloseTo(expected, 9);
    }
  });

  const SHARES = { blocks: 800, n: 10, draws: 8 };
  function shareOfBroken(zMax: number | 'none'): number {
    const faults = [fault('broken-enclave', { ids: [0] }, { params: { draws: SHARES.draws } })];
    const world = worldWith(SHARES.n, { faults, stop: { blocks: SHARES.blocks } });
    return run(poet, world, { params: { ...QUICK, zMax, sampleLength: 20 } }).columns['broken_enclave_share'] as number;
  }

  test('off, an enclave that draws eight times is worth eight of them; on, it is hardly worth more than one', () => {
    const p = SHARES.draws / (SHARES.draws + SHARES.n - 1);
    expect(Math.abs(shareOfBroken('none') - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / SHARES.blocks));
    // The first 20 blocks are not tested. The population is estimated to a seventh or so at each block, and right in the mean.
    const capped = shareOfBroken(3.075);
    const cap = zTestCap(SHARES.n, SHARES.blocks - 20, 3.075);
    expect(cap).toBeLessThan(0.14);
    expect(capped).toBeLessThan(1.1 * cap + 20 / SHARES.blocks);
    expect(capped).toBeGreaterThan(1 / SHARES.n);
  });

  test('is no concern of protocols without trusted hardware: a broken enclave is refused there', () => {
    const faults = [fault('broken-enclave', { ids: [0] })];
    expect(() => run(pow, worldWith(4, { faults }))).toThrow('broken-enclave needs trusted hardware; pow has none');
  });

  test('makes a halt of an enclave that always wins: it seems that there are very many, and nobody may win twice', () => {
    const faults = [fault('broken-enclave', { ids: [0] })];
    const world = worldWith(10, { faults, stop: { blocks: 200 } });
    const record = run(poet, world, { params: { ...QUICK, sampleLength: 20 } });
    expect(record.verdicts['liveness']).toMatchObject({ is: 'violated' });
    expect(record.columns['blocks_canonical']).toBe(23);
    // Without it the key runs out, and nobody else makes a block that could carry the next.
    const untested = run(poet, world, { params: { ...QUICK, sampleLength: 20, zMax: 'none', keyClaims: 90 } });
    expect(untested.columns['blocks_canonical']).toBe(90);
  });
});

test('a key claims K blocks, is then signed up anew in a block of another, and waits c blocks', () => {
  const [K, c] = [3, 2];
  const { host, outcome } = carriedOut(6, 300, { keyClaims: K, blockClaimDelay: c, zMax: 'none' });
  const claims = new Array<number>(6).fill(0);
  const since = new Array<number>(6).fill(-Infinity);
  let renewals = 0;
  for (const { id, producer, height } of outcome.canonical(300)) {
    expect(++claims[producer]!).toBeLessThanOrEqual(K);
    if (height > c + 1) expect(height - since[producer]! - 1).toBeGreaterThanOrEqual(c);
    for (const node of (host.tree.header(id) as { signups: readonly NodeId[] }).signups) {
      expect(claims[node]).toBe(K);
      expect(node).not.toBe(producer);
      claims[node] = 0;
      since[node] = height;
      renewals++;
    }
  }
  expect(renewals).toBeGreaterThan(80);
});

describe('a certificate', () => {
  /** Whether node 0 takes a block of node 1 for its tip, made at 30 s on genesis, which says this of itself. */
  function isAdopted(says: object, contents: number[] = []): boolean {
    const { host } = assemble(specOf(poet, worldWith(4), QUICK), registry);
    const receiver = new Door(host, 0);
    const state = poet.init(receiver, paramsOf());
    let block = -1;
    host.simulator.schedule(30 * S, () => {
      const header = { requestTime: 10 * S, duration: 20 * S, localMean: 20 * S, signups: [], ...says };
      block = new Door(host, 1).mint(0, { header, contents });
      host.tree.see(0, block);
      poet.on.block(state, { block }, 1, receiver);
    });
    host.simulator.run({ time: 31 * S, events: 100 });
    return state.tip === block;
  }

  test('is taken when its wait is over', () => {
    expect(isAdopted({}, [4])).toBe(true);
    expect(isAdopted({ duration: S })).toBe(true);
  });

  test.each([
    ['whose wait is not over', { duration: 20 * S + 1 }],
    ['of less than the least wait', { duration: S - 1 }],
    ['of another local mean', { localMean: 19 * S }],
    ['of a wait that began before the parent', { requestTime: -1 }],
    ['that signs up somebody who need not', { signups: [2] }],
  ])('%s is refused', (_what, says) => {
    expect(isAdopted(says)).toBe(false);
  });

  test('of a block that confirms a transaction twice is refused', () => {
    expect(isAdopted({}, [4, 4])).toBe(false);
  });
});

test('of two blocks on one parent the shorter wait wins, of others the higher sum of local means', () => {
  const record = run(
    poet,
    worldWith(8, { network: { latency: { kind: 'constant', delay: 5 * S } }, stop: { blocks: 300 } }),
    { params: { ...QUICK, zMax: 'none', confirmations: 30 } },
  );
  expectContent(record.verdicts);
  // A quarter of the target: rivals in more than a tenth of the heights, and one chain all the same.
  expect(record.columns['blocks_stale'] as number).toBeGreaterThan(30);
});

test('a maker whose clock is ahead stands alone: others refuse all of its blocks', () => {
  const clock = {
    behaviour: 'clock',
    params: { ahead: 60e6, behind: 0, driftPpm: 0 },
    nodes: { ids: [0] },
    at: 0,
    until: null,
  };
  const record = run(poet, worldWith(5, { faults: [clock], stop: { blocks: 60 } } as never), {
    params: { initial: '100 s' },
  });
  const [ahead, ...others] = record.producers;
  expect(ahead!.produced).toBeGreaterThan(5);
  expect(ahead!.canonical).toBe(0);
  for (const { canonical } of others) expect(canonical).toBeGreaterThan(5);
  expect(record.verdicts['agreement']).toEqual({ is: 'holds' });
});
