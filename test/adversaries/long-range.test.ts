import { praos } from '../../src/protocols/praos.js';
import { pow } from '../../src/protocols/pow.js';
import { praosLeads } from '../../src/theory/stake-lotteries.js';
import { longestChainThreshold } from '../../src/theory/security-thresholds.js';
import type { World } from '../../src/scenario/world.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const OPTIONS = { f: 0.2, k: 200, epochSlots: 250, confirmations: 30 };

interface Words {
  readonly share: number;
  readonly attack?: Record<string, unknown>;
  readonly at?: number;
  readonly spending?: World['economy']['spending'];
  readonly params?: object;
  readonly slots?: number;
  readonly seed?: string;
}

/** One node with this share of the stake against seven others. */
function columnsOf({ share, attack = {}, at = 0, spending, params, slots = 10_000, seed }: Words) {
  const values = [share, ...new Array<number>(7).fill((1 - share) / 7)];
  const world = worldWith(8, {
    nodes: { count: 8, weights: { kind: 'list', values }, regions: { shares: { everywhere: 1 } } },
    network: { latency: { kind: 'constant', delay: 1000 } },
    faults: [fault('long-range', { ids: [0] }, { at: at * S, params: attack })],
    economy: { reward: 0, compound: false, ...(spending && { spending }) },
    stop: { time: slots * S, blocks: 1e6 },
  });
  return run(praos, world, { params: { ...OPTIONS, ...params }, ...(seed && { seed }) }).columns;
}

const others = [1, 2, 3, 4, 5, 6, 7];

/** Slots until a chain on which all fees are the coalition's is the longer one, in the mean; stakes count two epochs late. */
function bledAfter(share: number, rate: number, { f, epochSlots }: typeof OPTIONS, undo: number): number {
  let [own, theirs, coins] = [0, 0, share];
  const snapshots = [share, share];
  for (let slot = 1; ; slot++) {
    const epoch = Math.floor((slot - 1) / epochSlots);
    const led = praosLeads(f, snapshots[epoch]!);
    own += led;
    // The others' coins go round among them.
    theirs += praosLeads(f, 1 - share);
    coins += led * rate * (1 - coins);
    if (slot % epochSlots === 0) snapshots.push(coins);
    if (own > theirs && theirs >= undo) return slot;
  }
}

describe('a long-range attack', () => {
  test('by a minority succeeds where fees bleed the others’ stake on its chain, after the time of the mean field', () => {
    const rate = 0.005;
    const expected = bledAfter(0.3, rate, OPTIONS, 300);
    const times = Array.from({ length: 5 }, (_, seed) => {
      const columns = columnsOf({
        share: 0.3,
        attack: { undo: 300 },
        spending: { rate, by: others },
        seed: `bleeding/${seed}`,
        slots: 14_000,
      });
      return columns['long_range_published_s'] as number;
    });
    const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
    const variance = times.reduce((sum, time) => sum + (time - mean) * (time - mean), 0) / (times.length - 1);
    // The first passage of a random walk comes somewhat sooner or later than the mean field's: by less than a tenth here.
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(variance / times.length) + 0.1 * expected);
    expect(expected).toBeGreaterThan(3000);
  });

  test('by a minority never succeeds where no fees move stake', () => {
    const columns = columnsOf({ share: 0.3, attack: { undo: 100 } });
    expect(columns).toMatchObject({ long_range_adopted: 0, long_range_published_s: null });
  });

  test('by who held most of the stake succeeds at once, unless k blocks protect', () => {
    const attack = { undo: 100, from: 5 };
    const free = columnsOf({ share: 0.7, attack, at: 5000, params: { k: 2160, confirmations: 2160 } });
    // The members made blocks like all others until the attack.
    expect(free['long_range_adopted']).toBe(1);
    expect(free['long_range_published_s'] as number).toBeGreaterThan(0);
    expect(free['long_range_undoes'] as number).toBeGreaterThan(900);
    const bounded = columnsOf({ share: 0.7, attack, at: 5000 });
    expect(bounded['long_range_adopted']).toBe(0);
    expect(bounded['long_range_published_s']).toBe(free['long_range_published_s']);
  });

  test('by old keys alone makes no longer chain than those who have the stake now, but where their network is slow', () => {
    const old = Array.from({ length: 14 }, (_, node) => node);
    const after = (delay: number) => {
      const world = worldWith(20, {
        network: { latency: { kind: 'constant', delay } },
        faults: [fault('long-range', { ids: old }, { at: 2000 * S, params: { keys: 'old', undo: 50 } })],
        stop: { time: 3000 * S, blocks: 1e6 },
      });
      return run(praos, world, { params: { ...OPTIONS, k: 2160 } }).columns;
    };
    // Seven tenths of the slots, where the public chain has all.
    expect(after(1000)['long_range_published_s']).toBeNull();
    // Blocks that take eight slots: the public chain grows by about f/(1 + 8 f) a slot, the secret one by 0.7 f.
    const slow = after(8 * S);
    expect(slow['long_range_published_s']).toBe(0);
    expect(slow['long_range_adopted']).toBe(1);
  });

  test('by a single secret chain succeeds above the security threshold of the longest chain with delay, and not below', () => {
    // As many blocks in a delay as in an interval: x = 1.
    const rate = -Math.log1p(-0.05);
    const delay = Math.round(S / rate);
    const threshold = longestChainThreshold(1);
    expect(threshold).toBeCloseTo(0.38197, 5);
    for (const [share, isLonger] of [
      [1.1 * threshold, true],
      [0.9 * threshold, false],
    ] as const) {
      const values = [share, ...new Array<number>(39).fill((1 - share) / 39)];
      const world = worldWith(40, {
        nodes: { count: 40, weights: { kind: 'list', values }, regions: { shares: { everywhere: 1 } } },
        network: { latency: { kind: 'constant', delay } },
        faults: [fault('long-range', { ids: [0] }, { params: { undo: 800 } })],
        stop: { time: 50_000 * S, blocks: 1e6 },
      });
      const { columns } = run(praos, world, { params: { f: 0.05, k: 100_000, confirmations: 5000 } });
      expect(typeof columns['long_range_published_s']).toBe(isLonger ? 'number' : 'object');
      expect(columns['long_range_adopted']).toBe(isLonger ? 1 : 0);
      // What honest nodes made grows by h/(1 + h x) of the blocks, h being their share; a fortieth of it cannot fork itself.
      const growth = (1 - share) / (1 + (1 - share));
      const blocks = isLonger
        ? (columns['long_range_undoes'] as number) / ((columns['long_range_published_s'] as number) * rate)
        : (columns['blocks_canonical'] as number) / (50_000 * rate);
      expect(Math.abs(blocks - growth)).toBeLessThan(0.03);
    }
  });

  test('is refused where leaders are not drawn by slots', () => {
    const world = worldWith(3, { faults: [fault('long-range', { ids: [0] })] });
    expect(() => run(pow, world)).toThrow('long-range needs leaders drawn by slots; pow has none');
  });
});
