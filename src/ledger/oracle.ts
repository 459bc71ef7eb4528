const { imul } = Math;

/**
 * A stand-in for a cryptographic hash where only its law matters: a fixed random function of two integers below 2^53,
 * uniform on the integers below 2^53.
 */
export function oracle(x: number, y: number): number {
  const xHigh = Math.floor(x / 4294967296);
  const yHigh = Math.floor(y / 4294967296);
  const a = mixed(mixed(mixed(mixed(x ^ 0x9e3779b9) ^ xHigh) ^ y) ^ yHigh);
  const b = mixed(mixed(mixed(mixed(y ^ 0x85ebca6b) ^ yHigh) ^ x) ^ xHigh);
  return (a >>> 11) * 4294967296 + (b >>> 0);
}

/** The same function as a number in (0, 1). */
export function oracleUnit(x: number, y: number): number {
  return unitOf(oracle(x, y));
}

/** One of its values as a number in (0, 1). */
export function unitOf(value: number): number {
  return (value + 0.5) / 9007199254740992;
}

/** A permutation of the 32-bit integers with low bias (Wellons, "hash prospector", three rounds). */
function mixed(value: number): number {
  let h = value | 0;
  h ^= h >>> 17;
  h = imul(h, 0xed5ad4bb);
  h ^= h >>> 11;
  h = imul(h, 0xac4c1b51);
  h ^= h >>> 15;
  h = imul(h, 0x31848bab);
  return h ^ (h >>> 14);
}
