/** What becomes of the times between blocks when miners hop at retargets. */
import { retargetBias } from '../theory/retarget.js';
import { attackOf } from './attacks.js';
import { isWhy } from './honest-mining.js';
import type { FinishedRun, Prediction, Unpredicted } from './prediction.js';

/** Standard deviations of a difficulty that must lie between it and the threshold, so that hoppers are rarely wrong. */
const CLEAR = 3;

interface Hopping {
  /** Target interval in seconds. */
  readonly targetS: number;
  readonly share: number;
  /** Intervals over the target while hoppers are there, and while they are away. */
  readonly with: number;
  readonly without: number;
  readonly blocks: number;
  /** Relative error for epochs that are not whole, and for delays, which do not shrink with the difficulty. */
  readonly unevenness: number;
}

/**
 * After an epoch without hoppers, of a share h, the difficulty falls to 1 − h, and they come; after one with them it is 1
 * again, and they go. Both kinds of epoch have as many blocks, and both times are longer by what a retarget is wrong.
 */
function hoppingOf(run: FinishedRun): Hopping | Unpredicted | undefined {
  const attack = attackOf<{ readonly leaveAt?: number | undefined }>(run, 'hash-power-hopping');
  if (!attack || isWhy(attack)) return attack;
  const { params, chain, share, x } = attack;
  if (chain.retarget !== 'bitcoin') return { why: 'the difficulty is not set anew epoch by epoch' };
  if (params.leaveAt !== undefined) return { why: 'the threshold is not half-way between the difficulties' };
  if (share <= 0 || share >= 0.75) return { why: 'the difficulty may change by four at most' };
  const { epoch } = chain;
  if (share / 2 < CLEAR / Math.sqrt(epoch)) return { why: 'in epochs so short chance moves the difficulty as much' };
  const blocks = Number(run.columns['blocks_canonical']);
  if (blocks < 4 * epoch) return { why: 'fewer than four epochs' };
  const bias = retargetBias(epoch, epoch - 1);
  return {
    targetS: chain.interval / 1_000_000,
    share,
    with: bias * (1 - share),
    without: bias / (1 - share),
    blocks,
    unevenness: (blocks % (2 * epoch)) / blocks + 2 / epoch + x,
  };
}

/** Two Gamma laws of an epoch enter its length: of its own blocks, and of those that set its difficulty. */
const LAWS = 2;

function hopping(
  name: string,
  describe: string,
  of: (hopping: Hopping) => { expected: number; standardError: number },
): Prediction {
  return {
    name,
    describe,
    source: 'derived from the Gamma law of an epoch; Meshkov, Chepurnoy, Jansen, CBT 2017, section 3, for the attack',
    predict(run) {
      const hoppers = hoppingOf(run);
      if (!hoppers || isWhy(hoppers)) return hoppers;
      const { expected, standardError } = of(hoppers);
      const measured = run.columns[name];
      if (typeof measured !== 'number') return { why: 'hoppers were never there' };
      return { expected, measured, standardError, modelError: expected * hoppers.unevenness };
    },
  };
}

export const hoppingInterval = hopping(
  'hopping_block_interval_s',
  'Mean time between blocks while a share h hops: ((1 − h) + 1/(1 − h))/2 times what it is without',
  ({ targetS, with: fast, without: slow, blocks }) => ({
    expected: (targetS * (fast + slow)) / 2,
    standardError: (targetS * Math.sqrt((fast * fast + slow * slow) * LAWS * 2)) / (2 * Math.sqrt(blocks)),
  }),
);

export const hoppingPresence = hopping(
  'hopping_presence',
  'Share of the time for which hoppers mine: (1 − h)²/((1 − h)² + 1)',
  ({ with: fast, without: slow, blocks }) => {
    const expected = fast / (fast + slow);
    return { expected, standardError: expected * (1 - expected) * Math.sqrt((4 * LAWS) / blocks) };
  },
);

export const hoppingGain = hopping(
  'hopping_gain',
  'Blocks of hoppers over those of as much power at the first difficulty in the same time: 1/(1 − h)',
  ({ share, with: fast, blocks }) => ({
    expected: 1 / fast,
    standardError: Math.sqrt(((1 - share) / share + LAWS) / (blocks / 2)) / fast,
  }),
);
