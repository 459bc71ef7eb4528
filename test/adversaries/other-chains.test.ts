/** Attacks on mining under protocols whose fork choice is not the longest chain's, or whose rewards are not one a block. */
import type { Protocol } from '../../src/contract.js';
import bk from '../../src/protocols/bk.js';
import ethereumPow from '../../src/protocols/ethereum-pow.js';
import ghost from '../../src/protocols/ghost.js';
import { pow } from '../../src/protocols/pow.js';
import { fault, SECOND as S } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';

function attacked(
  protocol: Protocol,
  attacker: number,
  honest: number,
  behaviour: string,
  params: object,
  more: { blocks: number; delay: number; protocolParams: object; seed?: string },
) {
  const values = [attacker, ...Array<number>(honest).fill((1 - attacker) / honest)];
  const world = worldWith(values.length, {
    nodes: { count: values.length, weights: { kind: 'list', values } },
    network: { latency: { kind: 'constant', delay: more.delay } },
    faults: [fault(behaviour, { ids: [0] }, { params: { ...params } })],
    stop: { blocks: more.blocks },
  });
  return run(protocol, world, { params: more.protocolParams, ...(more.seed !== undefined && { seed: more.seed }) });
}

describe('a private branch of 0.42 of the power, at a delay of one interval', () => {
  // Dembo et al. 2020: the longest chain bears 0.382 at x = 1; a subtree from a fixed fork point loses to any honest majority.
  const attack = { confirmations: 30, giveUp: 400 };
  const more = { blocks: 300, delay: 600 * S, protocolParams: { interval: '10 min', confirmations: 280 } };
  const rate = (protocol: Protocol) => {
    const { columns } = attacked(protocol, 0.42, 30, 'double-spend', attack, more);
    return columns['double_spend_rate'] as number | null;
  };

  test('beats the longest chain', () => {
    expect(rate(pow)).toBeGreaterThan(0.9);
  });

  test('and not the heaviest subtree', () => {
    expect(rate(ghost) ?? 0).toBeLessThan(0.05);
  });
});

test.each([
  ['ghost', ghost, {}],
  ['ethereum-pow', ethereumPow, { difficulty: 'constant' }],
] as const)(
  'under %s selfish mining has the share of main-chain blocks that Eyal & Sirer say',
  (_name, protocol, options) => {
    const record = attacked(
      protocol,
      0.4,
      10,
      'selfish-mining',
      { gamma: { explicit: 0.5 } },
      {
        blocks: 2500,
        delay: S,
        protocolParams: { interval: '1 h', confirmations: 500, ...options },
      },
    );
    const mined = (record.columns['blocks_canonical'] as number) + (record.columns['blocks_stale'] as number);
    // Equation 8 at α = .4, γ = .5.
    expect(Math.abs((record.columns['attacker_share'] as number) - 0.52558)).toBeLessThan(4 / Math.sqrt(mined));
  },
);

test('under bk, whose proofs of work are not one a block, secret branches are refused', () => {
  const more = { blocks: 10, delay: S, protocolParams: {} };
  expect(() => attacked(bk, 0.4, 3, 'double-spend', {}, more)).toThrow(
    'double-spend needs a proof of work for each block, for it goes by the lengths of branches; bk has none',
  );
});
