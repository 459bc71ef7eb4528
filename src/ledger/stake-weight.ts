/** How coins count in a lottery, and what the number of an owner's identities does to it. */
import type { ChainFacts, StakeSplit, StakeWeight } from '../contract.js';

/** Coins of every owner before the first block: the weights, without what identities cost. */
export function coinsAtGenesis({ weights, economy }: Pick<ChainFacts, 'weights' | 'economy'>): readonly number[] {
  const costly = economy.splits?.filter(({ cost }) => cost > 0) ?? [];
  if (costly.length === 0) return weights;
  const coins = [...weights];
  for (const { owner, identities, cost } of costly) {
    coins[owner]! -= identities * cost;
    if (!(coins[owner]! >= 0)) {
      const price = `${identities} identities at ${cost} each`;
      throw new RangeError(`node ${owner} cannot pay for ${price}: it has ${weights[owner]!}`);
    }
  }
  return coins;
}

/** As how many identities every owner shows itself. */
export function identitiesOf({ weights, economy }: Pick<ChainFacts, 'weights' | 'economy'>): Float64Array {
  const identities = new Float64Array(weights.length).fill(1);
  for (const { owner, identities: count } of economy.splits ?? []) identities[owner] = count;
  return identities;
}

/**
 * What owners count: k identities with s/k coins each count k · f(s/k) together, which k = 1 makes least where f is
 * concave, and which does not depend on k where it is linear. Identities of an owner are drawn as one, which is the same
 * where each is drawn in proportion to its weight.
 */
export function countedStakes(
  coins: ArrayLike<number>,
  law: StakeWeight,
  splits: readonly StakeSplit[] = [],
): Float64Array {
  const counted = new Float64Array(coins.length);
  for (let owner = 0; owner < coins.length; owner++) counted[owner] = countedStake(coins[owner]!, law);
  for (const { owner, identities } of splits)
    counted[owner] = identities * countedStake(coins[owner]! / identities, law);
  return counted;
}

/** f(s): s, √s or ln(1 + s). */
export function countedStake(coins: number, law: StakeWeight): number {
  switch (law) {
    case 'linear':
      return coins;
    case 'sqrt':
      return Math.sqrt(coins);
    case 'log':
      return Math.log1p(coins);
  }
}

export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
