import type { Protocol } from '../../src/contract.js';
import { cryptoOf } from '../../src/ledger/crypto/crypto.js';
import { bytesText } from '../../src/ledger/crypto/python-json.js';
import { genesisBlock, headerHash, rootOf, SUPPLY } from '../../src/ledger/trudec/block.js';
import { complexityOn, isDividedOn, elects, stillIn, type Vote } from '../../src/ledger/trudec/election.js';
import { addressOf, type TrudecState } from '../../src/ledger/trudec/node.js';
import { TRUDEC_KEYS, trudecParams, trudecSettings } from '../../src/ledger/trudec/settings.js';
import { lockedFor, unlocks } from '../../src/ledger/utxo/script.js';
import system from '../../src/protocols/trudec-core.js';
import { assemble } from '../../src/scenario/assembly.js';
import { createRegistry } from '../../src/scenario/registry.js';
import type { ScriptedCommand, World } from '../../src/scenario/world.js';
import { SECOND as S } from '../fixtures/run-words.js';
import { specOf, worldWith } from '../fixtures/world.js';

const symbolic = cryptoOf({ crypto: 'symbolic' }, TRUDEC_KEYS);
const PUBLISHED = trudecSettings(trudecParams.parse({ preset: 'published' }));

type Parts = Parameters<typeof worldWith>[1] & { readonly commands?: readonly ScriptedCommand[] };

/** A run with the state of every node at its end. */
function play(n: number, params: object, parts: Parts, seconds: number, seed = 'test/0') {
  const states: TrudecState[] = [];
  const watched: Protocol = { ...system, name: 'watched', init: (me, p) => (states[me.id] = system.init(me, p)) };
  const run = assemble(
    specOf(watched, worldWith(n, parts) as World, params, seed),
    createRegistry({ protocols: [watched] }),
  );
  run.start();
  run.host.simulator.run({ time: seconds * S, events: 5_000_000 });
  const verdicts = Object.fromEntries([...run.judges].map(([name, judge]) => [name, judge.verdict(seconds * S).is]));
  return { run, states, verdicts, heights: states.map(({ chain }) => chain.blocks.length - 1) };
}

const send = (at: number, to: string, amount: number, node = 0): ScriptedCommand => ({
  at: at * S,
  node,
  do: 'send',
  options: { to, amount },
});

/** What a wallet's page shows. */
const shown = (s: TrudecState, wallet: string): number =>
  s.chain.coinsOf(addressOf(s, wallet)).reduce((sum, { amount }) => sum + amount, 0);

describe('a script', () => {
  const { publicKey, sign } = symbolic.keysOf('alice');
  const locking = lockedFor(symbolic.hash160(publicKey));

  test('opens to its owner for what was signed, and to nobody else', () => {
    expect(unlocks([sign('pay'), publicKey], locking, 'pay', symbolic)).toBe(true);
    expect(unlocks([sign('pay'), publicKey], locking, 'pay more', symbolic)).toBe(false);
    const bob = symbolic.keysOf('bob');
    expect(unlocks([bob.sign('pay'), bob.publicKey], locking, 'pay', symbolic)).toBe(false);
    expect(unlocks([bob.sign('pay'), publicKey], locking, 'pay', symbolic)).toBe(false);
  });

  test('fails on an empty stack, and a word on it is no operation', () => {
    for (const operation of ['OP_DUP', 'OP_HASH160', 'OP_EQUAL_VERIFY', 'OP_CHECKSIG']) {
      expect(unlocks([], [operation], 'pay', symbolic)).toBe(false);
    }
    expect(unlocks(['OP_DUP'], locking, 'pay', symbolic)).toBe(false);
    expect(unlocks([], [], 'pay', symbolic)).toBe(false);
  });
});

