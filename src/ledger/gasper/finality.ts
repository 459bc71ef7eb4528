/** Justification and finalization: the specification's weigh_justification_and_finalization. */
import type { Checkpoint } from './attestations.js';

const GENESIS: Checkpoint = { epoch: 0, root: 0 };

export interface Finality {
  /** Which of the last four epochs are justified, the newest in the lowest bit. */
  readonly bits: number;
  readonly previousJustified: Checkpoint;
  readonly currentJustified: Checkpoint;
  readonly finalized: Checkpoint;
}

export const GENESIS_FINALITY: Finality = {
  bits: 0,
  previousJustified: GENESIS,
  currentJustified: GENESIS,
  finalized: GENESIS,
};

/** What the votes of the epoch that ends, and of the one before it, come to. */
export interface Weighed {
  readonly previous: Checkpoint;
  readonly current: Checkpoint;
  readonly previousEnough: boolean;
  readonly currentEnough: boolean;
}

/** The end of the epoch of `current`. Votes of the first two epochs justify nothing yet. */
export function weigh(before: Finality, { previous, current, previousEnough, currentEnough }: Weighed): Finality {
  const { epoch } = current;
  if (epoch <= 1) return before;
  const { previousJustified: oldPrevious, currentJustified: oldCurrent } = before;
  let bits = (before.bits << 1) & 0b1111;
  let { finalized } = before;
  let currentJustified = oldCurrent;
  if (previousEnough) {
    currentJustified = previous;
    bits |= 0b10;
  }
  if (currentEnough) {
    currentJustified = current;
    bits |= 0b1;
  }
  // Counting back from this epoch: 2nd to 4th justified, the 4th as source; 2nd and 3rd, the 3rd; 1st to 3rd; 1st and 2nd.
  if ((bits & 0b1110) === 0b1110 && oldPrevious.epoch + 3 === epoch) finalized = oldPrevious;
  if ((bits & 0b110) === 0b110 && oldPrevious.epoch + 2 === epoch) finalized = oldPrevious;
  if ((bits & 0b111) === 0b111 && oldCurrent.epoch + 2 === epoch) finalized = oldCurrent;
  if ((bits & 0b11) === 0b11 && oldCurrent.epoch + 1 === epoch) finalized = oldCurrent;
  return { bits, previousJustified: oldCurrent, currentJustified, finalized };
}
