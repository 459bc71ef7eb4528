import { restakes } from './economy.js';
import { retargetBias, retargetedMeanVariance } from '../theory/retarget.js';
import { movingAverageBias, movingAverageMeanVariance, scheduleDeviation } from '../theory/retarget-every-block.js';
import { longestChain, type LongestChainParams } from './honest-mining.js';
import type { FinishedRun, Forecast, MiningCounts, Prediction, Unpredicted } from './prediction.js';

/** In shorter epochs the clamp of a retarget to a quarter and four is felt. */
const LEAST_EPOCH = 20;
/** Lengths of a rule's memory until its start is forgotten, and until it is felt that there was one. */
const FORGOTTEN = 10;

/** What is known of the main chain. */
interface MainChain {
  readonly height: number;
  readonly timeS: (height: number) => number;
  readonly mining: MiningCounts;
}

function byEpochs({ epoch }: LongestChainParams, targetS: number, chain: MainChain): Forecast | Unpredicted {
  if (epoch < LEAST_EPOCH) return { why: `in epochs of fewer than ${LEAST_EPOCH} blocks the clamp is felt` };
  const epochs = Math.floor((chain.height + 1) / epoch) - 1;
  if (epochs < 1) return { why: 'no whole epoch after the first retarget' };
  const seconds = chain.timeS((epochs + 1) * epoch - 1) - chain.timeS(epoch - 1);
  return {
    expected: targetS * retargetBias(epoch, epoch - 1),
    measured: seconds / (epochs * epoch),
    standardError: targetS * Math.sqrt(retargetedMeanVariance(epoch, epochs)),
    // The part of an interval that is delay does not vary, which lessens the bias of 2/epoch in proportion.
    modelError: (2 * (chain.mining.behindS ?? 0)) / epoch,
  };
}

function byAverage({ smoothing }: LongestChainParams, targetS: number, chain: MainChain): Forecast | Unpredicted {
  const from = FORGOTTEN * smoothing;
  const intervals = chain.height - from;
  if (intervals < smoothing) return { why: `the chain is shorter than ${FORGOTTEN + 1} times what it averages over` };
  return {
    expected: targetS * movingAverageBias(smoothing),
    measured: (chain.timeS(chain.height) - chain.timeS(from)) / intervals,
    standardError: targetS * Math.sqrt(movingAverageMeanVariance(smoothing, intervals)),
    // Delay does not vary: of the bias of 1/(2 N) twice its part is missing. And terms of higher order.
    modelError: (chain.mining.behindS ?? 0) / smoothing + targetS / (smoothing * smoothing),
  };
}

function bySchedule({ halfLife }: LongestChainParams, targetS: number, chain: MainChain): Forecast | Unpredicted {
  const intervals = halfLife / 1_000_000 / targetS;
  if (intervals < 1) return { why: 'the half-life is shorter than an interval' };
  if (chain.height < FORGOTTEN * intervals) return { why: `the chain is shorter than ${FORGOTTEN} half-lives` };
  return {
    expected: targetS,
    measured: chain.timeS(chain.height) / chain.height,
    standardError: (targetS * scheduleDeviation(intervals)) / chain.height,
    // On average it is a quarter of an interval behind.
    modelError: targetS / chain.height,
  };
}

const RULES = { bitcoin: byEpochs, ema: byAverage, asert: bySchedule };

function mainChain({ columns, blockTimeS, mining }: FinishedRun): MainChain | undefined {
  if (!blockTimeS || !mining) return undefined;
  return { height: Number(columns['blocks_canonical']), timeS: blockTimeS, mining };
}

const retargetedInterval: Prediction = {
  name: 'retargeted_interval_s',
  describe:
    'Mean time between main-chain blocks at constant power: after the first retarget n/(n − 2) times the target, because n − 1 of n intervals are measured; under a moving average of N blocks about 1 + 1/(2 N) times; on a schedule the target itself',
  source: 'derived from the Gamma law of an epoch (Bitcoin Core, pow.cpp), and from the recursions of wtema and ASERT',
  predict(run) {
    const params = longestChain(run);
    if (!params || params.retarget === 'none') return undefined;
    const { world } = run.spec;
    if (world.faults.length > 0) return { why: 'there are faults' };
    if (restakes(world.economy)) return { why: 'rewards change the hash power' };
    const chain = mainChain(run);
    if (!chain) return { why: 'no whole epoch after the first retarget' };
    return RULES[params.retarget](params, params.interval / 1_000_000, chain);
  },
};
export default retargetedInterval;
