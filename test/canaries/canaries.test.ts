import { readdirSync } from 'node:fs';
import { canaries } from '../../src/canaries/index.js';
import type { Protocol, Verdict } from '../../src/contract.js';
import { protocols } from '../../src/protocols/index.js';
import { simulate } from '../../src/scenario/simulate.js';
import { fault, MINUTE, registryWith, runSpec, SECOND, type RunWords } from '../fixtures/run-words.js';

/** A world in which the honest protocol keeps its promise and the canary breaks it. */
interface Scenario {
  readonly canary: string;
  readonly judge: 'agreement' | 'validity' | 'liveness';
  readonly witness: RegExp;
  readonly world: Omit<RunWords, 'protocol'>;
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
    // No node is faulty. Node 0 alone hears a quorum of COMMITs in round 0, and nobody hears it from then on; node 1, which
    // leads round 1, has missed the PREPAREs of nodes 2 and 3.
    canary: 'qbft-unjustified-proposal',
    judge: 'agreement',
    witness: /^height 1: node 0 at 0\.3 s decided value 2 .*, node [123] at 2\.5 s decided value \d /,
    world: {
      faults: [
        { partition: [[2, 3], [1]], oneWay: true, at: 0.05 * SECOND, until: 0.15 * SECOND },
        { partition: [[0], [1, 2, 3]], oneWay: true, at: 0.15 * SECOND, until: 6 * SECOND },
      ],
      stop: { blocks: 30 },
    },
  },
  {
    // No node is faulty: either half of six is a quorum of 2f + 1 = 3.
    canary: 'ibft',
    judge: 'agreement',
    witness: /^height 1: node [012] at 0\.3 s decided value 2 .*, node [345] at .* decided value \d /,
    world: {
      nodes: 6,
      faults: [
        {
          partition: [
            [0, 1, 2],
            [3, 4, 5],
          ],
          oneWay: false,
          at: 0,
          until: 60 * SECOND,
        },
      ],
      stop: { blocks: 5 },
    },
  },
  {
    // No node is faulty. Node 0 alone hears a quorum of precommits, and is not heard; node 1, which proposes in round 1, has
    // heard nothing of node 0 and too few prevotes to hold its value valid.
    canary: 'tendermint-no-lock',
    judge: 'agreement',
    witness: /^height 1: node 0 at 0\.3 s decided value 2 .*, node [123] at 5\.\d s decided value \d /,
    world: {
      faults: [
        { partition: [[0], [1]], oneWay: true, at: 0, until: 6 * SECOND },
        { partition: [[0], [2, 3]], oneWay: true, at: 0.05 * SECOND, until: 6 * SECOND },
      ],
      stop: { blocks: 5 },
    },
  },
  {
    // Node 0 alone hears a quorum of precommits. Node 2 lies to the odd nodes until it has made them prevote another value in
    // round 2, which it says was valid in round 1; node 3 then proposes that value in good faith.
    canary: 'tendermint-hasty-unlock',
    judge: 'agreement',
    witness: /^height 1: node 0 at 0\.3 s decided value 2 .*, node [13] at .* decided value 3 /,
    world: {
      faults: [
        fault('equivocate', { ids: [2] }, { until: 6 * SECOND }),
        { partition: [[0], [1, 2, 3]], oneWay: true, at: 0.15 * SECOND, until: 1 * SECOND },
        { partition: [[1, 3], [2]], oneWay: true, at: 0.15 * SECOND, until: 0.25 * SECOND },
      ],
      stop: { blocks: 1 },
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
