import { expectContent } from '../fixtures/verdicts.js';
import type { World } from '../../src/scenario/world.js';
import { readdirSync } from 'node:fs';
import { canaries } from '../../src/canaries/index.js';
import type { Protocol, Verdict } from '../../src/contract.js';
import { protocols } from '../../src/protocols/index.js';
import { simulate } from '../../src/scenario/simulate.js';
import type { PartitionFault } from '../../src/scenario/world.js';
import { fault, MINUTE, registryWith, runSpec, SECOND, type RunWords } from '../fixtures/run-words.js';

const rivals = Array.from({ length: 16 }, (_, i) => (i % 4 < 2 ? 0 : 1));

/** A world in which the honest protocol keeps its promise and the canary breaks it. */
interface Scenario {
  readonly canary: string;
  readonly judge: 'agreement' | 'validity' | 'liveness' | 'no-double-spend' | 'accountability';
  readonly witness: RegExp;
  /** More nodes are faulty than the protocol tolerates: that judge alone is content with the honest one. */
  readonly isBeyondBound?: boolean;
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
    canary: 'ghost-drops-stale',
    judge: 'agreement',
    witness: /^height \d+: node \d at .* had block \d+ \(.*\) under 6 others, node \d at .* has block \d+ \(/,
    world: {
      nodes: 6,
      params: { interval: '800 ms' },
      stop: { blocks: 60, time: 10 * MINUTE },
    },
  },
  {
    canary: 'on-demand-pow-any-chain',
    judge: 'agreement',
    witness: /^node \d had block \d+ \(height \d+, .*\) under 2 others and dropped it at /,
    world: {
      nodes: 5,
      faults: [cut([[0, 1, 2, 3], [4]], 20, 120)],
      stop: { time: 10 * MINUTE },
    },
  },
  {
    canary: 'pbft-of-consensus-protocols',
    judge: 'liveness',
    witness: /^node \d has not decided request \d+, owed since /,
    world: {
      nodes: 4,
      faults: [fault('crash', { ids: [2, 3] }, { at: 5 * SECOND, until: 60 * SECOND })],
      stop: { time: 5 * MINUTE },
    },
  },
  {
    canary: 'raft-of-consensus-protocols',
    judge: 'agreement',
    witness: /^height \d+: node \d at .* decided value \d+ \(.*\), node \d at .* decided value \d+ /,
    world: {
      nodes: 5,
      faults: [
        cut(
          [
            [0, 1],
            [2, 3, 4],
          ],
          30,
          60,
        ),
      ],
      rate: 1,
      stop: { time: 3 * MINUTE },
    },
  },
  {
    canary: 'fruitchains-twice',
    judge: 'validity',
    witness: /^node \d at .* has settled block \d+ .*: block \d+ \(.*\) is already named in block \d+ \(/,
    world: { stop: { blocks: 20, time: 500 * MINUTE } },
  },
  {
    canary: 'bk-votes-again',
    judge: 'validity',
    witness: /^node \d at .* has settled block \d+ .*: block \d+ \(.*\) is already named in block \d+ \(/,
    world: { params: { k: 6 }, stop: { blocks: 20, time: 500 * MINUTE } },
  },
  {
    canary: 'bobtail-proofs-again',
    judge: 'validity',
    witness: /^node \d at .* has settled block \d+ .*: block \d+ \(.*\) is already named in block \d+ \(/,
    world: { params: { k: 4 }, stop: { blocks: 20, time: 500 * MINUTE } },
  },
  {
    canary: 'ghost-by-length',
    judge: 'agreement',
    witness: /^node \d+ had block \d+ \(height \d+, .*\) under 60 others and dropped it at /,
    world: {
      nodes: 7,
      params: { interval: '100 ms', confirmations: 60 },
      network: { latency: { kind: 'constant', delay: 100_000 } },
      // Three of seven at one place: 43 % of the power, at which the longest chain is lost and the heaviest subtree is not.
      faults: [fault('majority', { ids: [0, 1, 2] }, { params: { mode: 'rewrite', depth: 1 } })],
      stop: { blocks: 600, time: 10 * MINUTE },
    },
  },
  {
    canary: 'bitcoin-ng-anybody-leads',
    judge: 'agreement',
    witness: /^(height \d+: node \d at .* had block \d+ \(.*\) under 6 others|node \d had block \d+ \(height \d+)/,
    world: { rate: 1, stop: { blocks: 200, time: 500 * MINUTE } },
  },
  {
    canary: 'ethereum-uncles-twice',
    judge: 'validity',
    witness: /^node \d at .* has settled block \d+ .*: block \d+ \(.*\) is already named in block \d+ \(/,
    world: {
      nodes: 8,
      params: { interval: '1 s', difficulty: 'constant' },
      stop: { blocks: 100, time: 10 * MINUTE },
    },
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
    canary: 'praos-any-depth',
    judge: 'agreement',
    witness: /^node \d had block \d+ \(height \d+, .*\) under 6 others and dropped it at /,
    world: {
      weights: [7, 1, 1, 1, 1],
      params: { k: 6 },
      faults: [fault('withhold', { ids: [0] }, { params: { for: '2 h' } })],
      stop: { time: 600 * MINUTE },
    },
  },
  {
    canary: 'trudec-core-forgets-spent',
    judge: 'no-double-spend',
    witness: /^node \d at .* put block .* on its chain at height \d+: transaction .* uses .*, which .* had used$/,
    world: {
      nodes: 7,
      network: { latency: { kind: 'lognormal', median: 300_000, sigma: 1 }, duplication: 0.2 },
      stop: { blocks: 30, time: 60 * MINUTE },
    },
  },
  {
    canary: 'proof-of-stake-in-python-splices',
    judge: 'agreement',
    witness: /^height \d+: node \d at .* decided value \d+ \(.*\), node \d at .* decided value \d+ \(/,
    world: {
      nodes: 7,
      faults: [fault('equivocate', { ids: [0, 1] })],
      stop: { blocks: 40, time: 10 * MINUTE },
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
    canary: 'fair-rotation-no-cool-down',
    judge: 'agreement',
    witness: /^height \d+: node \d at .* had block \d+ \(.*\) under 6 others, node \d at .* has block \d+ \(/,
    world: {
      nodes: 7,
      faults: [
        cut(
          [
            [0, 1, 2],
            [3, 4, 5, 6],
          ],
          0,
          300,
        ),
      ],
      stop: { blocks: 60, time: 40 * MINUTE },
    },
  },
  {
    canary: 'clique-signs-again',
    judge: 'agreement',
    witness: /^height \d+: node \d at .* had block \d+ \(.*\) under 6 others, node \d at .* has block \d+ \(/,
    world: {
      nodes: 7,
      faults: [
        cut(
          [
            [0, 1, 2],
            [3, 4, 5, 6],
          ],
          0,
          600,
        ),
      ],
      stop: { blocks: 60, time: 40 * MINUTE },
    },
  },
  {
    canary: 'aura-final-at-once',
    judge: 'agreement',
    witness: /^height \d+: node \d at .* decided value \d+ .*, node \d at .* decided value \d+ /,
    world: {
      nodes: 7,
      faults: [fault('equivocate', { ids: [2] })],
      stop: { blocks: 40, time: 10 * MINUTE },
    },
  },
  {
    canary: 'dpos-at-once',
    judge: 'agreement',
    witness: /^height \d+: node \d at .* decided value \d+ .*, node \d at .* decided value \d+ /,
    world: {
      nodes: 7,
      faults: [fault('equivocate', { ids: [2] })],
      stop: { blocks: 40, time: 40 * MINUTE },
    },
  },
  {
    canary: 'snowman-never-starts-again',
    judge: 'agreement',
    witness: /^height 1: node \d at .* decided value \d+ .*, node \d at .* decided value \d+ /,
    world: {
      nodes: 8,
      params: { k: 10, alpha: 7, alphaConfidence: 7, beta: 10, queryTimeout: '500 ms' },
      faults: [
        {
          partition: [
            [0, 1, 2, 3],
            [4, 5, 6, 7],
          ],
          oneWay: false,
          at: 0,
          until: MINUTE,
        },
      ],
      stop: { blocks: 4, time: 2 * MINUTE },
    },
  },
  {
    canary: 'gasper-half',
    judge: 'agreement',
    witness:
      /^height 1: node [01] at .* decided value \d+ \(proposed by node [01]; .*, node [23] at .* value \d+ \(proposed by node [23];/,
    world: {
      params: { slot: '2 s', slotsPerEpoch: 4 },
      faults: [
        cut(
          [
            [0, 1],
            [2, 3],
          ],
          0,
          80,
        ),
      ],
      stop: { blocks: 40, time: 10 * MINUTE },
    },
  },
  {
    canary: 'gasper-surround',
    isBeyondBound: true,
    judge: 'accountability',
    witness: /^height 1: node 0 at .* decided value \d+ .*, node 1 at .*; nobody is accused, and it must be a third/,
    world: {
      weights: [1, 1, 6, 6, 6, 6],
      params: { slot: '1 s', slotsPerEpoch: 8 },
      faults: [
        cut([[0, 2, 3, 4, 5], [1]], 0, 32),
        fault('amnesia', { ids: [2, 3, 4, 5] }, { at: 31.9 * SECOND, until: 41 * SECOND }),
        cut([[0], [1, 2, 3, 4, 5]], 32, 80),
      ],
      stop: { blocks: 100_000, time: 90 * SECOND },
    },
  },
  {
    canary: 'poet-shortest-wait',
    judge: 'agreement',
    witness: /^(height \d+: node \d at .* had block \d+ \(.*\) under 6 others|node \d had block \d+ \(height \d+)/,
    world: {
      nodes: 7,
      params: { initial: '100 s' },
      faults: [fault('withhold', { ids: [0] }, { params: { for: '8 min' } })],
      stop: { blocks: 60, time: 120 * MINUTE },
    },
  },
  {
    canary: 'trudec-votes-again',
    judge: 'agreement',
    witness: /^height \d: node \d at .* had block \d+ \(.*\) under 6 others, node \d at .* has block \d+ \(/,
    world: {
      nodes: 7,
      network: { duplication: 0.9 },
      faults: [
        cut(
          [
            [0, 1, 2],
            [3, 4, 5, 6],
          ],
          0,
          600,
        ),
      ],
      rate: 1,
      stop: { blocks: 60, time: 40 * MINUTE },
    },
  },
  {
    canary: 'streamlet-half',
    judge: 'agreement',
    witness:
      /^height 1: node [01] at .* decided value \d+ \(proposed by node 0; .*, node [23] at .* value \d+ \(proposed by node 2;/,
    world: {
      params: { leaders: [0, 0, 0, 2, 2, 2] },
      faults: [
        cut(
          [
            [0, 1],
            [2, 3],
          ],
          0,
          13,
        ),
      ],
      stop: { blocks: 20, time: 10 * MINUTE },
    },
  },
  {
    canary: 'streamlet-any-epochs',
    judge: 'agreement',
    witness:
      /^height 1: node 0 at .* decided value \d+ \(proposed by node 0; .*, node [123] at .* value \d+ \(proposed by node 1;/,
    // Two leaders in turn: the votes for the blocks of one reach himself alone, and he hears nothing of the other's.
    world: {
      params: { leaders: [0, 1, 0, 1, 0, 1] },
      faults: [0, 4, 8].flatMap((at) => [cut([[1], [2], [3]], at, at + 2), cut([[0], [1, 2, 3]], at + 2, at + 4)]),
      stop: { blocks: 20, time: 10 * MINUTE },
    },
  },
  {
    canary: 'dolev-strong-f-rounds',
    judge: 'agreement',
    witness:
      /^height 1: node 2 at 2 s decided value \d+ \(proposed by node 0; .*, node 3 at 2 s decided the null value/,
    world: {
      nodes: 5,
      faults: [fault('late-release', { ids: [0, 1] })],
      stop: { blocks: 20, time: 10 * MINUTE },
    },
  },
  {
    // 1 certifies the block of round 1 alone, 3 that of round 3 beside it; each finds a child later.
    canary: 'jolteon-any-rounds',
    judge: 'agreement',
    witness: /^height 1: node 1 at 4.6 s decided value 1 .*, node 2 at 6.8 s decided value 4 /,
    world: {
      params: { leaders: [0, 1, 2, 3, 0, 1, 0, 2], timeout: '1 s', growth: 1 },
      faults: [cutOff(1, 0.15, 2.35, [0, 2, 3]), cutOff(3, 2.35, 4.55, [0, 1, 2]), cutOff(1, 4.55, 7.5, [0, 2, 3])],
      stop: { blocks: 20, time: 10 * MINUTE },
    },
  },
  {
    // 3 hears nothing of three rounds, then a TC that makes it leader.
    canary: 'jolteon-tc-unchecked',
    judge: 'agreement',
    witness: /^height 1: node \d at 0.\d s decided value 1 .*, node 3 at 2.\d s decided value/,
    world: {
      params: { timeout: '1 s' },
      faults: [{ partition: [[0, 1, 2], [3]], oneWay: true, at: 0, until: 1.55 * SECOND }],
      stop: { blocks: 20, time: 10 * MINUTE },
    },
  },
  {
    // The block of round 2 comes after its time-outs and before its TC; the leader of round 3 does not get it.
    canary: 'jolteon-votes-after-timeout',
    judge: 'agreement',
    witness: /^height 1: node 2 at 2.45 s decided value 1 .*, node \d at 2.6 s decided value 4 /,
    world: {
      nodes: 7,
      params: { timeout: '1 s', growth: 1 },
      faults: [fault('delay', { ids: [1] }, { params: { by: '1850 ms' } }), cutOff(1, 2, 2.1, [2])],
      stop: { blocks: 20, time: 10 * MINUTE },
    },
  },
  {
    // 0 shows the certificates of its views to 4 and 6 alone, 2 is silent, and the third leader knows nothing of them.
    canary: 'hotstuff-2-no-wait',
    judge: 'liveness',
    witness: /^node \d decided request \d+ \(height \d+\) only at 37.\d s, owed since 0 s: more than 23.2 s /,
    world: {
      nodes: 7,
      params: { leaders: [0, 2, 1, 0, 2, 3, 0, 2, 5, 0, 2, 1, 0, 2, 3, 0, 2, 5], timeout: '1 s', growth: 1 },
      faults: [fault('equivocate', { ids: [0] }, { params: { kinds: ['prepare'] } }), fault('silent', { ids: [2] })],
      stop: { blocks: 20, time: 10 * MINUTE },
    },
  },
  {
    // 1 alone decides; 3, which has not heard of the lock, waits too short a time for it.
    canary: 'hotstuff-2-no-lock',
    judge: 'agreement',
    witness: /^height 1: node 1 at 0.4 s decided value 1 .*, node 0 at 2.6\d* s decided value/,
    world: {
      params: { leaders: [0, 1, 3, 0], timeout: '1 s', growth: 1, delta: '10 ms' },
      faults: [cutOff(0, 0.15, 0.25, [3]), cutOff(1, 0.35, 6, [0, 2, 3])],
      stop: { blocks: 20, time: 10 * MINUTE },
    },
  },
  {
    canary: 'algorand-half-threshold',
    judge: 'agreement',
    witness: /^height 1: node \d at .* s decided value \d+ .*, node \d at .* s decided value \d+ /,
    world: {
      faults: [
        {
          partition: [
            [0, 1],
            [2, 3],
          ],
          oneWay: false,
          at: 0,
          until: MINUTE,
        },
      ],
      stop: { blocks: 20, time: 30 * MINUTE },
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
        fault('equivocate', { ids: [2] }, { until: 6 * SECOND, params: { deceived: [1, 3] } }),
        { partition: [[0], [1, 2, 3]], oneWay: true, at: 0.15 * SECOND, until: 1 * SECOND },
        { partition: [[1, 3], [2]], oneWay: true, at: 0.15 * SECOND, until: 0.25 * SECOND },
      ],
      stop: { blocks: 1 },
    },
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

function cut(partition: readonly (readonly number[])[], fromS: number, untilS: number): PartitionFault {
  return { partition, oneWay: false, at: fromS * SECOND, until: untilS * SECOND };
}

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

test.each(scenarios)(
  'all judges are content with the honest protocol where $canary fails',
  ({ canary, judge, world, isBeyondBound }) => {
    const { canaryOf } = canaries.find(({ name }) => name === canary)!;
    const verdicts = verdictsOf(
      protocols.find(({ name }) => name === canaryOf)!,
      world,
    );
    if (isBeyondBound) expect(verdicts[judge]).toEqual({ is: 'holds' });
    else expectContent(verdicts);
  },
);

test('each canary has its scenario, and each protocol a canary', () => {
  const inOrder = (names: readonly string[]) => names.toSorted((a, b) => (a < b ? -1 : 1));
  expect(inOrder(canaries.map(({ name }) => name))).toEqual(inOrder(scenarios.map(({ canary }) => canary)));
  const covered = new Set(canaries.map(({ canaryOf }) => canaryOf));
  expect(protocols.map(({ name }) => name).filter((name) => !covered.has(name))).toEqual([]);
});

test('canaries are listed in the order of the protocols that they mutilate', () => {
  const places = canaries.map(({ canaryOf }) => protocols.findIndex(({ name }) => name === canaryOf));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test('canaries are not among the shipped protocols, and every file is listed', () => {
  const shipped = new Set(protocols.map(({ name }) => name));
  expect(canaries.filter(({ name }) => shipped.has(name))).toEqual([]);
  const files = readdirSync(new URL('../../src/canaries', import.meta.url)).filter((file) => file !== 'index.ts');
  expect(files.map((file) => file.replace('.ts', '')).sort()).toEqual(canaries.map(({ name }) => name).sort());
});

/** What one node sends to some others is lost, from second `at` to second `until`. */
function cutOff(node: number, at: number, until: number, from: readonly number[]): World['faults'][number] {
  return { partition: [[node], from], oneWay: true, at: at * SECOND, until: until * SECOND };
}

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
