import { readdirSync } from 'node:fs';
import { canaries } from '../../src/canaries/index.js';
import type { Protocol, Verdict } from '../../src/contract.js';
import { protocols } from '../../src/protocols/index.js';
import { simulate } from '../../src/scenario/simulate.js';
import type { PartitionFault } from '../../src/scenario/world.js';
import { fault, MINUTE, registryWith, runSpec, SECOND, type RunWords } from '../fixtures/run-words.js';

/** A world in which the honest protocol keeps its promise and the canary breaks it. */
interface Scenario {
  readonly canary: string;
  readonly judge: 'agreement' | 'validity' | 'liveness';
  readonly witness: RegExp;
  readonly world: Omit<RunWords, 'protocol'>;
}

/** A partition from one second to another. */
function cut(partition: number[][], fromS: number, toS: number): PartitionFault {
  return { partition, oneWay: false, at: fromS * SECOND, until: toS * SECOND };
}

const scenarios: readonly Scenario[] = [
  {
    canary: 'pow-last-heard',
    judge: 'agreement',
    witness: /^node \d had block \d+ \(height \d+, .*\) under 6 others and dropped it at /,
    world: {
      nodes: 10,
      faults: [fault('withhold', { ids: [0] }, { params: { for: '4 h' } })],
      stop: { blocks: 100, time: 2000 * MINUTE },
    },
  },
  {
    canary: 'pow-replays',
    judge: 'validity',
    witness: /^node \d at .* has settled block \d+ .*: request \d+ already stands in block \d+/,
    world: { rate: 0.001, stop: { blocks: 20, time: 500 * MINUTE } },
  },
  {
    canary: 'pbft-quorum-f-plus-one',
    judge: 'agreement',
    witness: /^height 1: node \d at .* s decided value 2 .*, node \d at .* s decided value 3 /,
    world: {
      nodes: 7,
      faults: [fault('equivocate', { role: 'leader' }, { params: { kinds: ['prePrepare'] } })],
      stop: { blocks: 20, time: 10 * MINUTE },
    },
  },
  {
    canary: 'pbft-no-view-change',
    judge: 'liveness',
    witness: /^node 1 has not decided request \d+, owed since/,
    world: { faults: [fault('silent', { role: 'leader' }, { at: SECOND })], stop: { blocks: 20, time: 10 * MINUTE } },
  },
  {
    // Two of the even nodes and two of the odd ones make three with the liar, who is in both quorums.
    canary: 'pbft-quorum-2f-plus-1',
    judge: 'agreement',
    witness: /^height 1: node 2 at 0\.3 s decided value 2 .*, node 1 at 0\.3 s decided value 3 /,
    world: {
      nodes: 5,
      faults: [fault('equivocate', { role: 'leader' })],
      stop: { blocks: 20, time: 10 * MINUTE },
    },
  },
  {
    // The commits of the backups reach the primary alone, which executes; then the others change the view.
    canary: 'pbft-forgets-prepared',
    judge: 'agreement',
    witness: /^height 1: node 0 at 0\.3 s decided value 2 .*, node 1 at 2\.4 s decided value \d+ \(proposed by node 1/,
    world: { nodes: 4, faults: [cut([[1], [2], [3]], 0.15, 0.35)], stop: { blocks: 20, time: 10 * MINUTE } },
  },
  {
    canary: 'pbft-counts-twice',
    judge: 'agreement',
    witness: /^height \d+: node \d at .* s decided value \d+ .*, node \d at .* s decided value \d+ /,
    world: {
      nodes: 7,
      faults: [fault('equivocate', { ids: [0, 1] })],
      network: { duplication: 0.5 },
      stop: { blocks: 20, time: 10 * MINUTE },
    },
  },
  {
    canary: 'pos-lots-last-heard',
    judge: 'agreement',
    witness: /^node \d had block \d+ \(height \d+, .*\) under 6 others and dropped it at /,
    world: {
      nodes: 10,
      faults: [fault('withhold', { ids: [0] }, { params: { for: '4 min' } })],
      stop: { blocks: 100, time: 40 * MINUTE },
    },
  },
  {
    canary: 'trudec-unchecked-election',
    judge: 'agreement',
    witness: /^height \d: node \d at .* had block \d+ \(.*\) under 6 others, node \d at .* has block \d+ \(/,
    world: {
      nodes: 7,
      faults: [
        {
          partition: [
            [0, 1],
            [2, 3, 4, 5, 6],
          ],
          oneWay: false,
          at: 0,
          until: 5 * MINUTE,
        },
      ],
      rate: 1,
      stop: { blocks: 40, time: 40 * MINUTE },
    },
  },
  {
    // Each node that comes back from its isolation has a higher term than the rest, and an old log.
    canary: 'raft-stale-leader',
    judge: 'agreement',
    witness: /^height \d+: node \d at .* decided value \d+ \(.*\), node \d at .* decided the null value/,
    world: {
      nodes: 5,
      faults: [cut([[0], [1, 2, 3, 4]], 5, 10), cut([[1], [0, 2, 3, 4]], 15, 20), cut([[2], [0, 1, 3, 4]], 25, 30)],
      stop: { blocks: 200, time: 2 * MINUTE },
    },
  },
  {
    // Figure 8: node 0 and node 1 alone hold many entries of term 1 when node 4 is elected by nodes 2 and 3 and cut off at
    // once; node 0, elected again, gives the entries to node 2, one a message; then node 4 is elected by nodes 2 and 3.
    canary: 'raft-old-term-commit',
    judge: 'agreement',
    witness: /^height 88: node 0 at 8\.\d+ s decided value \d+ .*, node 4 at 11\.\d+ s decided the null value/,
    world: {
      nodes: 5,
      seed: 'test/2',
      params: { messageEntries: 1, batch: 1, pipeline: 50 },
      rate: 20,
      faults: [
        cut(
          [
            [0, 1],
            [2, 3, 4],
          ],
          4,
          6.9,
        ),
        cut([[0, 1, 2], [3], [4]], 6.9, 8.9),
        cut(
          [
            [0, 1],
            [2, 3, 4],
          ],
          8.9,
          14.9,
        ),
      ],
      stop: { blocks: 400, time: MINUTE },
    },
  },
  {
    canary: 'raft-any-majority',
    judge: 'agreement',
    witness: /^height 2: node \d at .* decided value 2 \(.*\), node \d at .* decided value \d+ \(/,
    world: {
      nodes: 5,
      faults: [
        cut(
          [
            [0, 1],
            [2, 3, 4],
          ],
          0,
          10,
        ),
      ],
      stop: { blocks: 100, time: MINUTE },
    },
  },
  {
    // Whoever leads is at some time in the smaller part, with entries that the larger one never gets.
    canary: 'raft-no-truncation',
    judge: 'agreement',
    witness: /^height \d+: node \d at .* decided the null value, node \d at .* decided value \d+ \(/,
    world: {
      nodes: 5,
      faults: [
        cut(
          [
            [0, 1],
            [2, 3, 4],
          ],
          5,
          10,
        ),
        cut(
          [
            [1, 2],
            [0, 3, 4],
          ],
          15,
          20,
        ),
        cut(
          [
            [3, 4],
            [0, 1, 2],
          ],
          25,
          30,
        ),
      ],
      stop: { blocks: 200, time: 2 * MINUTE },
    },
  },
];

function verdictsOf(protocol: Protocol, world: Scenario['world']): Readonly<Record<string, Verdict>> {
  return simulate(runSpec({ protocol, ...world }), { registry: registryWith(protocol), key: '', tree: false }).verdicts;
}

test.each(scenarios)('the $judge judge cries out over $canary', ({ canary, judge, witness, world }) => {
  const verdict = verdictsOf(
    canaries.find(({ name }) => name === canary)!,
    world,
  )[judge]!;
  expect(verdict).toMatchObject({ is: 'violated', witness: expect.stringMatching(witness) });
});

test.each(scenarios)('all judges are content with the honest protocol where $canary fails', ({ canary, world }) => {
  const { canaryOf } = canaries.find(({ name }) => name === canary)!;
  const verdicts = verdictsOf(
    protocols.find(({ name }) => name === canaryOf)!,
    world,
  );
  expect(verdicts).toEqual({ agreement: { is: 'holds' }, validity: { is: 'holds' }, liveness: { is: 'holds' } });
});

test('each canary has its scenario, and each protocol a canary', () => {
  expect(canaries.map(({ name }) => name)).toEqual(scenarios.map(({ canary }) => canary));
  const covered = new Set(canaries.map(({ canaryOf }) => canaryOf));
  expect(protocols.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
});

test('canaries are not among the shipped protocols, and every file is listed', () => {
  const shipped = new Set(protocols.map(({ name }) => name));
  expect(canaries.filter(({ name }) => shipped.has(name))).toEqual([]);
  const files = readdirSync(new URL('../../src/canaries', import.meta.url)).filter((file) => file !== 'index.ts');
  expect(files.map((file) => file.replace('.ts', '')).sort()).toEqual(canaries.map(({ name }) => name).sort());
});
