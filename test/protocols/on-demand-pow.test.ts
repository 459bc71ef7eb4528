import { cryptoOf } from '../../src/ledger/crypto/crypto.js';
import { blockText, search, triesFor } from '../../src/ledger/on-demand/block.js';
import { ON_DEMAND_KEYS } from '../../src/ledger/on-demand/settings.js';
import { onDemandPow } from '../../src/protocols/on-demand-pow.js';
import { LiveRun } from '../../src/scenario/live.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const real = cryptoOf({ crypto: 'real' }, ON_DEMAND_KEYS);
const genesis = { index: 0, transactions: [], timestamp: 1575457940.5, previousHash: '000' };

describe("the system's own blocks", () => {
  test('the search from 0 upwards finds the nonce and the hash of its genesis', () => {
    expect(search(genesis, 3, real)).toEqual({
      nonce: 2513,
      hash: '0009c2aa228c9dd1d87facabf08747c7c96567e1b031425fbe2a9fcf10b56ec3',
    });
  });

  test('a block is hashed whole, with sorted keys, its transactions in it', () => {
    const transaction = { sender: 0, receiver: 10, timestamp: 1575457940.5, amount: 20, request: 5 };
    const header = { index: 1, transactions: [transaction], timestamp: 1575457941.25, previousHash: '000abc' };
    expect(real.hash(blockText(header, 7))).toBe('48a57de3373ea6f203354561675911615ff10fb005d02d700b61b7cb80194c5c');
  });

  test('the tries that a search takes are geometric with a mean of 16 to the number of zeros', () => {
    const draws = 4000;
    let sum = 0;
    for (let i = 0; i < draws; i++) sum += triesFor({ ...genesis, timestamp: genesis.timestamp + i }, 2);
    // Standard error of the mean: 256 / √4000 = 4.05.
    expect(Math.abs(sum / draws - 256)).toBeLessThan(4 * 4.05);
    expect(triesFor(genesis, 0)).toBe(1);
    const symbolic = cryptoOf({ crypto: 'symbolic' }, ON_DEMAND_KEYS);
    expect(search(genesis, 3, symbolic).nonce).toBe(triesFor(genesis, 3) - 1);
  });
});

interface Chains {
  readonly live: LiveRun;
  /** Carries out a command, and lets time go on. */
  readonly tell: (node: number, name: string, options?: object, seconds?: number) => void;
  readonly lengths: () => number[];
  readonly peers: (node: number) => number[];
  readonly view: (node: number, name: string, options?: object) => any;
}

function chains(params: object, n = 3, seed = 'test/0'): Chains {
  const live = new LiveRun(specOf(onDemandPow, worldWith(n), params, seed), registry, true);
  const view = (node: number, name: string, options: object = {}): any => live.view(node, name, options);
  return {
    live,
    view,
    tell(node, name, options = {}, seconds = 30) {
      live.command(node, name, options);
      live.until(live.now + seconds * 1e6);
    },
    lengths: () => Array.from({ length: n }, (_, node) => view(node, 'chain').length),
    peers: (node) => view(node, 'peers').map(({ node: peer }: { node: number }) => peer),
  };
}

function registered(params: object, n = 3, seed?: string): Chains {
  const made = chains({ preset: 'published', ...params }, n, seed);
  for (let node = 1; node < n; node++) made.tell(node, 'register-with', { peer: 0 }, 1);
  return made;
}

const tip = ({ view }: Chains, node: number): string => view(node, 'chain').at(-1).hash;

