/** A draw in (0, 1) from a source of draws in [0, 1), for quantile functions that are infinite at 0. */
export function positiveDraw(random: () => number): number {
  let u = random();
  while (u === 0) u = random();
  return u;
}
