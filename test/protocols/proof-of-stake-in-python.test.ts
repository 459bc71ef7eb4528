import type { NodeId, Protocol, Value } from '../../src/contract.js';
import { goOver } from '../../src/ledger/go-over.js';
import { genesisBlock, type LotBlock } from '../../src/ledger/lots/block.js';
import { lotOf, rankedByLots } from '../../src/ledger/lots/selection.js';
import type { LotState } from '../../src/ledger/lots/node.js';
import { cryptoOf } from '../../src/ledger/crypto/crypto.js';
import { LOT_KEYS } from '../../src/ledger/lots/settings.js';
import system from '../../src/protocols/proof-of-stake-in-python.js';
import { assemble } from '../../src/scenario/assembly.js';
import { createRegistry } from '../../src/scenario/registry.js';
import type { ScriptedCommand, World } from '../../src/scenario/world.js';
import { SECOND as S } from '../fixtures/run-words.js';
import { specOf, worldWith } from '../fixtures/world.js';

type Parts = Parameters<typeof worldWith>[1] & { readonly commands?: readonly ScriptedCommand[] };

/** A run with the state of every node at its end. */
function play(n: number, params: object, parts: Parts, seconds: number, seed = 'test/0') {
  const states: LotState[] = [];
  const watched = { ...system, name: 'watched', init: (me, p) => (states[me.id] = system.init(me, p)) } as Protocol;
  const known = createRegistry({ protocols: [watched] });
  const run = assemble(specOf(watched, worldWith(n, parts) as World, params, seed), known);
  const kinds = new Map<string, number>();
  run.host.outputs.add({
    onSend: (_time, _from, kind, copies) => kinds.set(run.kinds[kind]!, (kinds.get(run.kinds[kind]!) ?? 0) + copies),
  });
  run.start();
  run.host.simulator.run({ time: seconds * S, events: 5_000_000 });
  const verdicts = Object.fromEntries([...run.judges].map(([name, judge]) => [name, judge.verdict(seconds * S).is]));
  return { run, states, kinds, verdicts, heights: states.map(({ chain }) => chain.length) };
}

const pay = (at: number, from: string, to: string, amount: number, type: string, node = 0): ScriptedCommand => ({
  at: at * S,
  node,
  do: 'transaction',
  options: { from, to, amount, type },
});

/** The six transactions of the demonstration; node 1 is the staker's. */
const DEMO = [
  pay(20, 'exchange', 'node 1', 100, 'EXCHANGE'),
  pay(22, 'exchange', 'bob', 100, 'EXCHANGE'),
  pay(24, 'exchange', 'bob', 10, 'EXCHANGE'),
  pay(26, 'node 1', 'node 1', 25, 'STAKE'),
  pay(28, 'node 1', 'bob', 1, 'TRANSFER'),
  pay(30, 'node 1', 'bob', 1, 'TRANSFER'),
];
const balanceOf = ({ chain, crypto }: LotState, wallet: string) =>
  chain.accounts.balance(crypto.keysOf(wallet).publicKey);
const stakeOf = ({ chain, crypto }: LotState, wallet: string) => chain.accounts.stake(crypto.keysOf(wallet).publicKey);