describe('as published', () => {
  test('each node has its own genesis until it registers, and 15 transactions that nobody sent', () => {
    const { view, lengths } = chains({ preset: 'published' });
    expect(lengths()).toEqual([1, 1, 1]);
    expect(new Set([0, 1, 2].map((node) => view(node, 'chain')[0].hash)).size).toBe(3);
    expect(view(0, 'pool')).toHaveLength(15);
    expect(view(0, 'pool')[14]).toMatchObject({ sender: 14, receiver: 24, amount: 34 });
  });

  test('registration is one way, and the third node is left behind until it mines', () => {
    const world = registered({});
    expect([0, 1, 2].map(world.peers)).toEqual([
      [1, 2],
      [1, 0],
      [1, 2, 0],
    ]);
    world.tell(1, 'mine');
    expect(world.lengths()).toEqual([2, 2, 1]);
    // Blocks on its old head are refused, until it finds a longer chain: 0 has two blocks to its two, so not yet.
    world.tell(2, 'mine');
    expect(world.lengths()).toEqual([2, 2, 2]);
    expect(tip(world, 2)).not.toBe(tip(world, 0));
    world.tell(1, 'mine');
    world.tell(1, 'mine');
    world.tell(2, 'mine');
    expect(tip(world, 2)).toBe(tip(world, 0));
    expect(world.lengths()).toEqual([4, 4, 4]);
  });

  test('with newcomers announced, all three have each block', () => {
    const world = registered({ oneWayPeers: false });
    expect([0, 1, 2].map((node) => world.peers(node).toSorted((a, b) => a - b))).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
    world.tell(1, 'mine');
    expect(world.lengths()).toEqual([2, 2, 2]);
  });

  test('blocks found at once fork into equal lengths, which heal only when somebody mines behind a longer chain', () => {
    // Both copy the pool at once, and find a block after 100 ms in the mean each, which is also the delay.
    const params = { hashRate: 40_960, oneWayPeers: false, adoptLastPeer: false };
    const worlds = Array.from({ length: 20 }, (_, i) => registered(params, 3, `race/${i}`));
    const forked = worlds.filter((world) => {
      world.live.command(1, 'mine', {});
      world.tell(2, 'mine');
      return tip(world, 1) !== tip(world, 2);
    });
    // A chance of 1 − 1/e = 0.63 each: 12.6 ± 2.2 of 20.
    expect(forked.length).toBeGreaterThan(4);
    expect(forked.length).toBeLessThan(20);
    for (const world of forked) {
      expect(world.lengths()).toEqual([2, 2, 2]);
      world.live.until(world.live.now + 3600e6);
      expect(tip(world, 1)).not.toBe(tip(world, 2));
      world.tell(1, 'mine');
      world.tell(1, 'mine');
      expect(world.lengths().slice(1)).toEqual([4, 2]);
      world.tell(2, 'mine');
      expect(tip(world, 1)).toBe(tip(world, 2));
    }
  });

  test('the chain of the last peer is taken once that of any is longer', () => {
    for (const [adoptLastPeer, lengths] of [
      [true, [4, 4, 2, 2]],
      [false, [4, 4, 4, 2]],
    ] as const) {
      const world = registered({ adoptLastPeer }, 4);
      for (let i = 0; i < 3; i++) world.tell(1, 'mine');
      expect(world.lengths()).toEqual([4, 4, 1, 1]);
      // 2 asks 1 and 0, who have four blocks, and 3 last, who has its genesis and what 2 has just mined.
      world.tell(2, 'add-peer', { peer: 3 }, 1);
      world.tell(2, 'mine');
      expect(world.lengths()).toEqual(lengths);
    }
  });

  test('an apostrophe leaves chains one block apart', () => {
    const pay = { sender: "O'Brien", receiver: 'bob', amount: 1 };
    for (const [quoteSwap, lengths] of [
      [true, [2, 1]],
      [false, [2, 2]],
    ] as const) {
      const world = registered({ dummyTransactions: 0, quoteSwap }, 2);
      world.tell(1, 'submit', { transaction: pay }, 1);
      world.tell(0, 'mine');
      expect(world.lengths()).toEqual(lengths);
    }
  });

  test('nothing is checked: amounts below 0, and senders who have nothing', () => {
    const world = registered({ dummyTransactions: 0 }, 2);
    world.tell(0, 'submit', { transaction: { sender: 'a', receiver: 'b', amount: -5 } }, 1);
    world.tell(0, 'mine');
    expect(world.view(1, 'balances')).toEqual([
      { account: 'a', coins: 5 },
      { account: 'b', coins: -5 },
    ]);
  });

  test('the central node has its peers mine one after another', () => {
    const world = registered({ oneWayPeers: false });
    world.tell(0, 'mine-all', {}, 120);
    expect(world.view(1, 'chain').map(({ producer }: { producer: number }) => producer)).toEqual([0, 0, 1, 2]);
    expect(new Set([0, 1, 2].map((node) => tip(world, node))).size).toBe(1);
  });
});