describe('a block', () => {
  test('has the published header hash', () => {
    const real = cryptoOf({ crypto: 'real' }, TRUDEC_KEYS);
    const header = {
      previousHash: '0'.repeat(64),
      merkleRoot: 'ab'.repeat(32),
      timestamp: 1682793323.111,
      nonce: 0,
      complexity: 1,
    };
    expect(headerHash(header, real)).toBe('3dcd5ce12cdcff59a3fdfc3f86c807133504a03eb6b26428e51bc4d22fb12d18');
    // By Python's own json and hashlib, of 4 / 2.
    expect(headerHash({ ...header, complexity: 2, divided: true }, real)).toBe(
      '2f7cd8260f078428a77301a987e70ac99994c0ea3029260d7f1a7a8fc483316c',
    );
  });

  test('of genesis brings 50 coins, to the first node or to all', () => {
    for (const genesis of ['first', 'all'] as const) {
      const { transactions } = genesisBlock({ ...PUBLISHED, genesis }, 4, symbolic);
      expect(transactions[0]!.outputs.reduce((sum, { amount }) => sum + amount, 0)).toBe(SUPPLY);
    }
  });

  test('commits to the text of the bytes of its transactions', () => {
    expect(bytesText(`{"a": "it's"}\n\\`)).toBe(String.raw`b'{"a": "it\'s"}\n\\'`);
    expect(bytesText("it's")).toBe(`b"it's"`);
    const [transaction] = genesisBlock(PUBLISHED, 2, symbolic).transactions;
    expect(rootOf([transaction!], symbolic)).not.toBe(rootOf([{ ...transaction!, hash: 'another' }], symbolic));
  });
});

describe('complexity', () => {
  const genesis = genesisBlock(PUBLISHED, 2, symbolic);
  const after = (seconds: number, complexity: number, changes: object) => {
    const head = { ...genesis, complexity, timestamp: genesis.timestamp + seconds };
    return complexityOn(head, genesis, 10, { ...PUBLISHED, ...changes });
  };

  test('stays at genesis, fails past it as published, and is halved and doubled once that is repaired', () => {
    expect(complexityOn(genesis, undefined, 10, PUBLISHED)).toBe(1);
    expect(after(60, 1, {})).toBe(undefined);
    const repaired = { eqNoneCrash: false };
    expect([91, 90, 30, 29].map((seconds) => after(seconds, 4, repaired))).toEqual([2, 4, 4, 8]);
    expect(after(91, 1, repaired)).toBe(0.5);
    expect([91, 29].map((seconds) => after(seconds, 1, { ...repaired, fractionalC: false }))).toEqual([1, 2]);
    expect(after(29, 8, { ...repaired, fractionalC: false })).toBe(10);
  });

  test('is a float in Python once it has been halved, and for ever, but not where it is rounded down', () => {
    const divided = (seconds: number, was: boolean, fractionalC: boolean) => {
      const head = { ...genesis, timestamp: genesis.timestamp + seconds, ...(was && { divided: true }) };
      return isDividedOn(head, genesis, { fractionalC });
    };
    expect([91, 90, 29].map((seconds) => divided(seconds, false, true))).toEqual([true, false, false]);
    expect([91, 90, 29].map((seconds) => divided(seconds, true, true))).toEqual([true, true, true]);
    expect(divided(91, true, false)).toBe(false);
    expect(isDividedOn(genesis, undefined, { fractionalC: true })).toBe(false);
  });
});

describe('the vote', () => {
  /** The ideal form: C pooled transactions of random senders, each node votes for one of them, for itself in vain. */
  function leaders(n: number, complexity: number, random: () => number): number {
    const pool = Array.from({ length: complexity }, () => Math.floor(random() * n));
    const votes: Vote[] = [];
    for (let voter = 0; voter < n; voter++) {
      const candidate = pool[Math.floor(random() * complexity)]!;
      if (candidate !== voter) {
        votes.push({ voter: `${voter}`, candidate: `${candidate}`, head: '', round: 0, signature: '', by: voter });
      }
    }
    const terms = { rule: 'published', complexity, n, lot: () => '' } as const;
    return Array.from({ length: n }, (_, node) => elects(`${node}`, votes, terms)).filter(Boolean).length;
  }

  // Computed independently from the rule, to two digits.
  test.each([
    [3, 4, 0.5, 0.5, 0],
    [5, 4, 0.06, 0.68, 0.26],
    [10, 4, 0, 0.05, 0.95],
    [10, 8, 0.52, 0.46, 0.02],
    [10, 16, 1, 0, 0],
    [50, 16, 0.42, 0.44, 0.14],
  ])('of %s nodes at C = %s elects nobody, one, and more as computed', (n, complexity, none, one, more) => {
    let state = 12345;
    const random = () => ((state = (Math.imul(state, 1103515245) + 12345) >>> 0), (state >>> 8) / 16777216);
    const draws = 3000;
    const counts = [0, 0, 0];
    for (let i = 0; i < draws; i++) counts[Math.min(2, leaders(n, complexity, random))]!++;
    [none, one, more].forEach((p, i) => {
      // Four standard errors, and what two digits leave open.
      const allowed = 4 * Math.sqrt(Math.max(p * (1 - p), 0.005) / draws) + 0.005;
      expect(Math.abs(counts[i]! / draws - p)).toBeLessThan(allowed);
    });
  });

  test('leaves half of the candidates to every further round, those with the lowest lots', () => {
    const lot = (of: string) => of;
    expect(stillIn(['d', 'a', 'c', 'b', 'e'], 0, lot)).toEqual(['d', 'a', 'c', 'b', 'e']);
    expect(stillIn(['d', 'a', 'c', 'b', 'e'], 1, lot)).toEqual(['a', 'b', 'c']);
    expect(stillIn(['d', 'a', 'c', 'b', 'e'], 9, lot)).toEqual(['a']);
  });
});

