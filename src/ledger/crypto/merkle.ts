/**
 * Merkle root as TruDeC makes it. An odd list of leaves is padded to the next power of two with copies of its last leaf, an
 * even one with copies of its last pair; a parent is the hash of both children's hex text joined. So two lists that differ
 * by such copies have one root (as CVE-2012-2459 in Bitcoin).
 * @param leaves hashes as hex digits, at least one
 */
export function merkleRoot(leaves: readonly string[], hash: (text: string) => string): string {
  if (leaves.length === 0) throw new RangeError('a merkle tree has at least one leaf');
  let level = padded(leaves);
  while (level.length > 1) {
    const parents: string[] = [];
    for (let i = 0; i < level.length; i += 2) parents.push(hash(level[i]! + level[i + 1]!));
    level = parents;
  }
  return level[0]!;
}

function padded(leaves: readonly string[]): string[] {
  const level = [...leaves];
  let size = 1;
  while (size < leaves.length) size *= 2;
  const copied = leaves.length % 2 === 1 ? leaves.slice(-1) : leaves.slice(-2);
  while (level.length < size) level.push(...copied);
  return level;
}
