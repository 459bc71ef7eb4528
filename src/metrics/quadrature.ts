/** Abscissas in (0, 1), ascending and symmetric about 1/2, with their weights, which sum to 1. */
export interface Quadrature {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * Gauss-Legendre rule of n nodes on [0, 1]: exact for polynomials up to degree 2n - 1. The roots of each Legendre
 * polynomial lie between those of the one before, so that bracketed Newton steps need no trigonometry, whose last digit
 * differs between engines.
 */
export function gaussLegendre(n: number): Quadrature {
  let roots: number[] = [];
  for (let degree = 1; degree <= n; degree++) {
    const brackets = [-1, ...roots, 1];
    roots = brackets.slice(1).map((high, i) => rootBetween(degree, brackets[i]!, high));
  }
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    // The mean of a root and its mirror image is exactly antisymmetric.
    const x = (roots[i]! - roots[n - 1 - i]!) / 2;
    const { slope } = legendre(n, x);
    nodes[i] = (1 + x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

function rootBetween(degree: number, from: number, to: number): number {
  let [low, high] = [from, to];
  const rising = legendre(degree, low).value < 0;
  let x = (low + high) / 2;
  for (let step = 0; step < 100; step++) {
    const { value, slope } = legendre(degree, x);
    if (value === 0) return x;
    if (value < 0 === rising) low = x;
    else high = x;
    const newton = x - value / slope;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= 1e-16) return next;
    x = next;
  }
  return x;
}

/** Legendre polynomial and its derivative, by the three-term recurrence. */
function legendre(degree: number, x: number): { value: number; slope: number } {
  let before = 1;
  let value = x;
  for (let j = 2; j <= degree; j++) {
    const next = ((2 * j - 1) * x * value - (j - 1) * before) / j;
    before = value;
    value = next;
  }
  return { value, slope: (degree * (x * value - before)) / (x * x - 1) };
}
