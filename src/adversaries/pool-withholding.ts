/**
 * Pool withholding: miners of one pool join another and hand in partial proofs of work only, so that the other shares its
 * revenue with power that finds nothing for it (Eyal, "The Miner's Dilemma", 2015, sections 4 and 5). The nodes of the fault are
 * these miners; `pool` are the others of their own pool, `into` those of the pool that they have joined. A pool is told by its
 * list of nodes: faults that name the same lists speak of the same pools.
 * A pool pays each of its miners, the strangers included, in proportion to the partial proofs that they hand in, and what its
 * own infiltrators are paid elsewhere goes into its purse. Partial proofs are so frequent that their number is power times
 * time; they are not simulated one by one. Revenue is counted by main-chain blocks, and is per unit of power, relative to a
 * network without the attack.
 * Can: throw full proofs away. Cannot: use them, or be told from an honest miner by what it hands in.
 */
import { z } from 'zod';
import type { Achieved, Behaviour, NodeId, RunOutcome } from '../contract.js';
import { FaultyNode } from './faulty-node.js';
import type { Results } from './attempts.js';

interface Params {
  readonly pool: readonly NodeId[];
  readonly into: readonly NodeId[];
}

class WithholdingMiner extends FaultyNode {
  override mined(): void {
    // A full proof is as good as a partial one to him, and better thrown away.
  }
}

interface Pool {
  readonly loyal: readonly NodeId[];
  /** Power that mines for it and finds nothing, by the pool that sent it. */
  readonly strangers: Map<Pool, number>;
  readonly sent: Map<Pool, number>;
}

/** Pools and who sends how much power where. */
function poolsOf(achieved: readonly Achieved<Params>[], weights: readonly number[]): Pool[] {
  const pools = new Map<string, Pool>();
  const named = (loyal: readonly NodeId[]) => {
    const key = [...loyal].sort((a, b) => a - b).join();
    const pool = pools.get(key) ?? { loyal, strangers: new Map<Pool, number>(), sent: new Map<Pool, number>() };
    pools.set(key, pool);
    return pool;
  };
  for (const { params, coalition } of achieved) {
    const [own, other] = [named(params.pool), named(params.into)];
    const power = sumOf([...coalition], weights);
    own.sent.set(other, (own.sent.get(other) ?? 0) + power);
    other.strangers.set(own, (other.strangers.get(own) ?? 0) + power);
  }
  return [...pools.values()];
}

const sumOf = (nodes: readonly NodeId[], weights: readonly number[]) =>
  nodes.reduce((sum, node) => sum + weights[node]!, 0);

/** Rounds in which the pools' accounts with each other are settled; each leaves less than the share of strangers open. */
const MOST_ROUNDS = 10_000;

/**
 * Revenue density of each pool, relative to a share of the chain as large as its share of the power: what it made itself and
 * what its infiltrators were paid, over all the power that it pays (equation 5 of the paper, for any number of pools).
 */
function densities(pools: readonly Pool[], { canonical, weights }: RunOutcome): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const own = pools.map(
    ({ loyal }) => canonical.filter((producer) => loyal.includes(producer)).length / canonical.length,
  );
  // It pays its loyal miners, those that it has sent away, and those that were sent to it.
  const paid = pools.map(({ loyal, strangers, sent }) => {
    let power = sumOf(loyal, weights);
    for (const other of [...strangers.values(), ...sent.values()]) power += other;
    return power / total;
  });
  let density = own.map((made, pool) => made / paid[pool]!);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = pools.map(({ sent }, pool) => {
      let made = own[pool]!;
      for (const [other, power] of sent) made += (power / total) * density[pools.indexOf(other)]!;
      return made / paid[pool]!;
    });
    const settled = next.every((value, pool) => Math.abs(value - density[pool]!) < 1e-13);
    density = next;
    if (settled) break;
  }
  return density;
}

const poolWithholding: Behaviour<Params> = {
  name: 'pool-withholding',
  describe: 'Mines for a foreign pool and throws away the full proofs of work that it finds',
  params: z.object({
    pool: z.array(z.int().min(0)).min(1).describe('The other miners of the pool that sends them'),
    into: z.array(z.int().min(0)).min(1).describe('The miners of the pool that they have joined'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'mined-blocks',
  requires({ pool, into }, { coalition }) {
    const named = [...pool, ...into];
    const own = named.find((node) => coalition.has(node));
    if (own !== undefined)
      throw new Error(`expected pools of others than the infiltrators, found ${own}, which is one`);
    const twice = named.find((node, index) => named.indexOf(node) !== index);
    if (twice !== undefined) throw new Error(`expected every node in one pool at most, found ${twice} a second time`);
  },
  results: {
    columns: {
      pool_attacker_revenue:
        'r₁: revenue per power of the pool that sends the first infiltrators, 1 without the attack',
      pool_victim_revenue: 'r₂: revenue per power of the pool that they have joined',
      pool_other_revenue: 'Revenue per power of the miners in no pool of the attack',
    },
    of(achieved, run): Results {
      const { canonical, weights } = run;
      const none = { why: 'no block became canonical' };
      if (canonical.length === 0) {
        return { pool_attacker_revenue: none, pool_victim_revenue: none, pool_other_revenue: none };
      }
      const pools = poolsOf(achieved, weights);
      const [attacker, victim] = densities(pools, run);
      const bound = new Set([
        ...pools.flatMap(({ loyal }) => loyal),
        ...achieved.flatMap(({ coalition }) => [...coalition]),
      ]);
      const free = [...weights.keys()].filter((node) => !bound.has(node));
      const power = sumOf(free, weights) / sumOf([...weights.keys()], weights);
      const made = canonical.filter((producer) => !bound.has(producer)).length / canonical.length;
      return {
        pool_attacker_revenue: attacker!,
        pool_victim_revenue: victim!,
        pool_other_revenue: power > 0 ? made / power : { why: 'all miners are in the pools of the attack' },
      };
    },
  },
  wrap: (honest) => (me) => new WithholdingMiner(honest(me)),
};

export default poolWithholding;
