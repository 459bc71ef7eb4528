import type { ShareTable } from './distribution.js';
import { undefinedBecause } from './undefined.js';
import type { Undefined } from './undefined.js';
import { compareProducers, distributionOf } from './weights.js';
import type { Weights } from './weights.js';

/** Realised shares p beside expected shares q of the same producers, in the order of ids. */
export interface SharePairs {
  readonly producers: readonly string[];
  readonly p: Float64Array;
  readonly q: Float64Array;
}

/** How one producer fared. */
export interface ProducerLuck {
  readonly producer: string;
  readonly realised: number;
  readonly expected: number;
  /** realised - expected. */
  readonly gain: number;
  /** realised / expected: 1 is par; `unreachable` for a producer without weight that produced, `empty` for 0 / 0. */
  readonly luck: number | Undefined;
}

/** What became of the weights: realised shares p against expected shares q. */
export interface DivergenceReport {
  /** Kullback-Leibler divergence sum p log2(p/q) in bits; `unreachable` where a producer without weight produced. */
  readonly kl: number | Undefined;
  /** sum q log2(q/p) in bits; `unreachable` where a producer with weight produced nothing. */
  readonly klReverse: number | Undefined;
  /** Producers without weight that produced: why `kl` is undefined. */
  readonly zeroWeightProducers: readonly string[];
  /** Producers with weight that produced nothing: why `klReverse` is undefined. */
  readonly silentProducers: readonly string[];
  /** Jensen-Shannon divergence in bits, [0, 1]. */
  readonly jsBits: number | Undefined;
  /** Its square root, a metric, [0, 1]. */
  readonly jsDistance: number | Undefined;
  /** Half the L1 distance, [0, 1]: the share of blocks that went elsewhere. */
  readonly totalVariation: number | Undefined;
  /** Hellinger distance, [0, 1]. */
  readonly hellinger: number | Undefined;
  /** Largest and smallest p - q. */
  readonly maxGain: number | Undefined;
  readonly maxLoss: number | Undefined;
  /** Who gained and who lost most, the first by id among equals; null where undefined. */
  readonly mostGained: string | null;
  readonly mostLost: string | null;
  /** Every producer, in the order of ids. */
  readonly producers: readonly ProducerLuck[];
  readonly convention: Readonly<Record<string, string>>;
}

/** All measures of divergence at once. Each is `empty` where either side holds nothing. */
export function divergence(realised: Weights, expected: Weights): DivergenceReport {
  const pairs = pairShares(realised, expected);
  const luck = luckOf(pairs);
  const gains = luck.map(({ gain }) => gain);
  const nameOf = (gain: number | Undefined) =>
    typeof gain === 'number' ? (luck[gains.indexOf(gain)]?.producer ?? null) : null;
  const gain = maxGain(realised, expected);
  const loss = maxLoss(realised, expected);
  const empty = isEmpty(pairs);
  return {
    kl: empty ?? kullbackLeibler(pairs.p, pairs.q),
    klReverse: empty ?? kullbackLeibler(pairs.q, pairs.p),
    zeroWeightProducers: pairs.producers.filter((_, i) => pairs.p[i]! > 0 && pairs.q[i] === 0),
    silentProducers: pairs.producers.filter((_, i) => pairs.q[i]! > 0 && pairs.p[i] === 0),
    jsBits: jsBits(realised, expected),
    jsDistance: jsDistance(realised, expected),
    totalVariation: totalVariation(realised, expected),
    hellinger: hellinger(realised, expected),
    maxGain: gain,
    maxLoss: loss,
    mostGained: nameOf(gain),
    mostLost: nameOf(loss),
    producers: luck,
    convention: {
      kl: 'bits, sum of p log2(p/q), p realised, q expected',
      jsDistance: 'square root of the Jensen-Shannon divergence in bits',
      totalVariation: 'half the L1 distance',
      maxGain: 'largest p - q; maxLoss the smallest, negative',
    },
  };
}

/** Jensen-Shannon divergence in bits, [0, 1]: symmetric, defined with zeros. */
export function jsBits(realised: Weights, expected: Weights): number | Undefined {
  const pairs = pairShares(realised, expected);
  const { p, q } = pairs;
  let nats = 0;
  for (let i = 0; i < p.length; i++) {
    if (p[i] === 0) {
      // d = -1; most producers of a large network have no block.
      nats += (q[i]! / 4) * TWO_LN_2;
      continue;
    }
    const sum = p[i]! + q[i]!;
    // m ((1+d) ln(1+d) + (1-d) ln(1-d)), d = (p-q)/(p+q): no cancellation between near equals.
    if (sum > 0) {
      const d = (p[i]! - q[i]!) / sum;
      nats += (sum / 4) * Math.max(0, xLogX(d) + xLogX(-d));
    }
  }
  return isEmpty(pairs) ?? Math.min(1, nats / Math.LN2);
}

