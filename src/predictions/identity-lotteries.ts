/** When a protocol draws the maker of a block among identities, one ticket each, and what that says of a run. */
import { rotationDispersion } from '../theory/identity-lotteries.js';
import { isWhy, tooFew } from './honest-mining.js';
import type { FinishedRun, Forecast, Prediction, Unpredicted } from './prediction.js';

const ROTATION = 'fair-rotation';
const ELAPSED_TIME = 'poet';
const STAKE_LOTTERY = 'pos-lots';
const OWNERS = 'sybil';

interface Lottery {
  /** Tickets: identities. */
  readonly n: number;
  /** Variance of the number of wins, over that of a plain draw. */
  readonly dispersion: number;
}

/** @returns undefined for a protocol that draws by something else */
function lotteryOf(run: FinishedRun): Lottery | Unpredicted | undefined {
  const { kind, params, world } = run.spec;
  if (kind !== ROTATION && kind !== ELAPSED_TIME) return undefined;
  if (world.faults.some((fault) => 'partition' in fault || fault.behaviour !== OWNERS))
    return { why: 'there are faults' };
  const few = tooFew(run, 100);
  if (few) return few;
  const n = world.nodes.count;
  if (n < 2) return { why: 'there is one identity' };
  if (kind === ELAPSED_TIME) return { n, dispersion: 1 };
  if (((params['founders'] as number | undefined) ?? n) < n)
    return { why: 'identities are admitted in the course of the run' };
  const coolDown = params['coolDown'] as number | 'half';
  return { n, dispersion: rotationDispersion(n, coolDown === 'half' ? Math.floor(n / 2) : Math.min(coolDown, n - 1)) };
}

/** Scatter of the wins of equal identities over that of a plain draw, which is 1: the index of dispersion. */
export const winDispersion: Prediction = {
  name: 'win_dispersion',
  describe: 'Scatter of the blocks of each identity, over that of a plain draw (1); less where winners sit out',
  source: 'renewal theory; the chi-square statistic over its degrees of freedom',
  predict(run) {
    const lottery = lotteryOf(run);
    if (!lottery || isWhy(lottery)) return lottery;
    const { n, dispersion } = lottery;
    // It looks at every win again, and so refuses far more of honest ones than its level says: 20 nodes and 1,000 blocks
    // scatter by .78 ± .04 with it, by 1.00 ± .05 without (40 runs each).
    if (run.spec.kind === ELAPSED_TIME && run.spec.params['zMax'] !== 'none')
      return { why: 'the z-test refuses wins of whoever won much: wins scatter less than draws, by no known formula' };
    if (dispersion === 0) return { why: 'makers follow upon each other in a fixed order' };
    const blocks = Number(run.columns['blocks_canonical']);
    const mean = blocks / n;
    if (mean < 5) return { why: 'fewer than five blocks for each identity' };
    const squares = run.producers.reduce((sum, { canonical }) => sum + (canonical - mean) * (canonical - mean), 0);
    return {
      expected: dispersion,
      measured: squares / mean / (n - 1),
      standardError: dispersion * Math.sqrt(2 / (n - 1)),
      // Of the first gaps, which begin at genesis and not at a win.
      modelError: 1 / mean,
    };
  },
};

/** Share of owners of many identities: by number where identities are drawn, by stake where coins are. */
export const sybilShare: Prediction = {
  name: 'sybil_share',
  describe: 'Share of owners of several identities: their share of the identities, or of the stake where that is drawn',
  source: 'one ticket each; Douceur, The Sybil Attack, IPTPS 2002',
  predict(run) {
    const { columns, spec } = run;
    const identities = Number(columns['sybil_identities'] ?? 0);
    if (identities === 0) return undefined;
    const lottery = spec.kind === STAKE_LOTTERY ? plainDraw(run) : lotteryOf(run);
    if (!lottery || isWhy(lottery)) return lottery;
    const { n, dispersion } = lottery;
    const p = spec.kind === STAKE_LOTTERY ? Number(columns['sybil_weight_share']) : identities / n;
    if (p <= 0 || p >= 1 || dispersion === 0) return { why: 'nothing is left to chance' };
    const blocks = Number(columns['blocks_canonical']);
    const variance = (p * (1 - p) * dispersion) / blocks;
    return {
      expected: p,
      measured: Number(columns['sybil_share']),
      standardError: Math.sqrt(variance),
    } satisfies Forecast;
  },
};

function plainDraw(run: FinishedRun): Lottery | Unpredicted {
  const { faults, nodes, economy } = run.spec.world;
  if (faults.some((fault) => 'partition' in fault || fault.behaviour !== OWNERS)) return { why: 'there are faults' };
  if (economy.compound && economy.reward > 0) return { why: 'rewards are staked again' };
  return tooFew(run, 100) ?? { n: nodes.count, dispersion: 1 };
}