describe('as published', () => {
  test('there is one block, and height 1 for ever', () => {
    const commands = [10, 60, 120, 300].map((at) => send(at, 'alice', 1));
    const { heights, verdicts } = play(3, { preset: 'published' }, { commands }, 900);
    expect(heights).toEqual([1, 1, 1]);
    expect(verdicts).toMatchObject({ liveness: 'violated', supply: 'holds', 'no-unelected-block': 'holds' });
  });

  test('with the comparison repaired C is a half, and replays make 250 coins of 50', () => {
    const latency = { kind: 'lognormal', median: 300_000, sigma: 1 };
    const params = { preset: 'published', eqNoneCrash: false, puzzle: '100 ms' };
    const parts = { commands: [send(20, 'alice', 10)], network: { latency } };
    const { states, heights, verdicts } = play(4, params, parts, 120, 'demo/2');
    const confirmed = states[0]!.chain.blocks.slice(1).map(({ transactions }) => transactions.map(({ hash }) => hash));
    expect(heights).toEqual([4, 4, 4, 4]);
    expect(new Set(confirmed.flat()).size).toBe(1);
    for (const s of states) expect(shown(s, 'node 0') + shown(s, 'alice')).toBe(250);
    expect(states[0]!.chain.blocks[2]!.complexity).toBe(0.5);
    expect(verdicts).toMatchObject({ agreement: 'holds', supply: 'violated', 'no-double-spend': 'violated' });
  });

  test('a node that joins has the whole chain at once, and everybody knows it', () => {
    const params = { preset: 'published', joins: [{ node: 2, at: '30 s' }] };
    const { heights, states } = play(3, params, { commands: [send(10, 'alice', 1)] }, 40);
    expect(heights).toEqual([1, 1, 1]);
    expect(states.map(({ peers }) => peers.size)).toEqual([2, 2, 2]);
  });
});

describe('real hashes and signatures', () => {
  const REAL = { crypto: 'real', keyBits: 512, zeros: 1 };

  test('give the digest of symbolic ones where the value of no hash decides', () => {
    const digest = (crypto: object) => {
      const { run, heights } = play(3, { preset: 'published', ...crypto }, { commands: [send(10, 'alice', 10)] }, 60);
      expect(heights).toEqual([1, 1, 1]);
      return run.host.simulator.digest.hex();
    };
    expect(digest(REAL)).toBe(digest({}));
  });

  test('make blocks with zeros that link and commit to their transactions', () => {
    const commands = [send(10, 'alice', 10), send(60, 'bob', 5)];
    const { states, verdicts } = play(3, { ...REAL, genesis: 'first', confirmations: 0 }, { commands }, 120);
    const { blocks } = states[1]!.chain;
    expect(blocks).toHaveLength(3);
    for (const [i, block] of blocks.entries()) {
      expect(block.hash).toMatch(/^[0-9a-f]{64}$/);
      if (i === 0) continue;
      expect(block.hash.startsWith('0')).toBe(true);
      expect(block.previousHash).toBe(blocks[i - 1]!.hash);
      expect(block.merkleRoot).toBe(rootOf(block.transactions, states[1]!.crypto));
    }
    expect(['node 0', 'alice', 'bob'].map((wallet) => shown(states[1]!, wallet))).toEqual([35, 10, 5]);
    expect(Object.entries(verdicts).filter(([, is]) => is === 'violated')).toEqual([]);
  });
});
