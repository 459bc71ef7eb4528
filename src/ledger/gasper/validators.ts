import type { NodeId } from '../../contract.js';
import { quotas } from '../apportionment.js';
import { sumOf } from '../stake-weight.js';
import type { Options } from './options.js';

/** Which node runs which validators: those of a node have numbers in a row, as many as its weight entitles it to. */
export class Validators {
  readonly count: number;
  private readonly owners: Int32Array;

  constructor(weights: ArrayLike<number>, { validators, slotsPerEpoch }: Options) {
    if (!(sumOf(weights) > 0)) throw new RangeError('gasper: nobody has a stake');
    this.count = validators ?? Math.max(32 * slotsPerEpoch, weights.length);
    this.owners = new Int32Array(this.count);
    let first = 0;
    quotas(Array.from(weights), this.count).forEach((owned, node) => this.owners.fill(node, first, (first += owned)));
  }

  ownerOf(validator: number): NodeId {
    return this.owners[validator]!;
  }

  owns(node: NodeId, validator: number): boolean {
    return this.owners[validator] === node;
  }
}
