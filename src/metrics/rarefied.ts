/**
 * Concentration at a common number of units. A finite count looks more concentrated than what it was drawn from, the more so the
 * fewer units: E = H + (1 − H)/N. So counts of different size are brought to one size before they are compared.
 */

/**
 * The Herfindahl index that `units` of the `counted` ones would show, drawn without replacement, on average:
 * 1/m + (1 − 1/m) Ĥ, where Ĥ = Σ n(n − 1) / (N(N − 1)) is Simpson's index without sampling bias (Simpson, "Measurement of
 * Diversity", Nature 163, 1949; rarefaction: Hurlbert, "The Nonconcept of Species Diversity", Ecology 52, 1971). Units drawn
 * by weight with index H show H + (1 − H)/m on average, however many were counted. Null below two units.
 */
export function rarefiedHhi(hhi: number, { counted, units }: { counted: number; units: number }): number | null {
  if (counted < 2 || units < 1) return null;
  if (counted === units) return hhi;
  const unbiased = (counted * hhi - 1) / (counted - 1);
  return drawnHhi(unbiased, units);
}

/** The Herfindahl index of `units` independent draws by weights of index `hhi`, on average. */
export function drawnHhi(hhi: number, units: number): number {
  return hhi + (1 - hhi) / units;
}
