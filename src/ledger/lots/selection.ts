/**
 * Who forges: every staked coin is a lot, and the lot nearest to a reference wins. The lot of a key's coin i is the string
 * key + seed hashed i times, each time SHA-256 of the string in JSON's quotes; the reference is the hash of the quoted seed;
 * the distance is that of integers, not of a circle; on a tie the earlier staker is nearer. These are SHA-256 whatever else is
 * a symbol, so that the same seeds have the same winners.
 *
 * A staker of more coins than `MOST_LOTS`, for whom the published code counts for minutes, has its nearest lot drawn by its law.
 */
import { sha256Hex, symbolicHash } from '../crypto/hashes.js';
import { pythonJson } from '../crypto/python-json.js';

/** Lots of one staker that are hashed one by one. */
const MOST_LOTS = 10_000;

const hashQuoted = (text: string): string => sha256Hex(pythonJson(text));

/** Lot number `i` of a key, from 1, as 64 hex digits. */
export function lotOf(key: string, seed: string, i: number): string {
  let lot = key + seed;
  for (let round = 0; round < i; round++) lot = hashQuoted(lot);
  return lot;
}

/** Distance of a key's nearest lot of so many; its hash chain is walked once. */
function nearest(key: string, stake: number, seed: string, reference: bigint): bigint {
  let lot = key + seed;
  let least: bigint | undefined;
  for (let i = 1; i <= stake; i++) {
    lot = hashQuoted(lot);
    const offset = BigInt(`0x${lot}`) - reference;
    const distance = offset < 0n ? -offset : offset;
    if (least === undefined || distance < least) least = distance;
  }
  return least!;
}

const TWO_52 = 4503599627370496;
const TWO_100 = 1267650600228229401496703205376;

/**
 * The same, drawn: lots are independent and uniform, so with F the law of one distance the nearest of s lots is an Exp(1)/s
 * variable on the scale of −ln(1 − F).
 */
function drawnNearest(key: string, stake: number, seed: string, reference: bigint): bigint {
  const bits = parseInt(symbolicHash(`lots of ${key} ${seed}`).slice(0, 13), 16);
  const f = -Math.expm1(Math.log((bits + 0.5) / TWO_52) / stake);
  const left = Number(reference >> 204n) / TWO_52;
  // Up to the nearer end of the line lots lie on both sides, beyond it on one.
  const side = Math.min(left, 1 - left);
  const distance = f <= 2 * side ? f / 2 : f - side;
  return BigInt(Math.floor(distance * TWO_100)) << 156n;
}

/** Rankings that were worked out last: every node asks for the same. */
const recent = new Map<string, readonly string[]>();
const MOST_RECENT = 64;

/**
 * The stakers in the order of their nearest lots; whoever has no whole coin staked is left out.
 * @param wordOf what their lots are made of, if it is not their key
 */
export function rankedByLots(
  stakes: ReadonlyMap<string, number>,
  seed: string,
  wordOf = (key: string): string => key,
): readonly string[] {
  const words = [...stakes].map(([key, stake]) => [key, wordOf(key), Math.floor(stake)] as const);
  const name = `${seed} ${words.join(' ')}`;
  let ranked = recent.get(name);
  if (ranked) return ranked;
  const reference = BigInt(`0x${hashQuoted(seed)}`);
  const distances = words
    .filter(([, , stake]) => stake >= 1)
    .map(([key, word, stake]) => {
      const distance = stake > MOST_LOTS ? drawnNearest : nearest;
      return [key, distance(word, stake, seed, reference)] as const;
    });
  ranked = distances.sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([key]) => key);
  if (recent.size === MOST_RECENT) recent.delete(recent.keys().next().value!);
  recent.set(name, ranked);
  return ranked;
}