describe('lots', () => {
  test('are those of the published code, byte for byte', () => {
    expect(lotOf('bob', 'x', 1)).toBe('6e5b4b54a7e4c4c3c93c988e130d34ac1760b42c7b86da54056adc012a525f95');
    expect(lotOf('bob', 'x', 2)).toBe('68696a787bbeeb9ec37997b298d373c52d598e7cfd33e5362f6aa3cefaa28f10');
    const stakes = new Map([
      ['bob', 2],
      ['alice', 3],
    ]);
    const winners = ['a', 'b', 'c', 'd', 'e'].map((seed) => rankedByLots(stakes, seed)[0]);
    expect(winners).toEqual(['alice', 'alice', 'alice', 'bob', 'bob']);
  });

  test('follow genesis, whose hash is the published one', () => {
    expect(genesisBlock(cryptoOf({ crypto: 'real' }, LOT_KEYS)).hash).toBe(
      'b61900e4532596cc8d24dece2bb7f3e8533acfe7b6b9f2954fc618b6abfacc9d',
    );
  });

  test.each([
    ['hashed one by one', 1, 4_000],
    ['drawn by their law, beyond ten thousand', 20_000, 20_000],
  ])('win in proportion to stakes (%s), all ranks as drawn without return', (_how, coins, draws) => {
    const stakes = new Map([
      ['one', 1 * coins],
      ['two', 2 * coins],
      ['three', 3 * coins],
      ['four', 4 * coins],
      ['none', 0],
    ]);
    const firsts = new Map<string, number>();
    let oneBeforeTwo = 0;
    for (let i = 0; i < draws; i++) {
      const ranked = rankedByLots(stakes, `seed ${i}`);
      firsts.set(ranked[0]!, (firsts.get(ranked[0]!) ?? 0) + 1);
      if (ranked.indexOf('one') < ranked.indexOf('two')) oneBeforeTwo++;
    }
    const within = (count: number, p: number) =>
      expect(Math.abs(count - p * draws)).toBeLessThan(4 * Math.sqrt(draws * p * (1 - p)));
    ['one', 'two', 'three', 'four'].forEach((name, i) => within(firsts.get(name)!, (i + 1) / 10));
    within(oneBeforeTwo, 1 / 3);
  });

  test('that are drawn are on the scale of those that are hashed', () => {
    // One of 9,999 coins against one of 10,001: each wins half of the time.
    const stakes = new Map([
      ['hashed', 9_999],
      ['drawn', 10_001],
    ]);
    let drawn = 0;
    for (let i = 0; i < 100; i++) if (rankedByLots(stakes, `seed ${i}`)[0] === 'drawn') drawn++;
    // Standard error √(100/4) = 5.
    expect(Math.abs(drawn - 50)).toBeLessThan(4 * 5);
  });
});

describe('as published', () => {
  const published = { preset: 'published' };

  test.each([2, 3, 4, 5])('one transaction among %s nodes takes n(n − 1) messages and (n − 1)³ chains', (n) => {
    const { kinds, heights } = play(n, published, { commands: DEMO.slice(0, 1) }, 25);
    const cube = (n - 1) * (n - 1) * (n - 1);
    expect(Object.fromEntries(kinds)).toMatchObject({
      transaction: n * (n - 1),
      block: n * (n - 1),
      'blockchain-request': cube,
      blockchain: cube,
    });
    expect(heights).toEqual(new Array(n).fill(2));
  });

  test('the demonstration ends as it does: heights 2 to 7, balances −210, 73 and 112, stakes 1 and 25', () => {
    for (const seconds of [21, 23, 25, 27, 29, 31]) {
      expect(play(3, published, { commands: DEMO }, seconds).heights).toEqual(new Array(3).fill((seconds - 17) / 2));
    }
    const { states, verdicts } = play(3, published, { commands: DEMO }, 40);
    for (const s of states) {
      expect(['exchange', 'node 1', 'bob'].map((wallet) => balanceOf(s, wallet))).toEqual([-210, 73, 112]);
      expect(['genesis', 'node 1'].map((wallet) => stakeOf(s, wallet))).toEqual([1, 25]);
    }
    expect(Object.entries(verdicts).filter(([, is]) => is === 'violated')).toEqual([]);
  });

  test("with the staker's node down the height stays 5 and two transactions wait for ever", () => {
    const crash = { behaviour: 'crash', params: {}, nodes: { ids: [1] }, at: 27 * S, until: null };
    const { states, verdicts } = play(3, published, { commands: DEMO, faults: [crash] }, 600);
    for (const s of [states[0]!, states[2]!]) expect([s.chain.length, s.pool.size]).toEqual([5, 2]);
    expect(verdicts['liveness']).toBe('violated');
  });

  test('a node that joins late stays at genesis until the next block makes it ask', () => {
    const joins = { ...published, joins: [{ node: 2, at: '35 s' }] };
    const { heights } = play(3, joins, { commands: DEMO }, 60);
    expect(heights).toEqual([7, 7, 1]);
    const next = pay(60, 'exchange', 'bob', 1, 'EXCHANGE');
    expect(play(3, joins, { commands: [...DEMO, next] }, 70).heights).toEqual([8, 8, 8]);
    expect(play(3, { ...joins, syncOnJoin: true }, { commands: DEMO }, 60).heights).toEqual([7, 7, 7]);
  });

  test('everybody knows everybody soon, by the first node alone', () => {
    const { states } = play(6, published, { commands: [] }, 15);
    for (const { peers } of states) expect(peers.size).toBe(5);
    const off = { behaviour: 'crash', params: {}, nodes: { ids: [0] }, at: 0, until: null };
    expect(play(6, published, { commands: [], faults: [off] }, 15).states[3]!.peers.size).toBe(0);
    expect(play(6, {}, { commands: [], faults: [off] }, 15).states[3]!.peers.size).toBe(4);
  });
});

