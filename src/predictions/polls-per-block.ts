import type { NodeId } from '../contract.js';
import { slotsInARowVariance, snowballSampling } from '../theory/committees.js';
import type { FinishedRun, Forecast, Prediction, Unpredicted } from './prediction.js';

interface SnowParams {
  readonly variant: string;
  readonly k: number;
  readonly alpha: number;
  readonly alphaConfidence: number;
  readonly beta: number;
  readonly concurrentPolls: number;
  readonly queryTimeout: number;
  readonly interval: number;
}

/** Times the mean time of a decision that blocks must be apart, so that one is nowhere undecided when the next comes. */
const APART = 20;
/** Mean and variance of the number of others among k draws by share. */
function othersAsked(shares: readonly number[], self: NodeId, k: number): { mean: number; variance: number } {
  const missed = shares.map((share) => Math.exp(k * Math.log1p(-share)));
  let [mean, variance] = [0, 0];
  for (let j = 0; j < shares.length; j++) {
    if (j === self || shares[j] === 0) continue;
    mean += 1 - missed[j]!;
    variance += missed[j]! * (1 - missed[j]!);
    for (let l = 0; l < shares.length; l++) {
      if (l === self || l === j || shares[l] === 0) continue;
      const both = 1 - shares[j]! - shares[l]!;
      variance += (both > 0 ? Math.exp(k * Math.log(both)) : 0) - missed[j]! * missed[l]!;
    }
  }
  return { mean, variance };
}

/** Why polls are not independent draws of constant success; undefined when they are. */
function notPlain({ spec, faulty, producers }: FinishedRun, params: SnowParams): Unpredicted | undefined {
  const { network, faults } = spec.world;
  if (params.variant === 'slush') return { why: 'Slush stops after so many polls, whatever they gave' };
  if (params.concurrentPolls > 1) return { why: 'several polls are under way at once' };
  if (params.alpha !== params.alphaConfidence) return { why: 'two thresholds are in use' };
  if (network.topology.kind !== 'complete' || network.latency.kind !== 'constant')
    return { why: 'nodes have not all heard of a block when polls begin' };
  if (network.bandwidth || network.loss > 0 || network.reordering || network.synchrony)
    return { why: 'messages are lost or held back' };
  const silent = faults.every((fault) => 'behaviour' in fault && fault.behaviour === 'silent' && fault.at === 0);
  if (!silent || (faulty.length > 0 && faults.some((fault) => fault.until !== null)))
    return { why: 'some nodes do else than keep silent throughout' };
  const heard = producers.filter((_, node) => !faulty.includes(node));
  if (heard.some(({ produced, canonical }) => produced > canonical)) return { why: 'blocks conflicted' };
  return undefined;
}

function predict(run: FinishedRun): Forecast | Unpredicted | undefined {
  if (run.spec.kind !== 'snowman') return undefined;
  const params = run.spec.params as unknown as SnowParams;
  const unfit = notPlain(run, params);
  if (unfit) return unfit;
  const blocks = Number(run.columns['decisions']);
  if (!(blocks > 0)) return { why: 'nothing was decided' };
  const total = run.producers.reduce((sum, { weight }) => sum + weight, 0);
  const shares = run.producers.map(({ weight }) => weight / total);
  const silent = new Set(run.faulty);
  const heard = Math.min(1, 1 - [...silent].reduce((sum, node) => sum + shares[node]!, 0));
  const { quorum, queries } = snowballSampling(params.k, params.alpha, params.beta, heard);
  const roundTrip = 2 * (run.spec.world.network.latency['delay'] as number);
  const meanUs = queries * (quorum * roundTrip + (1 - quorum) * params.queryTimeout);
  if (params.interval < APART * meanUs) return { why: 'the next block may come before the last is decided everywhere' };
  const alive = [...shares.keys()].filter((node) => !silent.has(node));
  const asked = alive.map((node) => othersAsked(shares, node, params.k));
  const perPoll = asked.reduce((sum, { mean }) => sum + mean, 0);
  if (!(perPoll > 0)) return { why: 'there is nobody else to ask' };
  const spread = asked.reduce(
    (sum, { mean, variance }) => sum + mean * mean * slotsInARowVariance(quorum, params.beta) + queries * variance,
    0,
  );
  return {
    expected: queries,
    measured: Number(run.columns['messages_query']) / (perPoll * blocks),
    standardError: Math.sqrt(spread / blocks) / perPoll,
  };
}

const pollsPerBlock: Prediction = {
  name: 'polls_per_block',
  describe:
    'Polls of a node for one block of Snowman while a share of the stake is silent, counted by the queries sent: until β of them succeed in a row',
  source:
    'Rocket et al., arXiv 1906.08936, figure 2; runs of successes: Feller, volume 1, XIII.7; Wald for the queries',
  predict,
};
export default pollsPerBlock;
