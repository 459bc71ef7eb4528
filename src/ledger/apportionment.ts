/**
 * Splits `n` among shares exactly, by largest remainder (Hamilton's method): every part is its exact quota rounded down
 * or up, and equal remainders go to the lower index.
 * @param shares at least 0 and not all 0; they need not sum to 1
 * @returns whole numbers that sum to n, one per share
 */
export function quotas(shares: readonly number[], n: number): Int32Array {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const exact = shares.map((share) => (share / total) * n);
  const parts = Int32Array.from(exact, Math.floor);
  const left = n - parts.reduce((sum, part) => sum + part, 0);
  const byRemainder = exact
    .map((quota, index) => ({ index, remainder: quota - Math.floor(quota) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  for (let rank = 0; rank < left; rank++) parts[byRemainder[rank]!.index]! += 1;
  return parts;
}
