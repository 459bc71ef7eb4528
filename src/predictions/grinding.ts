/** What grinding of the seed gains where a seed is made from contents. */
import { grinding, grindingOver } from '../theory/stake-lotteries.js';
import { shareOf } from './attacks.js';
import { otherStakes } from './economy.js';
import { tooFew } from './honest-mining.js';
import type { FinishedRun, Prediction, Unpredicted } from './prediction.js';

const LOTTERY = 'pos-lots';
const GRINDING = 'grinding';

interface Ground {
  readonly s: number;
  readonly m: number;
}

function ground(run: FinishedRun): Ground | Unpredicted | undefined {
  const { spec } = run;
  if (spec.kind !== LOTTERY) return undefined;
  const { faults, economy } = spec.world;
  const fault = faults.find((each) => 'behaviour' in each && each.behaviour === GRINDING);
  if (!fault || !('behaviour' in fault)) return undefined;
  if (faults.length > 1) return { why: 'there are other faults' };
  if (fault.at > 0 || fault.until !== null) return { why: 'the attack does not last the whole run' };
  const other = otherStakes(economy);
  if (other) return other;
  if (Number(run.columns['blocks_stale']) > 0) return { why: 'some blocks came too late for their turn' };
  return tooFew(run) ?? { s: shareOf(run, run.faulty), m: fault.params['tries'] as number };
}

export const grindingShare: Prediction = {
  name: 'grinding_share',
  describe:
    'Share of the chain of who tries m blocks each time: s/(s + (1 − s)^m) in the long run, and what the first blocks add or lack',
  source: 'a chain of two states, who made the last block; Kiayias et al., Ouroboros, Crypto 2017, on grinding',
  predict(run) {
    const known = ground(run);
    if (!known || 'why' in known) return known;
    const { mean, deviation } = grindingOver(known.s, known.m, Number(run.columns['blocks_canonical']));
    if (!(deviation > 0)) return { why: 'the share is certain' };
    return { expected: mean, measured: Number(run.columns['grinding_share']), standardError: deviation };
  },
};

export const grindingNext: Prediction = {
  name: 'grinding_next',
  describe: 'Chance that who tries m blocks each time makes the next one too: 1 − (1 − s)^m',
  source: 'm independent draws; Kiayias et al., Ouroboros, Crypto 2017, on grinding',
  predict(run) {
    const known = ground(run);
    if (!known || 'why' in known) return known;
    const measured = run.columns['grinding_next'];
    if (typeof measured !== 'number') return { why: 'no block came after one of the coalition' };
    const { next } = grinding(known.s, known.m);
    const own = Number(run.columns['grinding_share']) * Number(run.columns['blocks_canonical']);
    const standardError = Math.sqrt((next * (1 - next)) / own);
    if (!(standardError > 0)) return { why: 'it is certain' };
    return { expected: next, measured, standardError };
  },
};
