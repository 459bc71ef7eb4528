/**
 * How hard the next block is, by a rule that sees only the chain: every epoch as Bitcoin does, or every block by an
 * exponential moving average or on an absolute schedule. Timestamps are honest.
 */
import { z } from 'zod';
import type { BlockId, BlockView, Condition, Time } from '../contract.js';
import { positiveDuration } from '../quantities.js';

export interface Retarget {
  readonly interval: Time;
  readonly retarget: 'none' | 'bitcoin' | 'ema' | 'asert';
  readonly epoch: number;
  readonly smoothing: number;
  readonly halfLife: Time;
}

/** The options of a protocol that retargets, to be spread into its own. */
export const retargetOptions = () => ({
  interval: positiveDuration().prefault('10 min').describe('Mean time between blocks at the genesis difficulty'),
  retarget: z
    .enum(['none', 'bitcoin', 'ema', 'asert'])
    .default('none')
    .describe(
      'Difficulty rule: constant; every epoch as Bitcoin does; every block by a moving average (wtema); every block on an absolute schedule (ASERT)',
    ),
  epoch: z.int().min(2).default(2016).describe('bitcoin: blocks between two retargets (m)'),
  smoothing: z.int().min(2).default(100).describe('ema: blocks over which it averages (N = 1/α)'),
  halfLife: positiveDuration()
    .prefault('2 d')
    .describe('asert: how far behind schedule the chain must be for the difficulty to halve'),
});

const onlyUnder = (rule: Retarget['retarget']): Condition<Retarget> => ({
  what: `retarget: ${rule}`,
  holds: ({ retarget }) => retarget === rule,
});

/** What these options are for. */
export const retargetConditions = {
  epoch: onlyUnder('bitcoin'),
  smoothing: onlyUnder('ema'),
  halfLife: onlyUnder('asert'),
};

/** Whether the difficulty ever changes. */
export const retargets = ({ retarget }: Retarget): boolean => retarget !== 'none';

/** How many heights below a tip the rule looks. */
export const retargetReach = ({ retarget, epoch }: Retarget): number => (retarget === 'bitcoin' ? epoch : 1);

/** Difficulty of the block on top of `tip`, relative to genesis. */
export function difficulty(blocks: BlockView, tip: BlockId, rule: Retarget): number {
  switch (rule.retarget) {
    case 'none':
      return 1;
    case 'bitcoin':
      return ofEpoch(blocks, tip, rule);
    case 'ema':
      return movingAverage(blocks, tip, rule);
    case 'asert':
      return onSchedule(blocks, tip, rule);
  }
}

/**
 * Bitcoin Core, pow.cpp: constant within an epoch of m blocks, of which m − 1 intervals are measured; a factor is clamped to a
 * quarter and four.
 */
function ofEpoch(blocks: BlockView, tip: BlockId, rule: Retarget): number {
  const m = rule.epoch;
  const height = blocks.height(tip) + 1;
  if (height < m) return 1;
  return blocks.derive('difficulty', tip, () => {
    const before = ofEpoch(blocks, blocks.parent(tip), rule);
    if (height % m !== 0) return before;
    const first = blocks.ancestor(tip, height - m);
    const actual = blocks.time(tip) - blocks.time(first);
    return before / Math.min(4, Math.max(0.25, actual / (m * rule.interval)));
  });
}

/**
 * wtema, the target-weighted exponential moving average of kyuupichan/difficulty (T. Harding's rule for Bitcoin Cash, 2017):
 * target' = target · (1 + (t/T − 1)/N), where the last block took the time t.
 */
function movingAverage(blocks: BlockView, tip: BlockId, rule: Retarget): number {
  if (tip === 0) return 1;
  return blocks.derive('difficulty', tip, () => {
    const parent = blocks.parent(tip);
    const took = blocks.time(tip) - blocks.time(parent);
    return movingAverage(blocks, parent, rule) / (1 + (took / rule.interval - 1) / rule.smoothing);
  });
}

/**
 * aserti3-2d (Bitcoin Cash specification 2020-11-15, Toomim, Lundeberg and others) without its integer arithmetic: the target
 * doubles for every half-life that the chain is behind schedule. The anchor is genesis, its parent one interval earlier.
 */
function onSchedule(blocks: BlockView, tip: BlockId, rule: Retarget): number {
  const behind = blocks.time(tip) - blocks.height(tip) * rule.interval;
  return Math.exp((-Math.LN2 * behind) / rule.halfLife);
}
