import type { BlockId, NodeId } from '../../src/contract.js';
import { Door } from '../../src/host/door.js';
import { Signers } from '../../src/ledger/signer-votes.js';
import { clique, signersAfter } from '../../src/protocols/clique.js';
import { assemble } from '../../src/scenario/assembly.js';
import type { World } from '../../src/scenario/world.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { expectContent } from '../fixtures/verdicts.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

/** Signers after blocks written as "signer", or "signer±target": the voting test cases of EIP-225, by letter. */
function signersAfterBlocks(initial: string, blocks: string, epoch = 1000): string {
  const node = (letter: string) => letter.charCodeAt(0) - 65;
  let signers = new Signers(initial.split('').map(node));
  for (const [index, block] of blocks.split(' ').filter(Boolean).entries()) {
    if ((index + 1) % epoch === 0) signers = signers.withoutVotes();
    const [signer, sign, target] = block.split('');
    if (target) signers = signers.after({ signer: node(signer!), target: node(target), admit: sign === '+' });
  }
  return signers.list.map((number) => String.fromCharCode(65 + number)).join('');
}

describe('votes on signers', () => {
  test.each([
    ['one signer, no votes', 'A', 'A', 'A'],
    ['one signer adds two, the second needs two votes', 'A', 'A+B B A+C', 'AB'],
    ['two signers add three, the third needs three votes', 'AB', 'A+C B+C A+D B+D C A+E B+E', 'ABCD'],
    ['one signer drops itself', 'A', 'A-A', ''],
    ['two signers need each other to drop one, in vain', 'AB', 'A-B', 'AB'],
    ['two signers agree to drop one', 'AB', 'A-B B-B', 'A'],
    ['two of three drop the third', 'ABC', 'A-C B-C', 'AB'],
    ['two of four are not enough', 'ABCD', 'A-D B-D', 'ABCD'],
    ['three of four are', 'ABCD', 'A-D B-D C-D', 'ABC'],
    ['one vote for each signer and target', 'AB', 'A+C B A+C B A+C', 'AB'],
    ['several at once', 'AB', 'A+C B A+D B A B+D A B+C', 'ABCD'],
    ['one vote against for each signer and target', 'AB', 'A-B B A-B B A-B', 'AB'],
    ['several dropped at once', 'ABCD', 'A-C B C A-D B C A B-D C-D A B-C', 'AB'],
    ['votes of the dropped against others go', 'ABC', 'C-B A-C B-C A-B', 'AB'],
    ['votes of the dropped for others go', 'ABC', 'C+D A-C B-C A+D', 'AB'],
    ['no cascade: only the target of a vote changes', 'ABCD', 'A-C B C A-D B-C C A B-D C-D', 'ABC'],
    ['a majority by a drop is carried out on the next touch', 'ABCD', 'A-C B C A-D B-C C A B-D C-D A C+C', 'AB'],
    ['or is none any more by that touch', 'ABCD', 'A-C B C A-D B-C C A B-D C-D A B+C', 'ABC'],
    // A’s vote of the first time must not count the second time.
    ['pending votes do not outlive a change', 'ABCDE', 'A+F B+F C+F B-F C-F D-F E-F D+F E+F', 'ABCDE'],
  ])('%s', (_what, initial, blocks, expected) => {
    expect(signersAfterBlocks(initial, blocks)).toBe(expected);
  });

  test('are forgotten at the end of an epoch', () => {
    expect(signersAfterBlocks('AB', 'A+C B A B+C', 3)).toBe('AB');
    expect(signersAfterBlocks('AB', 'A+C B A B+C', 5)).toBe('ABC');
  });

  test('of users take in one who then signs, and drop one who is silent', () => {
    const voters = [0, 1, 2];
    const commands = voters.flatMap((node) => [
      { at: 0, node, do: 'propose', options: { target: 4, admit: true } },
      { at: 0, node, do: 'propose', options: { target: 3, admit: false } },
    ]);
    const world = worldWith(5, { faults: [fault('silent', { ids: [3] })], stop: { blocks: 80 }, commands });
    const assembled = assemble(specOf(clique, world, { signers: 4 }), registry);
    assembled.start();
    const { host, outcome } = assembled;
    host.simulator.run({ time: Infinity, events: 1e6 });
    const chain = outcome.canonical(80);
    const params = clique.params.parse({ signers: 4 });
    expect(signersAfter(host.tree.whole(), chain.at(-1)!.id, host.facts, params).list).toEqual([0, 1, 2, 4]);
    expect(new Set(chain.slice(-8).map(({ producer }) => producer))).toEqual(new Set([0, 1, 2, 4]));
  });
});

