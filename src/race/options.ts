import type { BlockId, BlockView, DelayLaw, NodeId, Time } from '../contract.js';
import type { MiningOptions } from '../drivers/mining.js';
import type { PoolingOptions } from '../drivers/pooling.js';
import type { KeyedDraw } from '../kernel/keyed-draw.js';
import type { MakeForkChoice } from './fork-choice.js';
import type { Tally } from './tally.js';
import type { WithholderOptions } from './withholder.js';
import type { NamingRules } from './named-blocks.js';

/** Times between which a node is off: it neither mines nor hears. */
export interface Outage {
  readonly node: NodeId;
  readonly at: Time;
  /** Infinity: for ever. */
  readonly until: Time;
}

export interface RaceOptions {
  readonly powers: readonly number[];
  /** Mean time between blocks while all of the genesis power mines at difficulty 1. */
  readonly interval: Time;
  readonly draws: Pick<MiningOptions, 'intervalDraw' | 'winnerDraw' | 'puzzleDraw'>;
  readonly law: DelayLaw;
  readonly delayDraw: KeyedDraw;
  /** Who follows a withholder in a tie. */
  readonly tieDraw: KeyedDraw;
  readonly forkChoice: MakeForkChoice;
  /** Work of the block on top of `tip`, a function of its chain, which looks back at most `reach` heights. */
  readonly difficulty: (blocks: BlockView, tip: BlockId) => number;
  readonly reach: number;
  /** Where blocks name others beside their parent, at most `reach` heights below it. */
  readonly naming?: NamingRules | undefined;
  readonly withholders: readonly WithholderOptions[];
  readonly outages: readonly Outage[];
  /** By node: whether no fault ever touches it. */
  readonly correct: readonly boolean[];
  /** Correct nodes that make a quorum. */
  readonly quorum: number;
  readonly confirmations: number;
  /** Height at which the run stops; Infinity for none. */
  readonly target: number;
  readonly tally: Tally;
  /** Power that a block of this height adds to its producer's when it first becomes final. */
  readonly reinvested: (height: number) => number;
  readonly pooling?: PoolingChoice | undefined;
}

/** Miners who join pools, and the draws by which they do. */
export type PoolingChoice = Pick<PoolingOptions, 'pools' | 'riskAversion' | 'revision' | 'draw'>;

/** Why the race ended: its height was reached, time or events were used up, or nothing is left to happen. */
export type RaceEnding = 'stopped' | 'time' | 'events' | 'idle';
