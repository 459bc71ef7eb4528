/** Every protocol by stake asks for the stakes of its own chain, as old as its rules say and no older. */
import type { ChainFacts, Economy, Protocol } from '../../src/contract.js';
import { ProposerRotation } from '../../src/ledger/proposer-rotation.js';
import { Powers } from '../../src/ledger/tendermint/powers.js';
import { assemble } from '../../src/scenario/assembly.js';
import { registry, run, specOf, worldWith } from '../fixtures/world.js';

const BLOCKS = 110;
const CHANGES = 40;
const NODE = 4;

/** By protocol: its options, and blocks after which what one block makes of the stakes counts at the latest. */
const STAKED: Readonly<Record<string, readonly [options: object, lag: number]>> = {
  'pos-lots': [{ forgerTimeout: '5 s' }, 1],
  snowman: [{ k: 6, alpha: 5, alphaConfidence: 5, beta: 6, concurrentPolls: 1 }, 1],
  tendermint: [{}, 2],
  algorand: [{ balanceLookback: 10 }, 10],
  // Counted at the end of the round before the last.
  dpos: [{ producers: 5 }, 15],
  // Committees and proposers are known an epoch ahead.
  gasper: [{ slotsPerEpoch: 4 }, 12],
  // Two epochs of some ten blocks.
  praos: [{ f: 0.5, k: 5, epochSlots: 20 }, 36],
};

const protocolOf = (name: string): Protocol => registry.protocols.get(name);

test('every protocol that says it is staked is looked at here, and none other', () => {
  const staked = registry.protocols.entries.filter(([, { staked: is, canaryOf }]) => is && !canaryOf);
  expect(staked.map(([name]) => name).toSorted()).toEqual(Object.keys(STAKED).toSorted());
});

function producersOf(name: string, changes: Economy['changes'], weights: readonly number[] = [1, 1, 1, 1, 1, 1]) {
  const [params] = STAKED[name]!;
  const world = worldWith(6, {
    nodes: { weights: { kind: 'list', values: weights } },
    economy: { reward: 0, compound: false, changes },
    stop: { blocks: BLOCKS },
  });
  const assembled = assemble(specOf(protocolOf(name), world, params), registry);
  assembled.start();
  assembled.host.simulator.run({ time: Infinity, events: 5_000_000 });
  return assembled.outcome.canonical(BLOCKS).map(({ producer }) => producer);
}

test.each(Object.keys(STAKED))(
  '%s: who leaves makes no block once its leaving counts, and made some before',
  (name) => {
    const [, lag] = STAKED[name]!;
    const producers = producersOf(name, [{ block: CHANGES, node: NODE, kind: 'leave', share: 0 }]);
    expect(producers).toHaveLength(BLOCKS);
    expect(producers.slice(0, CHANGES)).toContain(NODE);
    expect(producers.slice(CHANGES + lag)).not.toContain(NODE);
  },
);

test.each(Object.keys(STAKED))('%s: who enters makes no block before, and some once its entry counts', (name) => {
  const [, lag] = STAKED[name]!;
  const producers = producersOf(name, [{ block: CHANGES, node: NODE, kind: 'enter', share: 0 }]);
  expect(producers).toHaveLength(BLOCKS);
  expect(producers.slice(0, CHANGES)).not.toContain(NODE);
  expect(producers.slice(CHANGES + lag)).toContain(NODE);
});

test.each(Object.keys(STAKED))('%s: rewards staked again are told of at the end, and reach who leads', (name) => {
  const [params] = STAKED[name]!;
  const of = (economy: Partial<Economy>) =>
    run(protocolOf(name), worldWith(6, { economy, stop: { blocks: BLOCKS } }), { params });
  const [plain, compounding] = [of({ reward: 10, compound: false }), of({ reward: 10, compound: true })];
  expect(plain.columns['stake_hhi']).toBeUndefined();
  const made = compounding.producers.map(({ canonical }) => 1 + 10 * canonical);
  const all = made.reduce((sum, own) => sum + own, 0);
  expect(compounding.columns['stake_hhi']).toBeCloseTo(
    made.reduce((sum, own) => sum + (own / all) ** 2, 0),
    12,
  );
  // Those with seats keep them: they alone are paid.
  if (name !== 'dpos') expect(compounding.digest).not.toBe(plain.digest);
});

test.each(['holds', 'double'])(
  'votes weigh what stakes have become: certificates, and what takes them back (%s)',
  (sort) => {
    const changes = [{ block: 10, node: 0, kind: 'slash' as const, share: 0.75 }];
    const world = worldWith(4, {
      nodes: { weights: { kind: 'list', values: [4, 1, 1, 1] } },
      economy: { changes },
      stop: { blocks: 60, time: 3_600_000_000 },
      faults:
        sort === 'all there'
          ? []
          : [{ behaviour: 'crash', params: {}, nodes: { ids: [0] }, at: 60_000_000, until: null } as never],
    });
    const { columns } = run(protocolOf('tendermint'), world);
    expect(columns).toMatchObject({ agreement: 'holds', certificates: 'holds' });
    // 4 of 7 block all; 1 of 4 does not.
    expect(columns['blocks_canonical']).toBe(60);
  },
);

describe('powers of Tendermint', () => {
  const weights = [5, 3, 2, 1];
  const facts = (economy: Economy): ChainFacts => ({ weights, economy, genesisSeed: 1 });
  const CHANGING: Economy = {
    reward: 0,
    compound: false,
    changes: [{ block: 1_000_000, node: 0, kind: 'slash', share: 0.5 }],
  };

  test('where stakes happen not to change yet, proposers are those of the plain rotation', () => {
    const [rotation, powers] = [new ProposerRotation(weights), new Powers(facts(CHANGING))];
    for (let height = 1; height <= 300; height++) {
      for (const round of [0, 1, 2]) expect(powers.proposer(height, round)).toBe(rotation.at(height + round));
      powers.decided(height, 0, []);
    }
    // An old height still gives the same.
    expect(powers.proposer(70, 1)).toBe(rotation.at(71));
  });

  test('what a value pays counts two heights later, whoever tells of it first and again', () => {
    const powers = new Powers(facts({ reward: 7, compound: true }));
    for (const height of [1, 1, 2, 1, 2, 3]) powers.decided(height, 3, []);
    const weighed = [1, 2, 3, 4, 5].map((height) => powers.at(height).weights[3]);
    expect(weighed).toEqual([1, 1, 8, 15, 22]);
    expect(powers.at(4).total).toBe(11 + 14);
  });
});