describe('as corrected', () => {
  const refused =
    (world: Chains, transaction: object, more: object = {}) =>
    () =>
      world.live.command(1, 'submit', { transaction, ...more });

  test('all nodes but the one with the pool may be off, and without that one no block is made', () => {
    const crashed = (ids: readonly number[]) => {
      const crash = { behaviour: 'crash', params: {}, nodes: { ids }, at: 20e6, until: null };
      return run(onDemandPow, worldWith(5, { faults: [crash], stop: { blocks: 40, time: 3600e6 } }));
    };
    const { verdicts, ended } = crashed([1, 2, 3, 4]);
    expect(['agreement', 'supply', 'liveness'].map((name) => verdicts[name]!.is)).toEqual(['holds', 'holds', 'holds']);
    expect(ended).toBe('blocks');
    // Its blocks answer clients as long as it works; what they ask for then is owed for ever.
    const without = crashed([0]);
    expect(without.columns['blocks_canonical']).toBeGreaterThan(8);
    expect(without.columns['blocks_canonical']).toBeLessThan(40);
    expect(without.verdicts['liveness']!.is).toBe('violated');
  });

  test('transactions are signed, of amounts above 0, and covered', () => {
    const world = chains({ mining: 'command' });
    world.live.until(1e6);
    const pay = { sender: 'node 1', receiver: 'node 2', amount: 5 };
    expect(refused(world, { ...pay, amount: -5 })).toThrow('the amount is not above 0');
    expect(refused(world, pay, { signer: 'mallory' })).toThrow('it is not signed by its sender');
    world.tell(1, 'submit', { transaction: pay }, 1);
    world.tell(2, 'mine');
    expect(world.lengths()).toEqual([2, 2, 2]);
    expect(world.view(0, 'balances').slice(0, 3)).toEqual([
      { account: 'node 0', coins: 1000 },
      { account: 'node 1', coins: 995 },
      { account: 'node 2', coins: 1005 },
    ]);
  });

  test('who claims a difficulty of 0 is not believed, as it is where defects are as published', () => {
    for (const [trustPeerDifficulty, length] of [
      [true, 5],
      [false, 3],
    ] as const) {
      const world = registered({ trustPeerDifficulty, oneWayPeers: false }, 2);
      world.tell(1, 'mine');
      world.tell(1, 'forge-chain', { blocks: 3 }, 1);
      world.tell(0, 'mine');
      expect(world.lengths()[0]).toBe(length);
    }
  });

  test('transactions of blocks that are given up wait again, or are lost as published', () => {
    for (const [returnOrphanedTx, waiting] of [
      [true, ['b']],
      [false, []],
    ] as const) {
      const world = registered({ dummyTransactions: 0, returnOrphanedTx }, 2);
      world.tell(0, 'submit', { transaction: { sender: 'b', receiver: 'x', amount: 1 } }, 1);
      world.tell(1, 'forge-chain', { blocks: 3 }, 1);
      world.tell(0, 'mine');
      expect(world.lengths()).toEqual([4, 4]);
      expect(world.view(0, 'pool').map(({ sender }: { sender: string }) => sender)).toEqual(waiting);
    }
  });

  test('what a block confirms leaves the pool, and not whatever is first in it', () => {
    for (const [deleteFirstTx, waiting] of [
      [true, [2]],
      [false, [1500]],
    ] as const) {
      const world = chains({ mining: 'command', deleteFirstTx });
      world.live.until(1e6);
      // Signed, but not covered yet, so that the second is mined.
      for (const amount of [1500, 2]) {
        world.tell(0, 'submit', { transaction: { sender: 'node 1', receiver: 'node 2', amount } }, 1);
      }
      world.tell(0, 'mine', {}, 15);
      expect(world.lengths()).toEqual([2, 2, 2]);
      expect(world.view(0, 'pool').map(({ amount }: { amount: number }) => amount)).toEqual(waiting);
    }
  });

  test('with real hashes it goes the same way', () => {
    const world = chains({ crypto: 'real', mining: 'command', difficulty: 2 });
    world.live.until(1e6);
    world.tell(1, 'submit', { transaction: { sender: 'node 1', receiver: 'node 2', amount: 5 } }, 1);
    world.tell(2, 'mine');
    expect(world.lengths()).toEqual([2, 2, 2]);
    expect(tip(world, 0)).toMatch(/^00[0-9a-f]{62}$/);
  });
});
