import type { PartitionFault } from '../scenario/world.js';
export class Partitions {
  constructor(_r: readonly PartitionFault[], _n: number) {}
  blocked(_f: number, _t: number, _now: number): boolean {
    return false;
  }
}