/** Square root of the Jensen-Shannon divergence in bits, [0, 1]. */
export function jsDistance(realised: Weights, expected: Weights): number | Undefined {
  const bits = jsBits(realised, expected);
  return typeof bits === 'number' ? Math.sqrt(bits) : bits;
}

/** Half the L1 distance of the shares, [0, 1]. */
export function totalVariation(realised: Weights, expected: Weights): number | Undefined {
  const pairs = pairShares(realised, expected);
  let sum = 0;
  for (let i = 0; i < pairs.p.length; i++) sum += Math.abs(pairs.p[i]! - pairs.q[i]!);
  return isEmpty(pairs) ?? Math.min(1, sum / 2);
}

/** Hellinger distance sqrt(1 - sum sqrt(pq)), [0, 1]. */
export function hellinger(realised: Weights, expected: Weights): number | Undefined {
  const pairs = pairShares(realised, expected);
  let sum = 0;
  for (let i = 0; i < pairs.p.length; i++) {
    const difference = Math.sqrt(pairs.p[i]!) - Math.sqrt(pairs.q[i]!);
    sum += difference * difference;
  }
  return isEmpty(pairs) ?? Math.min(1, Math.sqrt(sum / 2));
}

/** Largest p - q, [0, 1). */
export function maxGain(realised: Weights, expected: Weights): number | Undefined {
  const pairs = pairShares(realised, expected);
  return isEmpty(pairs) ?? pairs.p.reduce((most, p, i) => Math.max(most, p - pairs.q[i]!), -1);
}

/** Smallest p - q, (-1, 0]. */
export function maxLoss(realised: Weights, expected: Weights): number | Undefined {
  const pairs = pairShares(realised, expected);
  return isEmpty(pairs) ?? pairs.p.reduce((least, p, i) => Math.min(least, p - pairs.q[i]!), 1);
}

/** Luck of every producer, in the order of ids. */
function luckOf({ producers, p, q }: SharePairs): ProducerLuck[] {
  return producers.map((producer, i) => {
    const realised = p[i]!;
    const expected = q[i]!;
    const withoutWeight = undefinedBecause(realised > 0 ? 'unreachable' : 'empty');
    const luck = expected > 0 ? realised / expected : withoutWeight;
    return { producer, realised, expected, gain: realised - expected, luck };
  });
}

/** Shares of the union of producers, 0 where one is not listed. */
export function pairShares(realised: Weights, expected: Weights): SharePairs {
  const left = distributionOf(realised).byId;
  const right = distributionOf(expected).byId;
  if (sameIds(left, right)) return { producers: left.ids, p: left.shares, q: right.shares };
  const producers = [...new Set([...left.ids, ...right.ids])].sort(compareProducers);
  return { producers, p: spread(left, producers), q: spread(right, producers) };
}

function spread({ ids, shares }: ShareTable, producers: readonly string[]): Float64Array {
  const spreadShares = new Float64Array(producers.length);
  for (let i = 0, from = 0; i < producers.length; i++)
    if (producers[i] === ids[from]) spreadShares[i] = shares[from++]!;
  return spreadShares;
}

function sameIds(a: ShareTable, b: ShareTable): boolean {
  if (a.ids === b.ids) return true;
  return a.ids.length === b.ids.length && a.ids.every((id, i) => id === b.ids[i]);
}

function isEmpty({ p, q }: SharePairs): Undefined | null {
  const isPositive = (share: number) => share > 0;
  return p.some(isPositive) && q.some(isPositive) ? null : undefinedBecause('empty');
}

function kullbackLeibler(p: Float64Array, q: Float64Array): number | Undefined {
  let nats = 0;
  for (let i = 0; i < p.length; i++) {
    if (p[i] === 0) continue;
    if (q[i] === 0) return undefinedBecause('unreachable');
    nats += p[i]! * Math.log(p[i]! / q[i]!);
  }
  return Math.max(0, nats / Math.LN2);
}

/** As the function below gives it at 1. */
const TWO_LN_2 = 2 * Math.log1p(1);

/** (1 + d) ln(1 + d), 0 at d = -1. */
function xLogX(d: number): number {
  return d === -1 ? 0 : (1 + d) * Math.log1p(d);
}
