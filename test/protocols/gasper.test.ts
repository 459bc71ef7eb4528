import type { NodeId, Time } from '../../src/contract.js';
import { type Attestation, isSlashable } from '../../src/ledger/gasper/attestations.js';
import { BeaconChain } from '../../src/ledger/gasper/beacon-chain.js';
import { ETH } from '../../src/ledger/gasper/registry.js';
import { gasper } from '../../src/protocols/gasper.js';
import { assembled, carryOut, fault, SECOND, type RunWords } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

const SLOT = 12 * SECOND;

interface Final {
  readonly at: Time;
  readonly height: number;
}

/** What each node finalizes, and who proposes in which slot. */
function watched(words: Omit<RunWords, 'protocol'>) {
  const all: RunWords = { protocol: gasper, ...words };
  const world = assembled(all);
  const byNode: Final[][] = Array.from({ length: words.nodes ?? 4 }, () => []);
  const missed = new Set<number>();
  const minted: number[] = [];
  const proposers: NodeId[] = [];
  const blamed = new Set<NodeId>();
  world.host.outputs.add({
    onDecide: (at, node, height) => void byNode[node]!.push({ at, height }),
    onMint: (time) => void minted.push(Math.floor(time / SLOT)),
    onBlame: (_time, _node, accused) => void blamed.add(accused),
    onEnterView: (_time, _node, _height, slot, leader, cause) => {
      proposers[slot] = leader;
      if (cause === 'timeout') missed.add(slot);
    },
  });
  carryOut(world, all);
  return { byNode, minted, missed, proposers, blamed, messages: world.traffic.messagesByKind(), world };
}

describe('finality when all are honest', () => {
  test.each([
    [1, 32],
    [4, 32],
    [7, 8],
    [40, 4],
  ])('n = %i, %i slots an epoch: epoch e is final two epochs after it began', (nodes, slotsPerEpoch) => {
    const time = 6 * slotsPerEpoch * SLOT - 1;
    const { byNode, minted } = watched({ nodes, params: { slotsPerEpoch }, stop: { time } });
    expect(minted).toEqual(Array.from({ length: 6 * slotsPerEpoch - 1 }, (_, i) => i + 1));
    for (const own of byNode) {
      // A block in every slot: height h is slot h. Checkpoint e is the block of slot e · S.
      expect(own.map(({ height }) => height)).toEqual(Array.from({ length: 3 * slotsPerEpoch }, (_, i) => i + 1));
      for (const { at, height } of own) {
        const checkpoint = Math.max(2, Math.ceil(height / slotsPerEpoch));
        expect(at).toBe((checkpoint + 2) * slotsPerEpoch * SLOT);
      }
    }
  });

  test('a block waits 64 to 95 slots', () => {
    const { byNode } = watched({ nodes: 4, stop: { time: 10 * 32 * SLOT } });
    const waits = byNode[0]!.filter(({ height }) => height > 32).map(({ at, height }) => at / SLOT - height);
    expect(Math.min(...waits)).toBe(64);
    expect(Math.max(...waits)).toBe(95);
  });

  test('every validator attests once an epoch, and aggregates go to all', () => {
    const epochs = 4;
    const time = epochs * 32 * SLOT - 1;
    const { messages } = watched({ nodes: 10, params: { validators: 320, aggregators: 0 }, stop: { time } });
    // Ten validators a slot, of which some share a node: at most ten attestations, to nine others each.
    expect(messages['attestation']).toBeLessThanOrEqual((epochs * 32 - 1) * 10 * 9);
    expect(messages['attestation']).toBeGreaterThan((epochs * 32 - 1) * 5 * 9);
    expect(messages['block']).toBe((epochs * 32 - 1) * 9);
    expect(messages['aggregate'] ?? 0).toBe(0);
  });

  test('one validator each: n attestations an epoch, each to all others', () => {
    const time = 5 * 32 * SLOT - 1;
    const params = { validators: 64, aggregators: 0 };
    const { messages } = watched({ nodes: 64, params, stop: { time } });
    // Slot 0 is that of genesis.
    expect(messages['attestation']).toBe((5 * 64 - 2) * 63);
  });
});

describe('crashes', () => {
  test('missed slots are those of the crashed, and a quarter that is off does not hinder finality', () => {
    const time = 12 * 32 * SLOT;
    const faults = [fault('crash', { ids: [3] })];
    const { missed, proposers, byNode } = watched({ nodes: 4, faults, stop: { time } });
    // A slot is seen to be missed when the next begins.
    const expected = proposers.flatMap((leader, slot) => (leader === 3 && slot < 384 ? [slot + 1] : []));
    expect([...missed].sort((a, b) => a - b)).toEqual(expected);
    // 383 slots, each a crashed proposer's with probability 1/4: 96 ± 4 · 8.5.
    expect(Math.abs(missed.size - 383 / 4)).toBeLessThan(4 * Math.sqrt(383 * 0.25 * 0.75));
    expect(byNode[0]!.length).toBeGreaterThan(200);
  });

  test('with a third off nothing is final, while the chain grows, and the leak restores finality', () => {
    const off = { faults: [fault('crash', { ids: [2] })], nodes: 3 };
    const params = { slotsPerEpoch: 4, inactivityPenaltyQuotient: 'none', validators: 300 };
    const time = 120 * 4 * SLOT;
    // 100 of 300: a third exactly, two thirds remain and justify.
    expect(watched({ ...off, params, stop: { time } }).byNode[0]!.length).toBeGreaterThan(0);
    const more = { ...params, validators: 301 };
    const half = { nodes: 2, faults: [fault('crash', { ids: [1] })] };
    const stuck = watched({ ...half, params: more, stop: { time } });
    expect(stuck.byNode[0]).toEqual([]);
    expect(stuck.minted.length).toBeGreaterThan(150);
    const leak = { ...more, inactivityPenaltyQuotient: 1024 };
    expect(watched({ ...half, params: leak, stop: { time } }).byNode[0]!.length).toBeGreaterThan(0);
  });
});

