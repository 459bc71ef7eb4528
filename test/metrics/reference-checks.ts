import {
  GIVEN,
  atkinson,
  bottomShare,
  coefficientOfVariation,
  concentrationRatio,
  custom,
  effectiveProducers,
  evenness,
  gini,
  hhi,
  hhiNormalized,
  hhiPoints,
  hhiUnbiased,
  hoover,
  isUndefined,
  kwonEpsilon,
  livenessCoefficient,
  lorenzCurve,
  lorenzOrdinate,
  maxPowerRatio,
  meanLogDeviation,
  nakamotoCoefficient,
  renyiEntropy,
  shannonEntropy,
  shapleyShubik,
  supermajorityCoefficient,
  tauIndex,
  theil,
  topShare,
  zipfExponent,
} from '../../src/metrics/index.js';
import type { Undefined, Weights } from '../../src/metrics/index.js';

const population = GIVEN;
/** 1e-9 relative; the absolute part only serves values that are 0 but for the rounding of shares. */
export function expectClose(actual: number | Undefined | null, wanted: number | null, what: string): void {
  if (wanted === null) {
    if (actual !== null && !isUndefined(actual)) throw new Error(`${what}: ${actual}, expected undefined`);
    return;
  }
  const value = typeof actual === 'number' ? actual : NaN;
  const error = Math.abs(value - wanted);
  if (!(error <= 1e-9 * Math.abs(wanted) || error <= 1e-15)) throw new Error(`${what}: ${value}, expected ${wanted}`);
}

type Check = (w: Weights, wanted: any, what: string) => void;
const close =
  (metric: (w: Weights) => number | Undefined): Check =>
  (w, wanted, what) =>
    expectClose(metric(w), wanted, what);
const exactly =
  (metric: (w: Weights) => unknown): Check =>
  (w, wanted, what) =>
    expect({ [what]: metric(w) }).toEqual({ [what]: wanted });
const each =
  (metric: (w: Weights, key: string) => number | Undefined): Check =>
  (w, wanted, what) => {
    for (const [key, value] of Object.entries(wanted)) expectClose(metric(w, key), value as number, `${what} ${key}`);
  };

const order = (key: string) => (key === 'inf' ? Infinity : Number(key));
const fraction = (key: string, strict: boolean) => {
  const [numerator, denominator] = key.includes('/')
    ? key.split('/')
    : [key.slice(2), `1${'0'.repeat(key.length - 2)}`];
  return custom(Number(numerator), Number(denominator), strict);
};

const checks: Record<string, Check> = {
  population: exactly((w) => w.size),
  active: exactly((w) => [...w.values()].filter((value) => value > 0).length),
  concentrationRatio: each((w, m) => concentrationRatio(w, Number(m))),
  maxPowerRatio: close(maxPowerRatio),
  tau_strict: (w, wanted, what) => {
    for (const [key, m] of Object.entries(wanted))
      exactly(() => tauIndex(w, fraction(key, true)))(w, m, `${what} ${key}`);
  },
  tau_inclusive: (w, wanted, what) => {
    for (const [key, m] of Object.entries(wanted))
      exactly(() => tauIndex(w, fraction(key, false)))(w, m, `${what} ${key}`);
  },
  nakamoto: exactly(nakamotoCoefficient),
  nakamotoLiveness: exactly(livenessCoefficient),
  nakamotoSupermajority: exactly(supermajorityCoefficient),
  hhi: close(hhi),
  hhiPoints: close(hhiPoints),
  hhiNormalized_population: close((w) => hhiNormalized(w, { population })),
  hhiNormalized_active: close((w) => hhiNormalized(w)),
  gini_population: close((w) => gini(w, { population })),
  gini_active: close((w) => gini(w)),
  giniCorrected_active: close((w) => gini(w, { correction: 'n-1' })),
  shannonBits: close((w) => shannonEntropy(w)),
  shannonNats: close((w) => shannonEntropy(w, { base: Math.E })),
  shannonNormalized_active: close((w) => evenness(w)),
  shannonNormalized_population: close((w) => evenness(w, { population })),
  renyiBits: each((w, key) => renyiEntropy(w, order(key))),
  hill: each((w, key) => effectiveProducers(w, { order: order(key) })),
  theilT_population: close((w) => theil(w, { population })),
  theilT_active: close((w) => theil(w)),
  theilL_active: close((w) => meanLogDeviation(w)),
  atkinson_active: each((w, key) => atkinson(w, Number(key))),
  atkinson_population: each((w, key) => atkinson(w, Number(key), { population })),
  cv_population: close((w) => coefficientOfVariation(w, { population })),
  cv_active: close((w) => coefficientOfVariation(w)),
  hoover_population: close((w) => hoover(w, { population })),
  topShare10pct: (w, wanted, what) => expectClose(topShare(w, 0.1, { population }), wanted.share, what),
  bottomShare50pct: (w, wanted, what) => expectClose(bottomShare(w, 0.5, { population }), wanted.share, what),
  lorenz_active_deciles: (w, wanted, what) => {
    const curve = lorenzCurve(w);
    if (isUndefined(curve)) throw new Error(what);
    wanted.forEach((value: number, i: number) => expectClose(lorenzOrdinate(curve, i / 10), value, `${what} ${i}`));
  },
  kwonEpsilon_active: each((w, key) => kwonEpsilon(w, { percentile: Number(key) })),
  zipfExponent_active: close((w) => zipf(w).exponent),
  zipfR2_active: (w, wanted, what) => expectClose(zipf(w).r2, wanted, what),
  shannonBits_millerMadow: close((w) => shannonEntropy(w, { correction: 'miller-madow' })),
  hhiUnbiased: close(hhiUnbiased),
  shapleyShubik_majority: (w, wanted, what) =>
    [...(shapleyShubik(w) as ReadonlyMap<string, number>).values()].forEach((power, i) =>
      expectClose(power, wanted[i], what),
    ),
};

function zipf(w: Weights) {
  const fit = zipfExponent(w);
  return isUndefined(fit) ? { exponent: fit, r2: fit } : fit;
}

/** Fields that say how a value was made rather than what it is. */
const remarks = new Set(['total', 'note', 'quota']);

/** Holds every expected metric of one distribution against ours. */
export function checkAll(w: Weights, metrics: Record<string, unknown>): void {
  for (const [name, wanted] of Object.entries(metrics)) {
    if (remarks.has(name)) continue;
    if (checks[name] === undefined) throw new Error(`no check for ${name}`);
    checks[name](w, wanted, name);
  }
  if (metrics['total'] === 0) expect(nakamotoCoefficient(w)).toEqual({ value: null, reason: 'empty' });
}
