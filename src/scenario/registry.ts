import { behaviours } from '../adversaries/index.js';
import type { Behaviour, Invariant, LatencyLaw, Plugin, Protocol, Topology, WeightDistribution } from '../contract.js';
import { invariants } from '../invariants/index.js';
import { columns } from '../metrics/columns/index.js';
import type { Metric } from '../metrics/metric.js';
import { latencyLaws } from '../network/latency/index.js';
import { topologies } from '../network/topology/index.js';
import { weightDistributions } from '../network/weights/index.js';
import { protocols } from '../protocols/index.js';

type Named = Pick<Plugin, 'name' | 'describe'>;

/** The plug-ins of one sort, by name and in the order in which they are listed. */
export class Family<P extends Named> {
  readonly title: string;
  readonly all: readonly P[];
  private readonly byName: ReadonlyMap<string, P>;

  constructor(title: string, all: readonly P[]) {
    this.title = title;
    this.all = all;
    this.byName = new Map(all.map((plugin) => [plugin.name, plugin]));
    if (this.byName.size < all.length) throw new Error(`two ${title} have the same name`);
  }

  /** @throws for a name that is not listed */
  get(name: string): P {
    const plugin = this.byName.get(name);
    if (!plugin) throw new Error(`no "${name}" among the ${this.title}: ${[...this.byName.keys()].join(', ')}`);
    return plugin;
  }
}

export interface Registry {
  readonly protocols: Family<Protocol>;
  readonly behaviours: Family<Behaviour>;
  readonly latencyLaws: Family<LatencyLaw>;
  readonly topologies: Family<Topology>;
  readonly weightDistributions: Family<WeightDistribution>;
  readonly invariants: Family<Invariant>;
  readonly metrics: Family<Metric>;
}

/** Everything that is shipped, and a user's own protocols beside it. */
export function createRegistry(extra: { protocols?: readonly Protocol[] } = {}): Registry {
  return {
    protocols: new Family<Protocol>('protocols', [...protocols, ...(extra.protocols ?? [])]),
    behaviours: new Family('behaviours', behaviours),
    latencyLaws: new Family('latency laws', latencyLaws),
    topologies: new Family('topologies', topologies),
    weightDistributions: new Family('weight distributions', weightDistributions),
    invariants: new Family('invariants', invariants),
    metrics: new Family('metrics', columns),
  };
}
