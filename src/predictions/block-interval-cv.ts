import { restakes } from './economy.js';
import { bobtailIntervalCv2, intervalCvError, parallelIntervalCv2 } from '../theory/block-intervals.js';
import { commonDelayS } from './honest-mining.js';
import type { FinishedRun, Prediction } from './prediction.js';

/** The law of the interval of protocols whose blocks take several puzzles. */
interface IntervalLaw {
  readonly cv: number;
  /** Means of the exponential times that an interval is the sum of, in any unit. */
  readonly means: readonly number[];
}

const LAWS: Readonly<Record<string, (k: number) => IntervalLaw>> = {
  bk: (k) => ({ cv: Math.sqrt(parallelIntervalCv2(k)), means: new Array<number>(k).fill(1) }),
  bobtail: (k) => ({ cv: Math.sqrt(bobtailIntervalCv2(k)), means: Array.from({ length: k }, (_, i) => i + 1) }),
};

/** Coefficient of variation of the times between blocks of the chain. */
function measuredCv(blockTimeS: (height: number) => number, height: number): number {
  let [sum, squares] = [0, 0];
  for (let at = 2; at <= height; at++) {
    const interval = blockTimeS(at) - blockTimeS(at - 1);
    sum += interval;
    squares += interval * interval;
  }
  const mean = sum / (height - 1);
  return Math.sqrt(Math.max(0, squares / (height - 1) - mean * mean)) / mean;
}

const blockIntervalCv: Prediction = {
  name: 'block_interval_cv',
  describe:
    'Coefficient of variation of the time between blocks that take k puzzles: 1/√k, or that of the mean of the k lowest hashes; delay, which does not vary, is the error',
  source: 'Keller & Böhme, Parallel Proof-of-Work, AFT 2022; Bissias & Levine, Bobtail, NDSS 2020, section IV',
  predict(run: FinishedRun) {
    const { kind, params, world } = run.spec;
    const { k, interval } = params as { readonly k: number; readonly interval: number };
    if (!Object.hasOwn(LAWS, kind)) return undefined;
    if (world.faults.length > 0) return { why: 'there are faults' };
    if (restakes(world.economy)) return { why: 'rewards change the hash power' };
    const delayS = commonDelayS(world);
    if (typeof delayS !== 'number') return delayS;
    const height = Number(run.columns['blocks_canonical']);
    if (height < 20 || !run.blockTimeS) return { why: 'fewer than 20 blocks whose times are known' };
    const { cv, means } = LAWS[kind]!(k);
    return {
      expected: cv,
      measured: measuredCv(run.blockTimeS, height),
      standardError: intervalCvError(means, height - 1),
      // A vote on its way and the block on its own add up to two delays to each interval. The estimate is biased by 1/n.
      modelError: cv * ((2 * delayS * 1_000_000) / interval + 1 / (height - 1)),
    };
  },
};
export default blockIntervalCv;
