/** How many leaders the slots of Ouroboros Praos have, and how often the largest staker is one. */
import { praosLeads, praosLeaders } from '../theory/stake-lotteries.js';
import { otherStakes } from './economy.js';
import { rankOf } from './honest-mining.js';
import type { FinishedRun, Prediction, SlotCounts, Unpredicted } from './prediction.js';

const SLOT_LOTTERY = 'praos';
const LEAST_SLOTS = 100;

interface Counted {
  readonly f: number;
  readonly slots: SlotCounts;
  readonly weights: readonly number[];
}

function counted(run: FinishedRun): Counted | Unpredicted | undefined {
  const { slots, spec, producers } = run;
  if (spec.kind !== SLOT_LOTTERY || !slots) return undefined;
  if (spec.world.faults.length > 0) return { why: 'there are faults' };
  const other = otherStakes(spec.world.economy);
  if (other) return other;
  if (slots.begun < LEAST_SLOTS) return { why: `fewer than ${LEAST_SLOTS} slots` };
  return { f: spec.params['f'] as number, slots, weights: producers.map(({ weight }) => weight) };
}

/** A share of the slots, each of which is one by itself with the expected chance. */
function shareOfSlots(
  name: string,
  describe: string,
  of: (run: Counted) => { readonly expected: number; readonly count: number },
): Prediction {
  return {
    name,
    describe,
    source: 'David et al., Ouroboros Praos, Eurocrypt 2018, section 3 (independent aggregation)',
    predict(run) {
      const known = counted(run);
      if (!known || 'why' in known) return known;
      const { expected, count } = of(known);
      const standardError = Math.sqrt((expected * (1 - expected)) / known.slots.begun);
      if (!(standardError > 0)) return { why: 'the share is certain' };
      return { expected, measured: count / known.slots.begun, standardError };
    },
  };
}

export const emptySlots = shareOfSlots(
  'empty_slot_share',
  'Share of slots without a leader: 1 − f, however the stake is split',
  ({ f, slots }) => ({ expected: 1 - f, count: slots.begun - slots.single - slots.several }),
);

export const singleSlots = shareOfSlots(
  'single_slot_share',
  'Share of slots with one leader: Σ φ_i Π_{j≠i} (1 − φ_j), for many small stakes −(1 − f) ln(1 − f)',
  ({ f, slots, weights }) => ({ expected: praosLeaders(f, weights).single, count: slots.single }),
);

export const severalSlots = shareOfSlots(
  'several_slot_share',
  'Share of slots with several leaders, who fork the chain: what the others leave',
  ({ f, slots, weights }) => ({ expected: praosLeaders(f, weights).several, count: slots.several }),
);

export const largestLeads = shareOfSlots(
  'largest_slot_share',
  'Slots led by the largest staker (of all that are as large, the mean): φ = 1 − (1 − f)^share',
  ({ f, slots, weights }) => {
    const rows = weights.map((weight) => ({ weight }));
    const { miners: stakers, share } = rankOf(rows, 'largest');
    const count = stakers.reduce((sum, staker) => sum + slots.made[staker]!, 0) / stakers.length;
    return { expected: praosLeads(f, share / stakers.length), count };
  },
);
