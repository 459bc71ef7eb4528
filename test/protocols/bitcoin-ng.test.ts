import type { BlockDraft, BlockId, NodeId } from '../../src/contract.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { bitcoinNg, isKey, isPoison } from '../../src/protocols/bitcoin-ng.js';
import { pow } from '../../src/protocols/pow.js';
import { assemble } from '../../src/scenario/assembly.js';
import { leaderShareBounds } from '../../src/theory/fee-split.js';
import { fault, SECOND } from '../fixtures/run-words.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const params = (options: object = {}) => bitcoinNg.params.parse(options);
const workload = (rate: number) => ({
  rate,
  size: 250,
  senders: 'equal' as const,
  fee: { kind: 'constant' as const, amount: 1 },
});

function carriedOut(world: ReturnType<typeof worldWith>, options: object = {}) {
  const made = assemble(specOf(bitcoinNg, world, options), registry);
  made.start();
  made.host.simulator.run({ time: Infinity, events: 1e7 });
  return made;
}

describe('fees (4.4)', () => {
  const blocks = 600;
  const world = worldWith(5, { workload: workload(0.5), economy: { reward: 10, compound: false }, stop: { blocks } });

  test('of an epoch go to its leader by 40 % and to the next by 60 %; every key block brings one reward', () => {
    const made = carriedOut(world, { confirmations: 60 });
    const { tree } = made.host;
    const due = [0, 0, 0, 0, 0];
    let leader = -1;
    let open = 0;
    for (const { id, producer } of made.outcome.canonical(blocks)) {
      if (tree.totalWork(id) === tree.totalWork(tree.parent(id))) {
        expect(producer).toBe(leader);
        open += tree.contents(id).length;
        continue;
      }
      due[producer]! += 10 + 0.6 * open;
      if (leader >= 0) due[leader]! += 0.4 * open;
      leader = producer;
      open = 0;
    }
    const record = run(bitcoinNg, world, { params: { confirmations: 60 } });
    record.producers.forEach(({ reward }, node) => expect(reward).toBeCloseTo(due[node]!, 6));
    const keys = record.producers.reduce((sum, { canonical }) => sum + canonical, 0);
    expect(record.columns['reward_issued']).toBe(10 * keys);
  });

  test('are split where neither hiding microblocks nor skipping them pays: .37 < r < .43 up to a quarter of the power', () => {
    const { least, most } = leaderShareBounds(0.25);
    expect(least).toBeCloseTo(0.36842, 5);
    expect(most).toBeCloseTo(0.42857, 5);
    const { leaderShare } = params() as { leaderShare: number };
    expect(leaderShare).toBeGreaterThan(least);
    expect(leaderShare).toBeLessThan(most);
    // From 27.9 % of the power on hiding pays at r = .4.
    expect(leaderShareBounds(0.279).least).toBeLessThan(0.4);
    expect(leaderShareBounds(0.28).least).toBeGreaterThan(0.4);
  });
});

describe('microblocks', () => {
  test('confirm as many requests as come, where Nakamoto’s blocks of the same size are full', () => {
    const world = worldWith(6, { workload: workload(2), stop: { time: 60_000 * SECOND, blocks: 1_000_000 } });
    const ng = run(bitcoinNg, world, { params: { confirmations: 100, microTransactions: 40 } });
    const chain = run(pow, world, { params: { blockTransactions: 40, blockSize: '200 B' } });
    // 2 requests a second: 120,000 in all. Forty in ten minutes are 4000; a microblock comes every ten seconds.
    expect(ng.columns['fees_paid'] as number).toBeGreaterThan(110_000);
    expect(chain.columns['fees_paid'] as number).toBeLessThan(5000);
  });

  test('are lost at the turn of leaders only if they were under way: at most about one an epoch', () => {
    const blocks = 2000;
    const delay = 2 * SECOND;
    const world = worldWith(6, {
      network: { latency: { kind: 'constant', delay } },
      workload: workload(1),
      stop: { blocks },
    });
    const record = run(bitcoinNg, world, { params: { confirmations: 100, interval: '5 min' } });
    const keys = record.producers.reduce((sum, { canonical }) => sum + canonical, 0);
    const stale = record.columns['blocks_stale'] as number;
    // A microblock is pruned if the next leader finds within the delay, of every ten seconds: .2 · 5/6, and forks of key blocks.
    const expected = keys * 0.2 * (5 / 6);
    expect(Math.abs(stale - expected)).toBeLessThan(4 * Math.sqrt(expected) + 0.02 * keys * 30);
    expect(stale).toBeGreaterThan(0);
  });
});

