/** Who votes on the blocks, beside who makes them. */
import type { BlockId, NodeId } from '../contract.js';
import { group } from '../metrics/coalition.js';
import effectiveProducers from '../metrics/columns/effective-producers.js';
import jsDistance from '../metrics/columns/js-distance.js';
import livenessCoefficient from '../metrics/columns/liveness-coefficient.js';
import maxPowerRatio from '../metrics/columns/max-power-ratio.js';
import nakamoto from '../metrics/columns/nakamoto.js';
import supermajorityCoefficient from '../metrics/columns/supermajority-coefficient.js';
import { computeColumns, type Metric } from '../metrics/metric.js';
import { GIVEN } from '../metrics/population.js';
import { isUndefined } from '../metrics/undefined.js';
import type { Weights } from '../metrics/weights.js';
import { Ballots } from '../observers/ballots.js';
import type { CanonicalBlock } from '../observers/outcome.js';
import type { Assembled } from './assembly.js';
import { groupingsOf } from './lenses.js';
import type { RunSpec } from './world.js';

/** The concentration of votes, in the weight that they were counted with; `voters_js_distance`: against the weights held. */
const OF_VOTES: readonly Metric[] = [
  nakamoto,
  livenessCoefficient,
  supermajorityCoefficient,
  maxPowerRatio,
  effectiveProducers,
  jsDistance,
];
const VOTERS = 'voters_';

export const VOTER_COLUMNS: readonly string[] = ['', 'owner_'].flatMap((lens) =>
  OF_VOTES.map(({ name }) => `${lens}${VOTERS}${name}`),
);

/** Hears of certificates, where the protocol says that it is they that decide. */
export function watchBallots(run: Assembled, { params }: Pick<RunSpec, 'params'>): Ballots | undefined {
  const { protocol, host, faults } = run;
  const { voices } = protocol;
  if (!voices || !('certificates' in voices)) return undefined;
  const blocks = host.tree.whole();
  const ballots = new Ballots(voices, { correct: faults.correct, blocks, facts: host.facts, params });
  host.outputs.add(ballots);
  return ballots;
}

export interface VoterColumns {
  readonly columns: Record<string, number | null>;
  readonly undefinedBecause: Record<string, string>;
  /** What they would be if votes were shared out as weights are. */
  readonly ofWeights: Record<string, number | null>;
}

/** The columns of `VOTER_COLUMNS`; none where who makes the blocks has all the say. */
export function voterColumns(
  spec: RunSpec,
  run: Assembled,
  ballots: Ballots | undefined,
  canonical: readonly CanonicalBlock[],
): VoterColumns {
  const seen: VoterColumns = { columns: {}, undefinedBecause: {}, ofWeights: {} };
  const votes = ballots?.weights ?? votesInBlocks(spec, run, canonical);
  if (!votes) return seen;
  const { names, named } = run.surroundings;
  put(seen, VOTERS, named.amounts(votes), named.weights);
  const { owner } = groupingsOf(spec.world, run.surroundings);
  if (!owner) return seen;
  const groupOf = new Map(names.map((name, node) => [name, owner[node]!]));
  put(seen, `owner_${VOTERS}`, group(named.amounts(votes), groupOf), group(named.weights, groupOf));
  return seen;
}

function put(seen: VoterColumns, prefix: string, votes: Weights, weights: Weights): void {
  for (const [name, value] of Object.entries(computeColumns(OF_VOTES, { counts: votes, weights, population: GIVEN }))) {
    seen.columns[prefix + name] = isUndefined(value) ? null : value;
    if (isUndefined(value)) seen.undefinedBecause[prefix + name] = value.reason;
  }
  const given = computeColumns(OF_VOTES, { counts: weights, weights, population: GIVEN });
  for (const [name, value] of Object.entries(given)) seen.ofWeights[prefix + name] = isUndefined(value) ? null : value;
}

/** Votes that the canonical blocks carry, by voter. */
function votesInBlocks({ params }: RunSpec, { protocol, host }: Assembled, canonical: readonly CanonicalBlock[]) {
  const { voices } = protocol;
  if (!voices || !('carried' in voices)) return undefined;
  const { tree } = host;
  const blocks = tree.whole();
  let blockOf = (id: number): BlockId | undefined => id;
  if (protocol.finality.by === 'decide') {
    const made = new Map<number, BlockId>();
    for (let block = 1; block < tree.size; block++) made.set((blocks.header(block) as { value: number }).value, block);
    blockOf = (value) => made.get(value);
  }
  const votes = new Float64Array(host.facts.weights.length);
  const add = (node: NodeId, weight: number) => void (votes[node]! += weight);
  for (const { id } of canonical) {
    const block = blockOf(id);
    if (block !== undefined) voices.carried(blocks, block, add, host.facts, params);
  }
  return votes;
}
