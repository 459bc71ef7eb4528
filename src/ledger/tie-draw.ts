import type { NodeId, Value } from '../contract.js';
import { symbolicHash } from './crypto/hashes.js';

/**
 * What stands for the hash of a block where the lower one wins: a fixed draw, by who made it, when and of what. As keys and
 * signatures have no part in it, it is the same whether they are symbols or real.
 * @param block its maker, its time, and the handle of what it holds, which no other block has
 */
export function tieDraw({
  producer,
  timestamp,
  value,
}: {
  readonly producer: NodeId;
  readonly timestamp: number;
  readonly value: Value;
}): string {
  return symbolicHash(`${producer} ${timestamp} ${value}`);
}
