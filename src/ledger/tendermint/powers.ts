/**
 * Voting power by height, and the proposers that follow from it: CometBFT's validator updates (what block h changes counts from
 * height h + 2 on) and its proposer selection, where powers are the stakes of the day.
 */
import type { BlockView, ChainFacts, NodeId, Protocol } from '../../contract.js';
import { DecidedStakes } from '../decided-stakes.js';
import { ProposerRotation } from '../proposer-rotation.js';
import { isMoreThanTwoThirds } from '../quorum.js';
import { Recent } from '../recent.js';
import { stakesStand } from '../stakes.js';
import { sumOf } from '../stake-weight.js';

/** From a decision to the first height at which the stakes after it vote. */
const DELAY = 2;
/** Heights whose powers and turns are kept; of the others every so many-th one's turns. */
const KEPT = 64;
/** What somebody new starts behind by, of all power, so that leaving and coming back brings no turn sooner. */
const ENTERS_BEHIND = 1.125;

export interface Power {
  /** By node. */
  readonly weights: ArrayLike<number>;
  readonly total: number;
}

/**
 * Worked out once for all nodes, from what the first of them decided. Of heights that nobody can have reached yet it knows
 * nothing, and gives the last powers there are.
 */
export class Powers {
  private readonly stakes: DecidedStakes;
  private readonly stands: boolean;
  private readonly first: Power;
  private readonly rotation: ProposerRotation;
  private readonly recent = new Recent<Power>(KEPT);
  private readonly turns = new Recent<Float64Array>(KEPT);
  /** Priorities after every so many-th height, from 0 on. */
  private readonly kept: Float64Array[];

  constructor(facts: ChainFacts) {
    this.stakes = new DecidedStakes(facts);
    this.stands = stakesStand(facts);
    this.first = powerOf(this.stakes.at(0));
    this.rotation = new ProposerRotation(Array.from(this.first.weights));
    this.kept = [new Float64Array(facts.weights.length)];
  }

  /** The value of a height is decided; heights come in order, from each node. */
  decided(height: number, maker: NodeId, culprits: readonly NodeId[]): void {
    if (height === this.stakes.decided + 1) this.stakes.add(maker, culprits);
  }

  at(height: number): Power {
    const after = Math.min(height - DELAY, this.stakes.decided);
    if (this.stands || after <= 0) return this.first;
    return this.recent.get(after, () => powerOf(this.stakes.at(after)));
  }

  /** proposer(h, round). */
  proposer(height: number, round: number): NodeId {
    if (this.stands) return this.rotation.at(height + round);
    const priorities = this.before(height).slice();
    const power = this.at(height);
    let chosen = 0;
    for (let turn = 0; turn <= round; turn++) chosen = take(priorities, power);
    return chosen;
  }

  /** Priorities before the first turn of a height. */
  private before(height: number): Float64Array {
    const last = Math.min(height - 1, this.stakes.decided + DELAY);
    for (let next = this.kept.length; next * KEPT <= last; next++) {
      this.kept.push(this.advanced(this.kept[next - 1]!, (next - 1) * KEPT, next * KEPT));
    }
    const from = Math.floor(last / KEPT);
    return this.turns.get(last, () => this.advanced(this.kept[from]!, from * KEPT, last));
  }

  private advanced(priorities: Float64Array, from: number, to: number): Float64Array {
    const next = priorities.slice();
    for (let height = from + 1; height <= to; height++) take(next, this.at(height));
    return next;
  }
}

/** Those of a run, which all nodes and judges know. */
export function powersOf(blocks: Pick<BlockView, 'derive'>, facts: ChainFacts): Powers {
  return blocks.derive('powers', 0, () => new Powers(facts));
}

/** Who proposes first by these powers. */
const firstProposer = (weights: readonly number[]): NodeId => new ProposerRotation(weights).at(1);

/** More than two thirds of the power at a height make a quorum, and precommits decide. */
export const votedByPower: Required<Pick<Protocol, 'quorum' | 'voices' | 'roles'>> = {
  roles: { leader: (_n, _params, weights) => [firstProposer(weights)] },
  quorum: {
    weighted: true,
    enough: isMoreThanTwoThirds,
    weights: (blocks, height, facts) => powersOf(blocks, facts).at(height).weights,
  },
  voices: {
    certificates: 'precommit',
    weigh: ({ height }, blocks, facts) => powersOf(blocks, facts).at(height).weights,
  },
};

function powerOf(weights: ArrayLike<number>): Power {
  return { weights, total: sumOf(weights) };
}

/** One turn: whose it is. Who has no power is as one who enters. */
function take(priorities: Float64Array, { weights, total }: Power): NodeId {
  let chosen = -1;
  for (let node = 0; node < priorities.length; node++) {
    if (!(weights[node]! > 0)) {
      priorities[node] = -ENTERS_BEHIND * total;
      continue;
    }
    priorities[node]! += weights[node]!;
    if (chosen < 0 || priorities[node]! > priorities[chosen]!) chosen = node;
  }
  priorities[chosen]! -= total;
  return chosen;
}
