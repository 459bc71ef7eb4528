/**
 * Who forges: every staked coin is a lot, and the lot nearest to a reference wins. The lot of a key's coin i is the string
 * key + seed hashed i times, each time SHA-256 of the string in JSON's quotes; the reference is the hash of the quoted seed;
 * the distance is that of integers, not of a circle; on a tie the earlier staker is nearer.
 *
 * With symbolic hashes the lots are drawn by their law instead: they are independent and uniform, so with F the law of one
 * distance the nearest of s lots is as an Exp(1)/s variable on the scale of −ln(1 − F): one draw a staker, not one a coin.
 */
import { sha256Hex, symbolicHash } from '../crypto/hashes.js';
import { pythonJson } from '../crypto/python-json.js';

const hashQuoted = (text: string): string => sha256Hex(pythonJson(text));

/** Lot number `i` of a key, from 1, as 64 hex digits. */
export function lotOf(publicKey: string, seed: string, i: number): string {
  let lot = publicKey + seed;
  for (let round = 0; round < i; round++) lot = hashQuoted(lot);
  return lot;
}

/** Distance of a key's nearest lot of so many; its hash chain is walked once. */
function nearestReal(publicKey: string, stake: number, seed: string, reference: bigint): bigint | undefined {
  let lot = publicKey + seed;
  let nearest: bigint | undefined;
  for (let i = 1; i <= stake; i++) {
    lot = hashQuoted(lot);
    const offset = BigInt(`0x${lot}`) - reference;
    const distance = offset < 0n ? -offset : offset;
    if (nearest === undefined || distance < nearest) nearest = distance;
  }
  return nearest;
}

/** A fixed draw in (0, 1) for a key and a seed. */
function unit(publicKey: string, seed: string): number {
  const bits = parseInt(symbolicHash(`lot of ${publicKey} ${seed}`).slice(0, 13), 16);
  return (bits + 0.5) / 4503599627370496;
}

/** Rankings that were worked out last: every node asks for the same. */
const recent = new Map<string, readonly string[]>();
const MOST_RECENT = 64;

/** The stakers in the order of their nearest lots; whoever has no coin staked is left out. */
export function rankedByLots(
  stakes: ReadonlyMap<string, number>,
  seed: string,
  kind: 'symbolic' | 'real',
): readonly string[] {
  const name = `${kind} ${seed} ${[...stakes].join(' ')}`;
  let ranked = recent.get(name);
  if (ranked) return ranked;
  const distances = new Map<string, bigint | number>();
  const reference = kind === 'real' ? BigInt(`0x${hashQuoted(seed)}`) : 0n;
  for (const [key, stake] of stakes) {
    if (!(stake > 0)) continue;
    const distance = kind === 'real' ? nearestReal(key, stake, seed, reference) : -Math.log1p(-unit(key, seed)) / stake;
    if (distance !== undefined) distances.set(key, distance);
  }
  ranked = [...distances].sort(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([key]) => key);
  if (recent.size === MOST_RECENT) recent.delete(recent.keys().next().value!);
  recent.set(name, ranked);
  return ranked;
}
