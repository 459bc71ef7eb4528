import { readdirSync } from 'node:fs';
import { canaries } from '../../src/canaries/index.js';
import type { Protocol, Verdict } from '../../src/contract.js';
import { protocols } from '../../src/protocols/index.js';
import type { PartitionFault } from '../../src/scenario/world.js';
import { simulate } from '../../src/scenario/simulate.js';
import { fault, MINUTE, registryWith, runSpec, SECOND, type RunWords } from '../fixtures/run-words.js';

/** A world in which the honest protocol keeps its promise and the canary breaks it. */
interface Scenario {
  readonly canary: string;
  readonly judge: 'agreement' | 'validity' | 'liveness';
  readonly witness: RegExp;
  readonly world: Omit<RunWords, 'protocol'>;
}

/** Nodes 0 and 1 lead two views each, in turn. */
const rivals = Array.from({ length: 16 }, (_, i) => (i % 4 < 2 ? 0 : 1));

/**
 * Of its two views a leader gets a certificate in the first, and nobody hears of it in the second; nor does its rival when
 * its turn comes. So two chains grow side by side, each with a certified block in every fourth view.
 */
function hiddenCertificates(until: number): PartitionFault[] {
  const cut = (partition: number[][], view: number, oneWay: boolean): PartitionFault => {
    return { partition, views: [view, view], oneWay, at: 0, until };
  };
  return [2, 6, 10, 14].flatMap((view) => [
    cut([[0], [1, 2, 3]], view, false),
    cut([[0], [1]], view + 1, true),
    cut([[1], [0, 2, 3]], view + 2, false),
    cut([[1], [0]], view + 3, true),
  ]);
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
  ...(['hotstuff-no-lock', 'hotstuff-forgets-lock'] as const).map((canary): Scenario => ({
    canary,
    judge: 'agreement',
    witness: /^height 1: node 1 at 0.6 s decided value \d+ .*, node 3 at 1.6 s decided value \d+ /,
    world: {
      // Node 3 hears nothing of the first view, which decides, and leads the second.
      params: { leaders: [1, 3], timeout: '1 s', gather: 'nothing' },
      faults: [{ partition: [[3], [0, 1, 2]], oneWay: false, at: 0, until: SECOND }],
      stop: { blocks: 20, time: 10 * MINUTE },
    },
  })),
  {
    canary: 'hotstuff-chained-any-views',
    judge: 'agreement',
    witness: /^height 1: node 0 at .* s decided value \d+ .*, node 1 at .* s decided value \d+ /,
    world: {
      params: { leaders: rivals, timeout: '1 s', growth: 1 },
      faults: hiddenCertificates(15 * SECOND),
      stop: { blocks: 20, time: 10 * MINUTE },
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
