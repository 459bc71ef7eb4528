/** A run at block level: the same scenario, carried out by the race alone. */
import type { Payment, Protocol } from '../contract.js';
import { rewardAt } from '../ledger/issuance.js';
import { sumOf } from '../ledger/stake-weight.js';
import { KeyedDraw } from '../kernel/keyed-draw.js';
import { RandomStreams } from '../kernel/random-streams.js';
import { heaviestSubtree, mostWork } from '../race/fork-choice.js';
import type { Outage } from '../race/options.js';
import { Race } from '../race/race.js';
import { Tally } from '../race/tally.js';
import type { Takings } from '../adversaries/takings.js';
import { requireDisjoint, takingsOf, withholderOf } from './block-level-withholders.js';
import { placeFaults, type PlacedFaults } from './placement.js';
import type { Registry } from './families.js';
import { surroundings, type Surroundings } from './surroundings.js';
import type { RunSpec } from './world.js';

export interface BlockLevelOptions {
  readonly registry: Registry;
  /** Hash of the version and the run, which names it in the journal. */
  readonly key: string;
  /** Whether the first blocks of the tree are kept. */
  readonly tree: boolean;
}

const FORK_CHOICES = { 'most-work': mostWork, 'heaviest-subtree': heaviestSubtree };
const MOST_TREE_BLOCKS = 2_000;

/** A run with the world around it. */
export interface RacedRun {
  readonly spec: RunSpec;
  readonly protocol: Protocol;
  readonly streams: RandomStreams;
  readonly around: Surroundings;
  readonly faults: PlacedFaults;
  readonly tally: Tally;
  readonly race: Race;
  /** Where somebody withholds blocks. */
  readonly takings: Takings | undefined;
}

/** The race of one run, ready to go. */
export function assembleRace(spec: RunSpec, { registry, tree }: BlockLevelOptions): RacedRun {
  const { world, params } = spec;
  const protocol = registry.protocols.get(spec.kind);
  const { mining, forkChoice, finality } = protocol;
  if (!mining || !forkChoice || finality.by !== 'depth') throw new Error(`${protocol.name} has no block level`);
  const streams = new RandomStreams(spec.seed);
  const around = surroundings(world, registry, streams);
  const faults = placeFaults(world, protocol, params, around, registry, streams);
  const { blocks, centralized = 1 } = world.window;
  const nodes = world.nodes.count;
  const { economy } = world;
  const genesisCoins = sumOf(around.weights);
  const placedWithholders = faults.placed.filter(({ behaviour }) => behaviour.atBlockLevel === 'withholder');
  requireDisjoint(faults);
  const watched = takingsOf(placedWithholders, around, mining.interval(params));
  const tally: Tally = new Tally({
    nodes,
    windowBlocks: blocks,
    centralized,
    drawnBlocks: tree ? MOST_TREE_BLOCKS : 0,
    pays: (block, height, producer) => {
      const reward = rewardAt(economy, height, genesisCoins);
      if (reward === 0) return;
      if (!protocol.pays) tally.rewardOf[producer]! += reward;
      else protocol.pays(race.blocks, block, paymentInto(tally.rewardOf, reward), params);
    },
    listener: watched?.listener,
  });
  const correct = faults.correct.filter(Boolean).length;
  const race: Race = new Race({
    powers: around.weights,
    interval: mining.interval(params),
    draws: {
      intervalDraw: streams.stream('mining-interval'),
      winnerDraw: streams.stream('mining-winner'),
      puzzleDraw: streams.stream('mining-puzzle'),
    },
    law: around.law,
    delayDraw: new KeyedDraw(spec.seed, 'latency'),
    tieDraw: new KeyedDraw(spec.seed, 'tie'),
    forkChoice: FORK_CHOICES[forkChoice],
    difficulty: (chain, tip) => mining.difficulty(chain, tip, params),
    reach: mining.reach?.(params) ?? 0,
    naming: protocol.naming && {
      work: (blocks, parent, time) => protocol.naming!.work(blocks, parent, time, params),
      names: (blocks, parent, heard, miner) => protocol.naming!.names(blocks, parent, heard, miner, params),
    },
    withholders: placedWithholders.map((placed) => withholderOf(placed, around)),
    outages: outagesOf(faults),
    correct: faults.correct,
    quorum: Math.max(1, correct - protocol.faults(nodes, params)),
    confirmations: finality.confirmations(params),
    target: world.stop.blocks ?? Infinity,
    tally,
    pooling: economy.pooling && { ...economy.pooling, draw: streams.stream('pooling') },
    reinvested: economy.compound ? (height) => rewardAt(economy, height, genesisCoins) : () => 0,
  });
  return { spec, protocol, streams, around, faults, tally, race, takings: watched?.takings };
}

/** There are no requests, and so no fees. */
function paymentInto(rewardOf: Float64Array, reward: number): Payment {
  return {
    issue: (to, rewards) => {
      rewardOf[to]! += rewards * reward;
    },
    fees: () => undefined,
  };
}

function outagesOf({ placed }: PlacedFaults): Outage[] {
  return placed
    .filter(({ behaviour }) => behaviour.atBlockLevel === 'outage')
    .flatMap(({ fault: { at, until }, coalition }) =>
      [...coalition].map((node) => ({ node, at, until: until ?? Infinity })),
    );
}
