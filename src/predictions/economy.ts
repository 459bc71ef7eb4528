import type { Economy } from '../contract.js';
import type { Unpredicted } from './prediction.js';

/** Whether what is paid adds to the weight of whom it is paid to. */
export function restakes({ compound, reward, geometric }: Economy): boolean {
  return compound && (reward > 0 || geometric !== undefined);
}

/** Why stakes do not stay and count as they are at genesis; undefined where they do. */
export function otherStakes(economy: Economy): Unpredicted | undefined {
  const { inflation, compound, stakeWeight = 'linear', splits, changes, delegation, spending } = economy;
  if (restakes(economy) || (compound && inflation)) return { why: 'rewards change the stakes' };
  if (spending) return { why: 'fees change the stakes' };
  if (changes) return { why: 'stakes are cut, or validators come and go' };
  if (delegation) return { why: 'holders delegate to pools' };
  if (stakeWeight !== 'linear') return { why: 'coins count by a concave law' };
  if (splits?.some(({ cost }) => cost > 0)) return { why: 'identities cost coins' };
  return undefined;
}