describe('a split for long', () => {
  const halves = {
    partition: [
      [0, 1, 2, 3],
      [4, 5, 6, 7],
    ],
    oneWay: false,
    at: 0,
    until: 100 * 4 * SLOT,
  };
  const world = worldWith(8, { faults: [halves], stop: { blocks: 100_000, time: 110 * 4 * SLOT } });
  const params = { slotsPerEpoch: 4 };

  test('without the leak neither half finalizes, and both agree once it heals', () => {
    const { verdicts } = run(gasper, world, { params: { ...params, inactivityPenaltyQuotient: 'none' } });
    expect(verdicts['agreement']!.is).toBe('holds');
  });

  test('the leak lets both halves finalize, and nobody can be blamed', () => {
    const { verdicts } = run(gasper, world, { params: { ...params, inactivityPenaltyQuotient: 1024 } });
    expect(verdicts['agreement']!.is).toBe('violated');
    expect(verdicts['accountability']).toMatchObject({
      is: 'violated',
      witness: expect.stringContaining('nobody is accused'),
    });
  });
});

describe('slashing', () => {
  test('who votes twice is found out, loses stake and leaves, and nobody else does', () => {
    const faults = [fault('equivocate', { ids: [0, 1, 2] })];
    const params = { slotsPerEpoch: 8, slashingsVector: 16 };
    const { blamed, world } = watched({ nodes: 10, faults, params, stop: { time: 24 * 8 * SLOT } });
    expect([...blamed].sort((a, b) => a - b)).toEqual([0, 1, 2]);
    const blocks = world.host.tree.whole();
    const chain = BeaconChain.existing(blocks);
    let tip = 0;
    for (let block = 1; blocks.has(block); block++) if (blocks.height(block) > blocks.height(tip)) tip = block;
    const { registry } = chain.state(tip, blocks);
    // 32 ETH less what is left and what they paid or earned for votes, which is little.
    const lost = [...registry.slashed].reduce(
      (sum, is, i) => (is === 1 ? sum + 32 * ETH - registry.balances[i]! : sum),
      0,
    );
    const share = lost / (32 * ETH * chain.validators.count);
    expect(Math.abs(chain.slashed(tip, blocks) / share - 1)).toBeLessThan(0.02);
    const slashed = [...registry.slashed.keys()].filter((validator) => registry.slashed[validator] === 1);
    expect(new Set(slashed.map((validator) => chain.validators.ownerOf(validator)))).toEqual(new Set([0, 1, 2]));
    expect(slashed.length).toBeGreaterThan(60);
    for (let validator = 0; validator < chain.validators.count; validator++) {
      if (registry.slashed[validator] === 0) expect(registry.balances[validator]).toBeGreaterThan(31.9 * ETH);
      else expect(registry.balances[validator]).toBeLessThan(31 * ETH);
    }
  });
});

describe('honest validators are never slashable', () => {
  test('not even who goes over to a branch with other committees in the middle of an epoch', () => {
    // Node 1 is alone until 41 s, in epoch 5; then it joins a branch that four others begin at genesis.
    const faults = [
      { partition: [[1], [0, 2, 3, 4, 5]], oneWay: false, at: 0, until: 41 * SECOND },
      fault('amnesia', { ids: [0, 2, 3, 4, 5] }, { at: 20 * SECOND, until: 41 * SECOND }),
    ];
    const words: RunWords = {
      protocol: gasper,
      weights: [1, 1, 6, 6, 6, 6],
      params: { slot: '1 s', slotsPerEpoch: 8 },
      faults,
      stop: { time: 60 * SECOND },
    };
    const world = assembled(words);
    const signed = new Map<number, Attestation[]>();
    let branches = 0;
    let tip = 0;
    world.host.outputs.add({
      onStatement(_time: Time, from: NodeId, kind: string, body: unknown) {
        if (from !== 1 || kind !== 'attestation') return;
        const attestation = body as Attestation;
        for (const validator of attestation.validators) {
          const before = signed.get(validator) ?? [];
          if (before.at(-1) !== attestation) signed.set(validator, [...before, attestation]);
        }
      },
      onAdopt(_time: Time, node: NodeId, block: number) {
        if (node !== 1) return;
        const blocks = world.host.tree.whole();
        const height = blocks.height(tip);
        if (height > blocks.height(block) || blocks.ancestor(block, height) !== tip) branches++;
        tip = block;
      },
    });
    carryOut(world, words);
    expect(branches).toBeGreaterThan(0);
    expect(signed.size).toBeGreaterThan(0);
    for (const votes of signed.values()) {
      for (const a of votes) for (const b of votes) if (a !== b) expect(isSlashable(a, b)).toBe(false);
    }
  });
});