describe('a chain of signers', () => {
  test('all in turn has difficulty two a block, everyone makes as many, and nothing is lost', () => {
    const world = worldWith(7, { network: { latency: { kind: 'constant', delay: 1000 } }, stop: { blocks: 700 } });
    const assembled = assemble(specOf(clique, world), registry);
    assembled.start();
    const { host, outcome } = assembled;
    host.simulator.run({ time: Infinity, events: 1e7 });
    const chain = outcome.canonical(700);
    expect(host.tree.totalWork(chain.at(-1)!.id)).toBe(1400);
    chain.forEach(({ producer, appointed }) => expect(producer).toBe(appointed));
    for (let node = 0; node < 7; node++) expect(chain.filter(({ producer }) => producer === node)).toHaveLength(100);
  });

  test.each([1, 2, 3])('goes on with %d of seven crashed, a part of its blocks out of turn', (crashed) => {
    const ids = Array.from({ length: crashed }, (_, i) => 2 * i);
    const record = run(clique, worldWith(7, { faults: [fault('crash', { ids })], stop: { blocks: 300 } }));
    expectContent(record.verdicts);
    const outOfTurn = record.producers.reduce((sum, row) => sum + Math.max(0, row.scheduled - row.canonical), 0) / 300;
    // Blocks that a crashed signer was due for; who makes one out of turn sits out its own turn at times.
    expect(outOfTurn).toBeGreaterThan(0.9 * (crashed / 7));
    record.producers.forEach((row, node) => expect(row.canonical).toBe(ids.includes(node) ? 0 : row.canonical));
  });

  test('stands still when SIGNER_LIMIT cannot be met, and not before', () => {
    const heightWith = (crashed: number) => {
      const ids = Array.from({ length: crashed }, (_, i) => i);
      const world = worldWith(6, { faults: [fault('crash', { ids })], stop: { blocks: 50, time: 3000 * S } });
      return run(clique, world).columns['blocks_canonical'] as number;
    };
    expect(heightWith(2)).toBe(50);
    // Three of six are left, and four must take turns.
    expect(heightWith(3)).toBeLessThanOrEqual(3);
  });

  test('is locked by forks of equal weight where the first seen stays, and not under EIP-3436', () => {
    const verdicts = (ties: string, seed: string) => {
      const world = worldWith(8, {
        network: { latency: { kind: 'constant', delay: S } },
        faults: [fault('crash', { ids: [1, 4, 5] })],
        stop: { blocks: 100 },
      });
      const params = { ties, period: '5 s', wiggle: '200 ms', confirmations: 30 };
      return run(clique, world, { params, seed }).verdicts['liveness']!.is;
    };
    const seeds = ['a', 'b', 'c', 'd'];
    expect(seeds.map((seed) => verdicts('first-seen', seed))).toContain('violated');
    for (const seed of seeds) expect(verdicts('eip-3436', seed)).toBe('holds');
  });
});

describe('a block that breaks the rules', () => {
  const world: World = worldWith(5);
  /** Whether node 0 takes a block for its tip that somebody makes on top of one of node 1's. */
  function isAdopted(
    signer: NodeId,
    draft: { work: number; vote?: object; contents?: number[] },
    afterS = 20,
    epoch = 100,
  ) {
    const { host } = assemble(specOf(clique, world, { epoch }), registry);
    const receiver = new Door(host, 0);
    const state = clique.init(receiver, clique.params.parse({ epoch, signers: 4 }));
    const first = (): BlockId => {
      const block = new Door(host, 1).mint(0, { work: 2, header: { vote: undefined } });
      for (let node = 0; node < 5; node++) host.tree.see(node, block);
      clique.on.block(state, { block }, 1, receiver);
      return block;
    };
    let [parent, forged] = [-1, -1];
    host.simulator.schedule(15 * S, () => (parent = first()));
    host.simulator.schedule((15 + afterS) * S, () => {
      const { work, vote, contents = [] } = draft;
      forged = new Door(host, signer).mint(parent, { work, contents, header: { vote } });
      host.tree.see(0, forged);
      clique.on.block(state, { block: forged }, signer, receiver);
    });
    host.simulator.run({ time: 100 * S, events: 100 });
    return state.tip === forged;
  }

  test('is told from a sound one', () => {
    expect(isAdopted(2, { work: 2 }, 15)).toBe(true);
    expect(isAdopted(3, { work: 1, vote: { target: 4, admit: true }, contents: [4] })).toBe(true);
  });

  test.each<[string, Parameters<typeof isAdopted>]>([
    ['is of one who has just signed', [1, { work: 1 }]],
    ['is of no signer', [4, { work: 1 }]],
    ['claims a turn that it has not', [3, { work: 2 }]],
    ['is modest about its turn', [2, { work: 1 }]],
    ['comes before its time', [2, { work: 2 }, 14.9]],
    ['votes at the end of an epoch', [2, { work: 2, vote: { target: 4, admit: true } }, 20, 2]],
    ['confirms a transaction twice', [2, { work: 2, contents: [4, 4] }]],
  ])('is refused when it %s', (_what, block) => {
    expect(isAdopted(...block)).toBe(false);
  });
});
