import { retargetBias, retargetedMeanVariance } from '../theory/retarget.js';
import { longestChain } from './honest-mining.js';
import type { Prediction } from './prediction.js';

/** In shorter epochs the clamp of a retarget to a quarter and four is felt. */
const LEAST_EPOCH = 20;

const retargetedInterval: Prediction = {
  name: 'retargeted_interval_s',
  describe:
    'Mean time between main-chain blocks after the first retarget, at constant power: n/(n − 2) times the target, because n − 1 of n intervals are measured',
  source: 'derived from the Gamma law of an epoch; Bitcoin Core, pow.cpp',
  predict(run) {
    const params = longestChain(run);
    if (!params || params.retarget !== 'bitcoin') return undefined;
    const { world } = run.spec;
    if (world.faults.length > 0) return { why: 'there are faults' };
    if (world.economy.compound && world.economy.reward > 0) return { why: 'rewards change the hash power' };
    const { epoch, interval } = params;
    if (epoch < LEAST_EPOCH) return { why: `in epochs of fewer than ${LEAST_EPOCH} blocks the clamp is felt` };
    const height = Number(run.columns['blocks_canonical']);
    const epochs = Math.floor((height + 1) / epoch) - 1;
    if (epochs < 1) return { why: 'no whole epoch after the first retarget' };
    if (!run.blockTimeS || !run.mining) return { why: 'the times of blocks are not kept at this level of detail' };
    const bias = retargetBias(epoch, epoch - 1);
    const targetS = interval / 1_000_000;
    const seconds = run.blockTimeS((epochs + 1) * epoch - 1) - run.blockTimeS(epoch - 1);
    return {
      expected: targetS * bias,
      measured: seconds / (epochs * epoch),
      standardError: targetS * Math.sqrt(retargetedMeanVariance(epoch, epochs)),
      // The part of an interval that is delay does not vary, which lessens the bias of 2/epoch in proportion.
      modelError: (2 * (run.mining.behindS ?? 0)) / epoch,
    };
  },
};
export default retargetedInterval;
