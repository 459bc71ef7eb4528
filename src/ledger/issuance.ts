import type { Economy } from '../contract.js';

/**
 * New coins that a block at this height brings to whom the protocol pays.
 * @param genesisCoins all coins at genesis, which a geometric reward grows from
 */
export function rewardAt({ reward, halving, geometric }: Economy, height: number, genesisCoins: number): number {
  if (geometric) return geometricReward(geometric, height) * genesisCoins;
  if (!halving) return reward;
  let left = reward;
  for (let era = Math.floor(height / halving.blocks); era > 0 && left > 0; era--) left /= 2;
  return left;
}

/** r(n) = (1 + R)^(n/T) − (1 + R)^((n − 1)/T) for n = 1 … T, in units of the coins at genesis (Fanti et al., FC 2019). */
function geometricReward({ total, blocks }: { total: number; blocks: number }, n: number): number {
  if (n > blocks) return 0;
  const growth = Math.log1p(total) / blocks;
  return Math.exp((n - 1) * growth) * Math.expm1(growth);
}

/** New coins that all holders share with a block, by what they hold; `coins` are all there were before it. */
export function inflationOf({ inflation }: Economy, coins: number): number {
  if (!inflation) return 0;
  if ('coins' in inflation) return inflation.coins;
  return coins * Math.expm1(Math.log1p(inflation.rate) / inflation.blocks);
}

/** Whether there are ever new coins that whoever makes blocks is paid. */
export function rewards({ reward, geometric }: Economy): boolean {
  return reward > 0 || (geometric?.total ?? 0) > 0;
}
