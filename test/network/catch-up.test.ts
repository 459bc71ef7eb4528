import { CatchUp } from '../../src/network/relay/catch-up.js';
import { pow } from '../../src/protocols/pow.js';
import { assemble } from '../../src/scenario/assembly.js';
import type { BlockId } from '../../src/contract.js';
import type { World } from '../../src/scenario/world.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { registry, specOf, worldWith } from '../fixtures/world.js';

const AT = 2000 * S;
const UNTIL = 4000 * S;

interface Mined {
  readonly time: number;
  readonly node: number;
  readonly height: number;
  readonly parent: BlockId;
}

/** Blocks of ten seconds and messages of one; node 0 has most of the power and is off for 200 intervals of the whole. */
function blocksOf(parts: { topology?: object; requestTimeout?: number | null; alone?: boolean; seed?: string }) {
  const { topology = { kind: 'complete' }, requestTimeout = 20 * S, alone = false, seed = 'test/0' } = parts;
  const n = 6;
  const world = worldWith(n, {
    nodes: { count: n, weights: { kind: 'list', values: [15, 1, 1, 1, 1, 1] } },
    network: { topology, latency: { kind: 'constant', delay: S }, requestTimeout } as unknown as World['network'],
    faults: [
      { ...fault('crash', { ids: [0] }, {}), at: AT, until: UNTIL },
      ...(alone ? [{ partition: [[0], [1, 2, 3, 4, 5]], oneWay: false, at: AT, until: null }] : []),
    ],
    stop: { blocks: 100_000 },
  });
  const made = assemble(specOf(pow, world, { interval: '10 s', confirmations: 100 }, seed), registry);
  const blocks = new Map<BlockId, Mined>();
  const tree = made.host.tree;
  made.host.outputs.add({
    onMint: (time, node, block) =>
      void blocks.set(block, { time, node, height: tree.height(block), parent: tree.parent(block) }),
  });
  made.start();
  made.host.simulator.run({ time: 4500 * S, events: 1e6 });
  return blocks;
}

const all = <T>(map: ReadonlyMap<unknown, T>) => [...map.values()];
/** What node 0 has found since it is back. */
const own = (blocks: ReadonlyMap<unknown, Mined>) =>
  all(blocks).filter(({ time, node }) => node === 0 && time >= UNTIL);

describe('a miner that is back from a crash', () => {
  test.each([
    ['on a complete graph', { kind: 'complete' }],
    ['on sparse links', { kind: 'ring', neighbours: 2 }],
  ])('mines on what it missed, %s', (_where, topology) => {
    for (const seed of ['a', 'b', 'c', 'd', 'e']) {
      const blocks = blocksOf({ topology, seed });
      const before = all(blocks).filter(({ time }) => time < UNTIL);
      const highest = Math.max(...before.filter(({ time }) => time < UNTIL - 10 * S).map(({ height }) => height));
      const found = own(blocks);
      // It finds one in thirteen seconds, so that it would have found some on its old tip, 40 blocks lower.
      expect(found.length).toBeGreaterThan(20);
      for (const { height } of found) expect(height).toBeGreaterThan(highest);
      expect(found[0]!.time).toBeGreaterThan(UNTIL + 2 * S);
    }
  });

  test.each([
    ['20 s', 20 * S, 20 * S],
    ['five minutes', 300 * S, 300 * S],
    ['20 s where a request never times out', null, 20 * S],
  ])('goes on by itself after %s where nobody answers', (_what, requestTimeout, patience) => {
    const first = ['a', 'b', 'c', 'd', 'e', 'f'].map((seed) => {
      const found = own(blocksOf({ requestTimeout, alone: true, seed }));
      return found[0]!.time - UNTIL;
    });
    for (const after of first) expect(after).toBeGreaterThanOrEqual(patience);
    // The first of six waits of 13 s on average.
    expect(Math.min(...first)).toBeLessThan(patience + 40 * S);
  });
});

describe('catching up', () => {
  const has = new Set<string>();
  let now = 0;
  const tree = {
    has: (endpoint: number, block: BlockId) => has.has(`${endpoint} ${block}`),
    height: (block: BlockId) => block,
  };
  const made = () => new CatchUp({ tree: tree as never, requestTimeout: 100 }, () => now);

  test('takes an answer, and all that was told by then', () => {
    const catchUp = made();
    expect(catchUp.isOver(3)).toBe(true);
    catchUp.begin(3, [1, 2, 4]);
    expect(catchUp.isOver(3)).toBe(false);
    catchUp.toldOf(3, 7, 5);
    expect(catchUp.isOver(3)).toBe(false);
    catchUp.toldOf(3, 7, 1);
    expect(catchUp.isOver(3)).toBe(false);
    catchUp.toldOf(3, 8, 2);
    has.add('3 7');
    expect(catchUp.isOver(3)).toBe(false);
    has.add('3 8');
    expect(catchUp.isOver(3)).toBe(true);
    expect(catchUp.isOver(2)).toBe(true);
  });

  test('ends when nothing of what was missed has come for as long as a request may take, whatever else is new', () => {
    const catchUp = made();
    now = 1000;
    catchUp.begin(3, [1, 2]);
    now = 1090;
    catchUp.toldOf(3, 9, 1);
    now = 1180;
    catchUp.got(3, 8);
    now = 1270;
    catchUp.got(3, 10);
    catchUp.toldOf(3, 10, 1);
    now = 1279;
    expect(catchUp.isOver(3)).toBe(false);
    now = 1280;
    expect(catchUp.isOver(3)).toBe(true);
  });

  test('ends in time where nobody answers and new blocks go on coming', () => {
    const catchUp = made();
    now = 2000;
    catchUp.begin(3, [1, 2]);
    for (now = 2010; now < 2100; now += 10) {
      catchUp.got(3, now);
      expect(catchUp.isOver(3)).toBe(false);
    }
    expect(catchUp.isOver(3)).toBe(true);
  });
});
