import type { BlockId, Evidence, NodeId, VoterSet } from '../../src/contract.js';
import { BlockTree } from '../../src/ledger/block-tree.js';
import { Voters } from '../../src/ledger/voters.js';
import { streamlet } from '../../src/protocols/streamlet.js';
import type { World } from '../../src/scenario/world.js';
import { assembled, carryOut, fault, SECOND, type RunWords } from '../fixtures/run-words.js';

const FORK = { height: 1, first: 1, second: 2 };

/** Votes by epoch and block. */
class Votes implements Evidence {
  readonly n: number;
  readonly blocks: Evidence['blocks'];
  private readonly byEpoch = new Map<number, Map<BlockId, Voters>>();

  constructor(n: number, tree: BlockTree) {
    this.n = n;
    this.blocks = tree.whole();
  }

  add(epoch: number, block: BlockId, nodes: readonly NodeId[]): void {
    const slot = this.byEpoch.get(epoch) ?? new Map<BlockId, Voters>();
    this.byEpoch.set(epoch, slot);
    const voters = slot.get(block) ?? new Voters(this.n);
    slot.set(block, voters);
    for (const node of nodes) voters.add(node);
  }

  views(): number[] {
    return [...this.byEpoch.keys()].sort((a, b) => a - b);
  }

  ballots(_kind: string, _height: number, view: number): ReadonlyMap<BlockId, VoterSet> {
    return this.byEpoch.get(view) ?? new Map<BlockId, VoterSet>();
  }

  enough(voters: VoterSet): boolean {
    return 3 * voters.size >= 2 * this.n;
  }

  statements(): [] {
    return [];
  }

  /** Who voted for two blocks in one epoch. */
  doubleVoters(): NodeId[] {
    const guilty = new Set<NodeId>();
    for (const slot of this.byEpoch.values()) {
      const all = [...slot.values()].flatMap((voters) => [...voters]);
      for (const [at, node] of all.entries()) if (all.indexOf(node) < at) guilty.add(node);
    }
    return [...guilty].sort((a, b) => a - b);
  }
}

/** A run, and what it leaves behind for the search for culprits. */
function forked(words: Omit<RunWords, 'protocol'>) {
  const all: RunWords = { protocol: streamlet, ...words };
  const world = assembled(all);
  const votes = new Votes(words.nodes ?? 4, world.host.tree);
  world.host.outputs.add({
    onStatement(_time, from, kind, body: { epoch: number; block: BlockId }) {
      if (kind === 'vote') votes.add(body.epoch, body.block, [from]);
    },
  });
  carryOut(world, all);
  const agreement = world.judges.get('agreement')!.verdict(world.host.simulator.now).is;
  return { agreement, double: votes.doubleVoters(), accused: streamlet.accuse!(FORK, votes, {} as never) };
}

/** Two of four nodes lead double lives, one with node 2 and one with node 3, which hear nothing of each other. */
function twoLives(leaders: readonly NodeId[]) {
  const faults: World['faults'] = [
    fault('twins', { ids: [0, 1] }, { params: { sides: [[2], [3]] } }),
    { partition: [[2], [3]], oneWay: false, at: 0, until: null },
  ];
  return forked({ params: { leaders }, faults, stop: { time: 2 * leaders.length * SECOND } });
}

describe('a fork names more than f culprits', () => {
  test('who voted twice in an epoch, where both blocks are of the same epochs', () => {
    expect(twoLives([0, 0, 0, 0])).toEqual({ agreement: 'violated', double: [0, 1], accused: [] });
  });

  test('who voted lower than before, where the epochs differ', () => {
    expect(twoLives([2, 2, 2, 3, 3, 3])).toEqual({ agreement: 'violated', double: [], accused: [0, 1] });
  });

  test('who voted for the rival first and for the oldest of the triple later', () => {
    const tree = new BlockTree(4);
    // Genesis, a1, a2, the rival a3 of epoch 3; and the triple b2, b3, b4 of epochs 4 to 6 on a1.
    const a1 = tree.add(0, 0, 0, {});
    const a2 = tree.add(a1, 0, 0, {});
    const rival = tree.add(a2, 0, 0, {});
    const triple = [a1, 0, 0].reduce<BlockId[]>((made) => [...made, tree.add(made.at(-1) ?? a1, 1, 0, {})], []);
    const votes = new Votes(4, tree);
    for (const [at, block] of [a1, a2, rival].entries()) votes.add(at + 1, block, [0, 1, 2]);
    for (const [at, block] of triple.entries()) votes.add(at + 4, block, [1, 2, 3]);
    expect(streamlet.accuse!(FORK, votes, {} as never)).toEqual([1, 2]);
  });
});

test('no honest node is ever accused: liars, late messages and partitions, 24 runs', () => {
  const found = new Set<NodeId>();
  for (let seed = 0; seed < 24; seed++) {
    const faults: World['faults'] = [
      fault(seed % 2 === 0 ? 'equivocate' : 'twins', { ids: [0, 1] }),
      { partition: [[2, 3, 4], [5, 6]], oneWay: seed % 3 === 0, at: 10 * SECOND, until: 22 * SECOND }, // prettier-ignore
    ];
    const synchrony = { gst: 40 * SECOND, delta: 3 * SECOND, before: 'adversarial' as const };
    const network = { synchrony, latency: { kind: 'exponential', mean: 400_000 } };
    const { double, accused } = forked({ nodes: 7, faults, network, seed: `${seed}`, stop: { time: 80 * SECOND } });
    for (const node of [...double, ...accused]) found.add(node);
  }
  // Not as if nobody were ever accused.
  expect([...found].sort((a, b) => a - b)).toEqual([0, 1]);
});
