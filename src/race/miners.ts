import type { NodeId } from '../contract.js';

/** Who mines as one. */
export interface Miners {
  /** By node: which miner it is. */
  readonly minerOf: Int32Array;
  /** By miner: the node that stands for it on the network, the first of a coalition. */
  readonly nodeOf: readonly NodeId[];
}

/** A coalition is one miner; everybody else is one by itself. Miners are numbered as the nodes that stand for them. */
export function minersOf(nodes: number, coalitions: readonly (readonly NodeId[])[]): Miners {
  const minerOf = new Int32Array(nodes);
  const nodeOf: NodeId[] = [];
  for (let node = 0; node < nodes; node++) {
    const coalition = coalitions.find((members) => members.includes(node));
    if (coalition && coalition[0] !== node) continue;
    for (const member of coalition ?? [node]) minerOf[member] = nodeOf.length;
    nodeOf.push(node);
  }
  return { minerOf, nodeOf };
}