describe('a chain', () => {
  test('of real hashes and signatures has the digest of a symbolic one where one staker alone decides', () => {
    const digestOf = (crypto: object) => {
      const { run, heights } = play(3, { preset: 'published', ...crypto }, { commands: DEMO.slice(0, 3) }, 30);
      expect(heights).toEqual([4, 4, 4]);
      return run.host.simulator.digest.hex();
    };
    expect(digestOf({ crypto: 'real', keyBits: 512 })).toBe(digestOf({ crypto: 'symbolic' }));
  });

  test('of real hashes and signatures links and verifies, and one changed word shows', () => {
    const { states } = play(3, { preset: 'published', crypto: 'real', keyBits: 512 }, { commands: DEMO }, 40);
    const [s] = states as [LotState];
    const { blocks } = s.chain;
    expect(blocks).toHaveLength(7);
    for (const [i, block] of blocks.entries()) {
      if (i > 0) expect(block.lastHash).toBe(blocks[i - 1]!.hash);
      expect(block.hash).toMatch(/^[0-9a-f]{64}$/);
    }
    const forged = { ...blocks[6]!.transactions[0]!, amount: 2 };
    expect(s.chain.admits(blocks[6]!.transactions[0]!)).toBe(true);
    expect(s.chain.admits(forged)).toBe(false);
  });

  test('goes over to a better one as a whole, and not at all to one with a flaw', () => {
    const forger = (salt: number) => play(4, {}, { commands: DEMO.slice(0, 3) }, 60 + salt).states[0]!;
    const s = forger(0);
    const blocks = [...s.chain.blocks];
    const before = new Map(s.chain.accounts.balances);
    while (s.chain.length > 2) s.chain.takeBack();
    expect(goOver(s.chain, [...blocks.slice(0, -1), { ...blocks.at(-1)!, signature: 'none' } as LotBlock], 1e12)).toBe(
      undefined,
    );
    expect(s.chain.length).toBe(2);
    expect(goOver(s.chain, blocks, 1e12)).toEqual({ shared: 2, left: [] });
    expect(s.chain.accounts.balances).toEqual(before);
  });
});

describe('as corrected', () => {
  test('a stake can be taken back, but not the last coin, and not more than there is', () => {
    const commands = [
      pay(1, 'exchange', 'node 1', 100, 'EXCHANGE'),
      pay(15, 'node 1', 'node 1', 40, 'STAKE'),
      pay(30, 'node 1', 'node 1', 15, 'UNSTAKE'),
      pay(45, 'genesis', 'genesis', 2, 'UNSTAKE'),
    ];
    const { states, verdicts } = play(2, { stakes: 'genesis' }, { commands }, 120);
    for (const s of states) {
      expect([balanceOf(s, 'node 1'), stakeOf(s, 'node 1'), stakeOf(s, 'genesis')]).toEqual([75, 25, 1]);
      expect(s.pool.size).toBe(1);
    }
    expect(verdicts['supply']).toBe('holds');
  });

  test('every transaction that comes in is final everywhere though the forgers of each height may be off', () => {
    const crash = { behaviour: 'crash', params: {}, nodes: { ids: [0, 2, 4] }, at: 0, until: null };
    const { states, verdicts } = play(7, {}, { commands: DEMO.map((c) => ({ ...c, node: 1 })), faults: [crash] }, 400);
    const decided = [1, 3, 5, 6].map((node: NodeId) => states[node]!.decided);
    expect(new Set(decided).size).toBe(1);
    const confirmed = (s: LotState): Value[] =>
      s.chain.blocks.slice(1, s.decided + 1).flatMap((b) => b.transactions.map((t) => t.request));
    expect(confirmed(states[1]!)).toHaveLength(6);
    expect(Object.entries(verdicts).filter(([, is]) => is === 'violated')).toEqual([]);
  });
});
