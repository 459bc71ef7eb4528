/** A run of a stake lottery at block level: the same scenario, carried out by draws alone, and what it leaves behind. */
import type { Protocol } from '../contract.js';
import { KeyedDraw } from '../kernel/keyed-draw.js';
import { RandomStreams } from '../kernel/random-streams.js';
import { coinsAtGenesis, sumOf } from '../ledger/stake-weight.js';
import { Lottery } from '../lottery/lottery.js';
import type { RunRecord } from '../runner/record.js';
import { blockRecord, NO_MESSAGES } from './block-record.js';
import type { BlockLevelOptions } from './block-level.js';
import type { Account } from './producers.js';
import { SLASHED, slashes, stakeColumns } from './stake-columns.js';
import { surroundings, type Surroundings } from './surroundings.js';
import type { RunSpec } from './world.js';

const US_PER_S = 1_000_000;
const NO_DELAYS = 'a lottery at block level leaves delays out';
const TIMES = ['latency_p50_s', 'latency_p95_s', 'latency_first_s', 'latency_quorum_s', 'latency_last_s'];
const OF_MESSAGES = ['messages_per_block', 'view_changes'];

/** Carries out one run by blocks alone. Same specification, same record, on every machine. */
export function simulateLottery(spec: RunSpec, options: BlockLevelOptions): RunRecord {
  const { world, params } = spec;
  const protocol = options.registry.protocols.get(spec.kind);
  const rules = protocol.lottery;
  if (!rules) throw new Error(`${protocol.name} has no block level`);
  const streams = new RandomStreams(spec.seed);
  const around = surroundings(world, options.registry, streams);
  const interval = rules.interval(params);
  const { blocks, ended } = lengthOf(spec, interval);
  const { window } = world;
  const lottery = new Lottery({
    facts: { weights: around.weights, economy: world.economy },
    interval,
    blocks,
    draw: new KeyedDraw(spec.seed, 'lottery'),
    delegationDraw: new KeyedDraw(spec.seed, 'delegation'),
    window: { blocks: window.blocks, centralized: window.centralized ?? 1 },
  });
  lottery.run();
  return recordOf(
    { spec, protocol, streams, around, lottery, blocks, ended, spanS: (blocks * interval) / US_PER_S },
    options,
  );
}

interface DrawnRun {
  readonly spec: RunSpec;
  readonly protocol: Protocol;
  readonly streams: RandomStreams;
  readonly around: Surroundings;
  readonly lottery: Lottery;
  readonly blocks: number;
  readonly ended: RunRecord['ended'];
  readonly spanS: number;
}

function recordOf(run: DrawnRun, options: BlockLevelOptions): RunRecord {
  const { spec, around, lottery, blocks, spanS } = run;
  const coins = lottery.draws.coins();
  const { economy } = spec.world;
  const stakes = stakeColumns(economy, around.named, coins);
  if (slashes(economy))
    stakes.columns[SLASHED] =
      (lottery.draws.slashed ?? 0) / sumOf(coinsAtGenesis({ weights: around.weights, economy }));
  const unknown = [...TIMES, ...OF_MESSAGES];
  const because = unknown.map((name) => [name, TIMES.includes(name) ? NO_DELAYS : NO_MESSAGES]);
  return blockRecord(
    {
      ...run,
      digest: lottery.digest.hex(),
      account: accountOf(lottery),
      owned: stakes.owned,
      windows: lottery.windows.full(),
      centralizedAt: lottery.sliding.reached,
      counted: countedColumns(run),
      timed: Object.fromEntries(unknown.map((name) => [name, null])),
      more: stakes.columns,
      undefinedBecause: { ...Object.fromEntries(because), ...stakes.undefinedBecause },
      latencies: [],
      agreement: { is: 'unknown', why: NO_DELAYS },
      finished: (columns, producers) => {
        const lastBlockS = blocks > 0 ? spanS : undefined;
        return { spec, columns, producers, faulty: [], coins, lastBlockS };
      },
    },
    options,
  );
}

function countedColumns({ spec, blocks, spanS }: DrawnRun) {
  return {
    nodes: spec.world.nodes.count,
    events: blocks,
    sim_time_s: spanS,
    blocks_canonical: blocks,
    blocks_stale: 0,
    stale_rate: blocks > 0 ? 0 : null,
    decisions: blocks,
    messages: null,
    bytes: null,
  };
}

/** How many blocks are made, and what ends the run. */
function lengthOf({ world }: RunSpec, interval: number): { blocks: number; ended: RunRecord['ended'] } {
  const { blocks = Infinity, time = Infinity, events } = world.stop;
  const inTime = Math.floor(time / interval);
  if (events < Math.min(blocks, inTime)) return { blocks: events, ended: 'events' };
  return blocks <= inTime ? { blocks, ended: 'blocks' } : { blocks: inTime, ended: 'time' };
}

function accountOf({ canonicalOf: made, draws }: Lottery): Account {
  const reward = draws.rewards();
  const issued = reward.reduce((sum, paid) => sum + paid, 0);
  return { scheduled: made, produced: made, canonical: made, reward, issued, fees: 0 };
}