/** A key block by node 0, two of its microblocks, and a key block by node 1 on top. */
function epoch() {
  const tree = new BlockTree(3);
  const add = (parent: BlockId, producer: NodeId, draft: BlockDraft = {}, timeS = tree.time(parent) / SECOND + 10) => {
    const block = tree.add(parent, producer, timeS * SECOND, draft);
    for (let node = 0; node < 3; node++) tree.see(node, block);
    return block;
  };
  const micro = (parent: BlockId, producer: NodeId, draft: BlockDraft = {}, timeS?: number) =>
    add(parent, producer, { work: 0, ...draft }, timeS);
  const key = add(0, 0);
  const first = micro(key, 0);
  const second = micro(first, 0);
  const next = add(second, 1);
  return { tree, add, micro, key, first, second, next, blocks: tree.whole() };
}

describe('a block (4.1, 4.2, 4.5)', () => {
  type Make = (e: ReturnType<typeof epoch>) => BlockId;
  test.each<[string, boolean, Make]>([
    ['a microblock of the leader', true, (e) => e.micro(e.next, 1)],
    ['a microblock of another node', false, (e) => e.micro(e.next, 2)],
    ['a microblock of the leader before', false, (e) => e.micro(e.next, 0)],
    ['a microblock before any leader', false, (e) => e.micro(0, 1)],
    ['a microblock that comes too soon', false, (e) => e.micro(e.next, 1, {}, 42)],
    ['a microblock with too many requests', false, (e) => e.micro(e.next, 1, { contents: [1, 2, 3, 4] })],
    ['a key block of anybody', true, (e) => e.add(e.next, 2)],
    ['a key block with requests', false, (e) => e.add(e.next, 2, { contents: [1] })],
    ['a key block of too little work', false, (e) => e.add(e.next, 2, { work: 0.5 })],
    ['the poison for a pruned microblock', true, (e) => e.micro(e.next, 1, { references: [e.micro(e.key, 0)] })],
    ['poison for one that was only overtaken', false, (e) => e.add(e.next, 2, { references: [e.micro(e.second, 0)] })],
    ['poison for one that stands', false, (e) => e.add(e.next, 2, { references: [e.first] })],
    [
      'poison for one that its leader did not make',
      false,
      (e) => e.add(e.next, 2, { references: [e.micro(e.key, 2)] }),
    ],
    ['the cheater’s own poison', false, (e) => e.add(e.next, 0, { references: [e.micro(e.key, 0)] })],
    [
      'poison a second time',
      false,
      (e) => {
        const once = e.add(e.next, 2, { references: [e.micro(e.key, 0)] });
        return e.add(once, 1, { references: [e.micro(e.first, 0)] });
      },
    ],
  ])('%s: valid is %p', (_name, valid, make) => {
    const e = epoch();
    const block = make(e);
    const refused: BlockId[] = [];
    const me = {
      blocks: e.blocks,
      id: 9,
      refuse: (b: BlockId) => refused.push(b),
      adopt: () => undefined,
      cancelTimer: () => undefined,
    } as never;
    const s = bitcoinNg.init(me, params({ microTransactions: 3 }));
    bitcoinNg.on[isKey(e.blocks, block) ? 'key' : 'micro']!(s, { block }, 1, me);
    expect(refused).toEqual(valid ? [] : [block]);
  });

  test('poison must come within the maturity of the coinbase', () => {
    const e = epoch();
    const pruned = e.micro(e.key, 0);
    let tip = e.next;
    const fits: boolean[] = [];
    for (let keys = 1; keys <= 5; keys++) {
      fits.push(isPoison(e.blocks, pruned, tip, 2, params({ maturity: 3 }) as never));
      tip = e.add(tip, 1);
    }
    expect(fits).toEqual([true, true, true, false, false]);
  });
});

test('a leader that forks its microblocks is poisoned: what its key blocks bring is lost, and a twentieth goes to who shows it', () => {
  const world = worldWith(6, {
    faults: [fault('equivocate', { ids: [0] })],
    workload: workload(0.5),
    economy: { reward: 10, compound: false },
    stop: { blocks: 800 },
  });
  const cheated = run(bitcoinNg, world, { params: { confirmations: 60 } });
  const honest = run(bitcoinNg, { ...world, faults: [] }, { params: { confirmations: 60 } });
  expect(honest.producers[0]!.reward).toBeGreaterThan(10);
  // Of all its epochs but those too short for two microblocks.
  expect(cheated.producers[0]!.reward).toBeLessThan(0.3 * honest.producers[0]!.reward);
  const keys = cheated.producers.reduce((sum, { canonical }) => sum + canonical, 0);
  expect(cheated.columns['reward_issued'] as number).toBeLessThan(10 * keys);
  expect(cheated.verdicts['validity']).toEqual({ is: 'holds' });
});
