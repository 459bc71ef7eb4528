import type { DelayLaw } from '../../src/contract.js';
import { KeyedDraw } from '../../src/kernel/keyed-draw.js';
import { RandomStreams } from '../../src/kernel/random-streams.js';
import { mostWork } from '../../src/race/fork-choice.js';
import type { RaceOptions } from '../../src/race/options.js';
import { Race } from '../../src/race/race.js';
import { Tally } from '../../src/race/tally.js';

export const INTERVAL_US = 600_000_000;

export interface Raced {
  readonly race: Race;
  readonly tally: Tally;
  readonly height: number;
  /** Blocks that were made, up to that height. */
  readonly mined: number;
}

/** Without delay, unless a law is given; all nodes outside the coalitions are correct. */
export function raced(
  powers: readonly number[],
  blocks: number,
  { seed = 'race', ...options }: Partial<RaceOptions> & { seed?: string } = {},
): Raced {
  const streams = new RandomStreams(seed);
  const law: DelayLaw = { delay: () => 0 };
  const tally = new Tally({
    nodes: powers.length,
    windowBlocks: 100,
    centralized: 1,
    drawnBlocks: 0,
    pays: () => undefined,
  });
  const faulty = new Set(options.withholders?.flatMap(({ nodes }) => nodes));
  const race = new Race({
    powers,
    interval: INTERVAL_US,
    draws: {
      intervalDraw: streams.stream('interval'),
      winnerDraw: streams.stream('winner'),
      puzzleDraw: streams.stream('puzzle'),
    },
    law,
    delayDraw: new KeyedDraw(seed, 'latency'),
    tieDraw: new KeyedDraw(seed, 'tie'),
    forkChoice: mostWork,
    difficulty: () => 1,
    reach: 0,
    withholders: [],
    outages: [],
    correct: powers.map((_, node) => !faulty.has(node)),
    quorum: 1,
    confirmations: 6,
    target: blocks,
    tally,
    reinvested: () => 0,
    ...options,
  });
  race.run({ time: Infinity, events: Infinity });
  const height = race.finish();
  return { race, tally, height, mined: height + tally.staleBlocks };
}

/** Share of the chain. */
export function shareOf({ tally, height }: Raced, nodes: readonly number[]): number {
  return nodes.reduce((sum, node) => sum + tally.canonicalOf[node]!, 0) / height;
}
