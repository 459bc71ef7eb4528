/** How fast the chain of a slot lottery grows under one delay between all, and how many blocks go stale. */
import { type SlotChain, slotChain } from '../theory/slot-chains.js';
import { otherStakes } from './economy.js';
import { commonDelayS, staleRateError, tooFew } from './honest-mining.js';
import type { FinishedRun, Prediction, Unpredicted } from './prediction.js';

const SLOT_LOTTERY = 'praos';
const US_PER_S = 1_000_000;
/** Leaders in a delay beyond which the closed form was held against nothing. */
const MOST_LEADERS = 1;
const LEAST_BLOCKS = 20;

interface Chain extends SlotChain {
  readonly slotS: number;
  readonly blocks: number;
}

/** @returns undefined for another protocol */
function chainOf(run: FinishedRun): Chain | Unpredicted | undefined {
  const { spec, producers, columns } = run;
  if (spec.kind !== SLOT_LOTTERY) return undefined;
  const { world, params } = spec;
  if (world.faults.length > 0) return { why: 'there are faults' };
  const other = otherStakes(world.economy);
  if (other) return other;
  if (world.network.relay) return { why: 'a relay adds to the delays' };
  const delayS = commonDelayS(world);
  if (typeof delayS !== 'number') return delayS;
  const few = tooFew(run, LEAST_BLOCKS);
  if (few) return few;
  const slotS = (params['slot'] as number) / US_PER_S;
  const f = params['f'] as number;
  const slots = delayS / slotS;
  if (slots > 0 && Number.isInteger(slots)) return { why: 'blocks arrive at the very moment when a slot begins' };
  const delay = Math.max(1, Math.ceil(slots));
  if (f * delay > MOST_LEADERS) return { why: `a delay has more than ${MOST_LEADERS} slots with leaders` };
  const stakes = producers.map(({ weight }) => weight);
  return { ...slotChain(f, stakes, delay), slotS, blocks: Number(columns['blocks_canonical']) };
}

const SOURCE =
  'David et al., Ouroboros Praos, Eurocrypt 2018, section 3; the delay and who knows its own blocks: derived (theory/slot-chains)';

export const slotsPerBlock: Prediction = {
  name: 'slots_per_block',
  describe:
    'Slots from a height of the chain to the next, with one delay of D slots between all: D − 1 + 1/f, less where the same leads twice within D',
  source: SOURCE,
  predict(run) {
    const chain = chainOf(run);
    if (!chain || 'why' in chain) return chain;
    const { gap: expected, deviation, error, slotS, blocks } = chain;
    const { blockTimeS } = run;
    if (!blockTimeS) return { why: 'nobody knows when blocks were made' };
    const measured = (blockTimeS(blocks) - blockTimeS(1)) / slotS / (blocks - 1);
    return { expected, measured, standardError: deviation / Math.sqrt(blocks - 1), modelError: error * expected };
  },
};

export const slotStaleRate: Prediction = {
  name: 'slot_stale_rate',
  column: 'stale_rate',
  describe: 'Share of stale blocks, with one delay of D slots between all: 1 − 1/(gap · μ), μ being leaders a slot',
  source: SOURCE,
  predict(run) {
    const chain = chainOf(run);
    if (!chain || 'why' in chain) return chain;
    const { stale: expected, error, blocks } = chain;
    if (!(expected > 1e-12)) return { why: 'no fork can arise' };
    const made = blocks + Number(run.columns['blocks_stale']);
    const standardError = staleRateError(expected, made);
    return { expected, measured: Number(run.columns['stale_rate']), standardError, modelError: error * (1 - expected) };
  },
};
