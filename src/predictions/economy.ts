import type { Economy } from '../contract.js';

/** Whether what is paid adds to the weight of whom it is paid to. */
export function restakes({ compound, reward, geometric }: Economy): boolean {
  return compound && (reward > 0 || geometric !== undefined);
}
