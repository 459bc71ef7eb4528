/** Who sits in which committee, by the chain. */
import type { BlockId, BlockView, Certificate, ChainFacts, NodeContext } from '../../contract.js';
import { replays } from '../mempool.js';
import { oracle } from '../oracle.js';
import { Recent } from '../recent.js';
import { type Committee, Sortition, wholeStakes } from '../sortition.js';
import { stakesAfter, stakesStand } from '../stakes.js';
import { CERT, kindOf, periodOf, PROPOSE, slotOf } from './bundles.js';
import type { Options } from './options.js';

/** δ_s: a round's committees are drawn from the seed of so many rounds before. */
const SEED_LOOKBACK = 2;

/** Distributions of stake kept, one a round where stakes change. */
const KEPT = 8;

/** What every block states. */
export interface Header {
  /** In which it was first proposed. */
  readonly period: number;
  readonly value: number;
}
/** What of a node's surroundings decides on committees. */
export type Surroundings = Pick<NodeContext, 'blocks' | 'contents' | keyof ChainFacts>;

/** Q of a block: from the seed δ_s rounds before, and the proposer if it was proposed in period 0 ("Seed"). */
function seedOf(blocks: BlockView, block: BlockId, facts: ChainFacts): number {
  return blocks.derive('seed', block, () => {
    const height = blocks.height(block);
    if (height === 0) return facts.genesisSeed;
    const before = seedOf(blocks, blocks.ancestor(block, Math.max(0, height - SEED_LOOKBACK)), facts);
    return oracle(before, (blocks.header(block) as Header).period === 0 ? 1 + blocks.producer(block) : 0);
  });
}

/** The committee of a step, by a chain that ends in the block of δ_s rounds before, or in any block on top of it. */
export function committeeOf(
  chain: BlockId,
  { round, period, step }: { round: number; period: number; step: number },
  me: ChainFacts & Pick<Surroundings, 'blocks'>,
  p: Options,
): Committee {
  const { blocks } = me;
  const seed = seedOf(blocks, blocks.ancestor(chain, Math.max(0, round - SEED_LOOKBACK)), me);
  const staked = stakesStand(me) ? 0 : blocks.ancestor(chain, Math.max(0, round - p.balanceLookback));
  const sortitions = blocks.derive('sortitions', 0, () => new Recent<Sortition>(KEPT));
  const sortition = sortitions.get(staked, () => new Sortition(wholeStakes(stakesAfter(blocks, staked, me), p.stake)));
  const size = step === PROPOSE ? p.proposers : p[kindOf(step)].size;
  return sortition.committee(oracle(oracle(seed, round), slotOf(period, step)), size);
}

/** By node: its seats in the committee whose votes certified a block. */
export function certSeats(bundle: Certificate, blocks: BlockView, facts: ChainFacts, p: Options): ArrayLike<number> {
  const { value, height: round } = bundle;
  return committeeOf(value, { round, period: periodOf(bundle), step: CERT }, { blocks, ...facts }, p).seats;
}

/** A valid entry: proposed by a node with a seat, with requests that its chain does not hold yet. */
export function isSound(block: BlockId, me: Surroundings, p: Options): boolean {
  const { blocks } = me;
  return blocks.derive('sound', block, () => {
    const round = blocks.height(block);
    if (round === 0) return true;
    const { period, value } = blocks.header(block) as Header;
    const contents = blocks.contents(block);
    const batch = me.contents(value);
    return (
      isSound(blocks.parent(block), me, p) &&
      Number.isSafeInteger(period) &&
      period >= 0 &&
      committeeOf(block, { round, period, step: PROPOSE }, me, p).seats[blocks.producer(block)]! > 0 &&
      contents.length <= p.blockTransactions &&
      contents.length === batch.length &&
      contents.every((request, i) => request === batch[i]) &&
      !replays(blocks, block)
    );
  });
}
