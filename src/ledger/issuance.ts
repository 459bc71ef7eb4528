import type { Economy } from '../contract.js';

/** New coins that a block at this height brings: the reward, halved after every so many blocks where the economy says so. */
export function rewardAt({ reward, halving }: Economy, height: number): number {
  if (!halving) return reward;
  let left = reward;
  for (let era = Math.floor(height / halving.blocks); era > 0 && left > 0; era--) left /= 2;
  return left;
}
