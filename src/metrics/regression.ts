/** An ordinary least-squares line. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Share of the variance of y explained, or null where y does not vary. */
  readonly r2: number | null;
}

/** Least-squares line through the points, or null where x does not vary (a single point, or equal ones). */
export function leastSquares(x: ArrayLike<number>, y: ArrayLike<number>): Line | null {
  const n = x.length;
  if (isConstant(x)) return null;
  let meanX = 0;
  let meanY = 0;
  for (let i = 0; i < n; i++) {
    meanX += x[i]! / n;
    meanY += y[i]! / n;
  }
  if (isConstant(y)) return { slope: 0, intercept: y[0]!, r2: null };
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const dx = x[i]! - meanX;
    const dy = y[i]! - meanY;
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const slope = xy / xx;
  return { slope, intercept: meanY - slope * meanX, r2: Math.min(1, (xy * xy) / (xx * yy)) };
}

/** Ranks from 1, ties sharing their mean rank. */
export function averageRanks(values: readonly number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let i = start; i < end; i++) ranks[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return ranks;
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return false;
  return true;
}
