/** What the rules of PoET say of waits, and of nodes whose enclaves draw often. */
import { elapsedTimeInterval } from '../theory/identity-lotteries.js';
import { commonDelayS, staleRateError, tooFew } from './honest-mining.js';
import type { FinishedRun, Prediction } from './prediction.js';

const ELAPSED_TIME = 'poet';
const BROKEN = 'broken-enclave';
const US_PER_S = 1_000_000;

const seconds = (run: FinishedRun, param: string) => (run.spec.params[param] as number) / US_PER_S;

export const elapsedInterval: Prediction = {
  name: 'elapsed_interval_s',
  describe: 'Mean time between blocks of PoET after its start: the least wait, the target, and what the estimate adds',
  source: 'PoET 1.0 specification, local mean; bias and error derived',
  predict(run) {
    const { kind, params, world } = run.spec;
    if (kind !== ELAPSED_TIME) return undefined;
    if (world.faults.length > 0) return { why: 'there are faults' };
    if (params['zMax'] !== 'none') return { why: 'the z-test refuses some wins of the honest' };
    const sample = params['sampleLength'] as number;
    const few = tooFew(run, sample + 10);
    if (few) return few;
    const delayS = commonDelayS(world);
    if (typeof delayS !== 'number') return delayS;
    if (!run.blockTimeS || run.lastBlockS === undefined) return { why: 'times of blocks are not kept' };
    const blocks = Number(run.columns['blocks_canonical']) - sample;
    const [minimumS, targetS] = [seconds(run, 'minimum'), seconds(run, 'target')];
    const n = world.nodes.count;
    const { meanS, standardErrorS } = elapsedTimeInterval({ minimumS, targetS, sample, n, delayS, blocks });
    return {
      expected: meanS,
      measured: (run.lastBlockS - run.blockTimeS(sample)) / blocks,
      standardError: standardErrorS,
      // Of second order in the estimate's error, and in the delay over the target: rivals, and who hears last.
      modelError: (2 * targetS) / (sample * sample) + (delayS * delayS) / targetS,
    };
  },
};

/** Local mean of the certificate on top of a block of the start, in seconds. */
function startingMeanS(run: FinishedRun, height: number): number {
  const ratio = height / (run.spec.params['sampleLength'] as number);
  const ends = [seconds(run, 'target'), seconds(run, 'initial')] as const;
  const [from, to] = run.spec.params['blend'] === 'published' ? ends : [ends[1], ends[0]];
  return from * (1 - ratio * ratio) + to * ratio * ratio;
}

export const elapsedStaleRate: Prediction = {
  name: 'elapsed_stale_rate',
  column: 'stale_rate',
  describe: 'Stale share of blocks of PoET: those whose waits end within a delay of the shortest, to first order',
  source: 'PoET 1.0 specification; n − 1 exponential waits of the local mean each',
  predict(run) {
    const { kind, params, world } = run.spec;
    if (kind !== ELAPSED_TIME) return undefined;
    if (world.faults.length > 0) return { why: 'there are faults' };
    const sample = params['sampleLength'] as number;
    const few = tooFew(run, sample + 10);
    if (few) return few;
    const delayS = commonDelayS(world);
    if (typeof delayS !== 'number') return delayS;
    const n = world.nodes.count;
    const blocks = Number(run.columns['blocks_canonical']);
    const perMean = delayS * (n - 1);
    let rivals = ((blocks - sample) * perMean) / (n * seconds(run, 'target'));
    let second = rivals * (perMean / (n * seconds(run, 'target')));
    for (let height = 0; height < sample; height++) {
      const x = perMean / startingMeanS(run, height);
      rivals += x;
      second += x * x;
    }
    if (rivals < 1) return { why: 'fewer than one stale block is to be expected' };
    if (second > 0.2 * rivals) return { why: 'the delay is over a fifth of an interval' };
    const expected = rivals / (blocks + rivals);
    return {
      expected,
      measured: Number(run.columns['stale_rate']),
      standardError: staleRateError(expected, blocks),
      modelError: second / blocks,
    };
  },
};

export const brokenEnclaveShare: Prediction = {
  name: 'broken_enclave_share',
  describe:
    'Share of nodes whose enclaves draw m times each where no z-test stops them: m for each of them, 1 for the others',
  source: 'the least of independent exponential waits',
  predict(run) {
    const { kind, params, world } = run.spec;
    if (kind !== ELAPSED_TIME || world.faults.length === 0) return undefined;
    const [fault] = world.faults;
    if (!fault || world.faults.length > 1 || 'partition' in fault || fault.behaviour !== BROKEN) return undefined;
    if (params['zMax'] !== 'none') return { why: 'the z-test caps it' };
    const draws = fault.params['draws'] as number | undefined;
    if (draws === undefined) return { why: 'they always win' };
    const few = tooFew(run, 100);
    if (few) return few;
    if (fault.at > 0 || fault.until !== null) return { why: 'they do it for a while only' };
    const broken = run.faulty.length;
    const p = (broken * draws) / (broken * draws + world.nodes.count - broken);
    const blocks = Number(run.columns['blocks_canonical']);
    return {
      expected: p,
      measured: Number(run.columns['broken_enclave_share']),
      standardError: Math.sqrt((p * (1 - p)) / blocks),
    };
  },
};
