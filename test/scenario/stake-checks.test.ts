import { parseScenario } from '../../src/scenario/parse.js';
import { complaintsOf } from '../fixtures/refusal.js';
import { registry } from '../fixtures/world.js';

function problemsOf(economy: string, { protocol = 'pos-lots', detail = 'blocks' } = {}): string[] {
  const text = [
    'name: stakes',
    `detail: ${detail}`,
    'stop: { blocks: 10 }',
    'nodes: { count: 4 }',
    `protocols: { p: { kind: ${protocol} } }`,
    `economy: { ${economy} }`,
  ].join('\n');
  return complaintsOf(() => parseScenario(text, 'stakes.yaml', registry));
}

const POOLS = 'delegation: { pools: [{ operator: 0 }, { operator: 1 }] }';

describe('an economy of stakes', () => {
  test('may have inflation, pools, entries and cuts', () => {
    expect(problemsOf(`reward: 1, compound: true, inflation: { rate: 0.05, blocks: 100 }, ${POOLS}`)).toEqual([]);
    const changes = 'changes: [{ block: 3, node: 1, kind: leave }, { block: 3, node: 2, kind: slash, share: 0.5 }]';
    expect(problemsOf(`stakeWeight: sqrt, splits: [{ owner: 3, identities: 9 }], ${changes}`)).toEqual([]);
  });

  test.each([
    ['stakeWeight: log, inflation: { coins: 1 }, compound: true', 'economy.stakeWeight: expected linear or sqrt'],
    ['geometric: { total: 1, blocks: 5 }, reward: 1', 'economy: expected either geometric, or reward'],
    ['splits: [{ owner: 4, identities: 2 }]', 'economy.splits.0.owner: expected a node from 0 to 3, found 4'],
    ['changes: [{ block: 3, node: 7, kind: enter }]', 'economy.changes.0.node: expected a node from 0 to 3'],
    ['changes: [{ block: 3, node: 1, kind: slash }]', 'economy.changes.0: expected share with slash'],
    [
      'changes: [{ block: 3, node: 1, kind: leave }, { block: 2, node: 1, kind: enter }]',
      'economy.changes: expected changes in the order of their blocks',
    ],
    ['halving: { blocks: 5 }', 'economy: expected a reward above 0 to be halved'],
    [
      'changes: [{ block: 2, node: 1, kind: leave }, { block: 3, node: 1, kind: leave }]',
      'economy.changes: expected every node to enter only while it does not count',
    ],
    [
      'splits: [{ owner: 1, identities: 5, cost: 1 }]',
      'economy: node 1 cannot pay for 5 identities at 1 each: it has 1',
    ],
    [
      `changes: [${[0, 1, 2, 3].map((node) => `{ block: 2, node: ${node}, kind: leave }`).join(', ')}]`,
      'economy: expected somebody with a stake that counts after block 2, found nobody',
    ],
    [
      `changes: [${[0, 1, 2, 3].map((node) => `{ block: ${node + 1}, node: ${node}, kind: slash, share: 1 }`).join(', ')}]`,
      'economy: expected somebody with a stake that counts after block 4, found nobody',
    ],
    [
      'delegation: { pools: [{ operator: 0, commission: 0.1 }] }',
      'economy.delegation.pools.0.commission: expected only with economy.reward, geometric or workload.fee',
    ],
    [
      'reward: 1, delegation: { pools: [{ operator: 0 }], revisionBlocks: 5 }',
      'economy.delegation.revisionBlocks: expected only with two pools or more',
    ],
    [
      'changes: [{ block: 11, node: 1, kind: leave }]',
      'economy.changes.0.block: expected only with blocks up to stop.blocks, 10, without which it has no effect; found 11',
    ],
    [
      'changes: [{ block: 2, node: 1, kind: slash, share: 1 }, { block: 3, node: 1, kind: slash, share: 0.5 }]',
      'economy: expected a node with coins to slash at block 3, found node 1 without any',
    ],
    ['spending: { rate: 0.1, by: [2, 2] }', 'economy.spending.by: expected every node once'],
    ['reward: 1e300', 'economy.reward: expected a number of at most 1000000000000, found 1e+300'],
    ['delegation: { pools: [{ operator: 5 }] }', 'economy.delegation.pools.0.operator: expected a node from 0 to 3'],
    ['delegation: { pools: [{ operator: 1 }, { operator: 1 }] }', 'expected every operator once'],
    [`${POOLS}, splits: [{ owner: 0, identities: 2 }]`, 'economy.splits: expected none with delegation'],
    [
      `${POOLS}, changes: [{ block: 3, node: 3, kind: leave }]`,
      'economy.changes.0.node: expected an operator of a pool to enter or leave',
    ],
  ])('refuses %s', (economy, expected) => {
    const problems = problemsOf(economy);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });

  test('prices of double signing are refused where no block proves it', () => {
    expect(problemsOf('slashing: { share: 0.1 }', { protocol: 'dpos', detail: 'messages' })).toEqual([]);
    expect(problemsOf('slashing: { share: 0.1 }', { protocol: 'praos', detail: 'messages' })).toEqual([
      expect.stringContaining(
        'economy.slashing: expected none but for protocols by stake that prove double signing (dpos',
      ),
    ]);
    expect(problemsOf('slashing: { share: 0.1 }')).toContain(
      'economy.slashing: expected none with detail: blocks, where nobody signs twice',
    );
  });

  test('a cool-down that leaves nobody is refused, with or without one', () => {
    const text = (coolDown: number) =>
      `name: r\nstop: { blocks: 5 }\nnodes: { count: 4 }\nprotocols: { p: { kind: fair-rotation, coolDown: ${coolDown} } }`;
    expect(() => parseScenario(text(3), 'f', registry)).not.toThrow();
    expect(() => parseScenario(text(4), 'f', registry)).toThrow(
      'protocols.p: expected coolDown below the number of nodes, 4, found 4',
    );
  });

  test('is refused where weights are no coins, or messages would have to carry it', () => {
    expect(problemsOf('stakeWeight: sqrt', { protocol: 'pow' })).toEqual([
      expect.stringContaining('economy.stakeWeight: expected none but for protocols by stake'),
    ]);
    expect(problemsOf(POOLS, { detail: 'messages' })).toEqual([]);
    expect(problemsOf(POOLS, { protocol: 'poet', detail: 'messages' })).toEqual([
      expect.stringContaining('economy.delegation: expected none but for protocols by stake'),
    ]);
    expect(problemsOf(`${POOLS}, spending: { rate: 0.1 }`, { detail: 'messages' })).toEqual([
      'economy.spending: expected none with delegation',
    ]);
    expect(problemsOf('inflation: { coins: 1 }', { protocol: 'dpos', detail: 'messages' })).toEqual([
      expect.stringContaining('economy.inflation: expected none where blocks are decided'),
    ]);
  });
});
