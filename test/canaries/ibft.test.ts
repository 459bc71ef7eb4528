import ibft from '../../src/canaries/ibft.js';
import unjustified from '../../src/canaries/qbft-unjustified-proposal.js';
import type { Protocol, Verdict } from '../../src/contract.js';
import { qbft } from '../../src/protocols/qbft.js';
import type { Fault } from '../../src/scenario/world.js';
import { fault, MINUTE, registryWith, SECOND } from '../fixtures/run-words.js';
import { run, worldWith } from '../fixtures/world.js';
import { ByHand, letters } from '../protocols/by-hand.js';

const HOLDS = { agreement: { is: 'holds' }, validity: { is: 'holds' }, liveness: { is: 'holds' } };

function verdicts(
  protocol: Protocol,
  n: number,
  faults: readonly Fault[],
  stop: object,
): Readonly<Record<string, Verdict>> {
  return run(protocol, worldWith(n, { faults: [...faults], stop }), { registry: registryWith(protocol) }).verdicts;
}

describe('IBFT of EIP-650, after Saltini, "Correctness Analysis of IBFT"', () => {
  test.each([5, 6])(
    'n = %i: a quorum of 2f + 1 = 3 forks under a proposer who tells two halves different things',
    (n) => {
      const faults = [fault('equivocate', { ids: [0] })];
      expect(verdicts(ibft, n, faults, { blocks: 10, time: 10 * MINUTE })['agreement']!.is).toBe('violated');
      expect(verdicts(qbft, n, faults, { blocks: 10, time: 10 * MINUTE })).toEqual(HOLDS);
    },
  );

  test.each([4, 7])('n = %i = 3f + 1: the same proposer does not fork it', (n) => {
    const faults = [fault('equivocate', { ids: [0] })];
    expect(verdicts(ibft, n, faults, { blocks: 10, time: 10 * MINUTE })['agreement']!.is).toBe('holds');
  });

  test('n = 6: a partition into halves forks it across rounds although no node is faulty', () => {
    const faults = [
      {
        partition: [
          [0, 1, 2],
          [3, 4, 5],
        ],
        oneWay: false,
        at: 0,
        until: 60 * SECOND,
      },
    ];
    expect(verdicts(ibft, 6, faults, { blocks: 5 })['agreement']!.is).toBe('violated');
    expect(verdicts(qbft, 6, faults, { blocks: 5 })).toEqual(HOLDS);
  });

  test('n = 4: two nodes locked on different blocks wait for each other for ever once one of the others has crashed', () => {
    const faults: Fault[] = [
      // Round 0: node 3 alone hears a quorum of PREPAREs, and locks.
      { partition: [[0], [1], [2]], oneWay: false, at: 0.05 * SECOND, until: 0.15 * SECOND },
      { partition: [[3], [0, 1, 2]], oneWay: true, at: 0.05 * SECOND, until: 0.15 * SECOND },
      // Round 1: node 1 proposes another block, and alone hears a quorum for that.
      { partition: [[0], [2]], oneWay: false, at: 2.25 * SECOND, until: 2.35 * SECOND },
      fault('crash', { ids: [0] }, { at: 3 * SECOND }),
    ];
    const broken = verdicts(ibft, 4, faults, { blocks: 5, time: 60 * MINUTE });
    expect(broken['liveness']).toMatchObject({
      is: 'violated',
      witness: expect.stringMatching(/^node 1 has not decided request 1, owed since/),
    });
    expect(verdicts(qbft, 4, faults, { blocks: 5, time: 60 * MINUTE })).toEqual(HOLDS);
  });
});

test('a lying leader of round 1 has its unjustified block decided beside another only where nobody checks', () => {
  const outcomes = [unjustified, qbft].map((protocol) => {
    const world = new ByHand(protocol, 4);
    world.request();
    world.settle(letters({ kinds: ['proposal', 'prepare'] }));
    world.settle(letters({ to: [0] }));
    const block = world.decided[0]![0]!;
    world.drop();
    for (const node of [2, 3]) world.expire(node, 'round');
    world.drop();
    // Node 1 lies: it has heard that the block was prepared, and puts forward a rival of its own.
    const rival = world.invent(1, [...world.contents(block)]);
    const lie = { height: 1, round: 1, value: rival };
    const say = (kind: string, body: object) => [2, 3].forEach((to) => world.hand({ from: 1, to, kind, body }));
    say('proposal', { ...lie, time: 0, changes: null });
    say('prepare', lie);
    say('commit', lie);
    world.settle(letters({ from: [2, 3], to: [2, 3] }));
    expect(world.decided[0]).toEqual([block]);
    return world.decided.slice(2).map((values) => values.includes(rival));
  });
  expect(outcomes).toEqual([
    [true, true],
    [false, false],
  ]);
});
