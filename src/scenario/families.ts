/** The families of plug-ins that a scenario may name. A registry is a value: nothing is ever registered globally. */
import { z, type ZodObject } from 'zod';
import type { Behaviour, Invariant, LatencyLaw, Plugin, Protocol, Topology, WeightDistribution } from '../contract.js';
import { invariants } from '../invariants/index.js';
import { columns } from '../metrics/columns/index.js';
import type { Metric } from '../metrics/metric.js';
import { latencyLaws } from '../network/latency/index.js';
import { topologies } from '../network/topology/index.js';
import file, { weightsFrom, type ReadWeights } from '../network/weights/file.js';
import { weightDistributions } from '../network/weights/index.js';
import { predictions } from '../predictions/index.js';
import type { Prediction } from '../predictions/prediction.js';
import { listed, suggestion } from './wording.js';

type Named = Pick<Plugin, 'name' | 'describe'>;

/** The plug-ins of one sort, by the names that scenario files use and in the order in which they are listed. */
export class Family<P extends Named> {
  /** What a member is called in messages, e.g. `latency law`. */
  readonly title: string;
  readonly all: readonly P[];
  readonly names: readonly string[];
  private readonly byName: ReadonlyMap<string, P>;

  /** @throws when a name stands twice */
  constructor(title: string, entries: readonly (readonly [name: string, member: P])[]) {
    const byName = new Map<string, P>();
    for (const [name, member] of entries) {
      if (byName.has(name)) throw new Error(`two members of the family "${title}" are called "${name}"`);
      byName.set(name, member);
    }
    this.title = title;
    this.byName = byName;
    this.names = [...byName.keys()];
    this.all = [...byName.values()];
  }

  /** Names with their members. */
  get entries(): readonly (readonly [name: string, member: P])[] {
    return [...this.byName];
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  /** @throws for a name that is not listed, with all names and the nearest */
  get(name: string): P {
    const member = this.byName.get(name);
    if (member) return member;
    throw new Error(`unknown ${this.title} "${name}"; allowed: ${listed(this.names)}${suggestion(name, this.names)}`);
  }
}

/** All plug-ins that a run may use, family by family, each by its name. */
export interface Registry {
  readonly protocols: Family<Protocol>;
  readonly behaviours: Family<Behaviour>;
  readonly latencyLaws: Family<LatencyLaw>;
  readonly topologies: Family<Topology>;
  readonly weightDistributions: Family<WeightDistribution>;
  readonly invariants: Family<Invariant>;
  readonly metrics: Family<Metric>;
  readonly predictions: Family<Prediction>;
}

/** What a user adds to the shipped plug-ins. */
export interface Extra {
  readonly protocols?: readonly Protocol[];
  /** Protocols by the path of the file they come from, as the scenario names them. */
  readonly protocolFiles?: Readonly<Record<string, Protocol>>;
  readonly behaviours?: readonly Behaviour[];
  readonly latencyLaws?: readonly LatencyLaw[];
  readonly topologies?: readonly Topology[];
  readonly weightDistributions?: readonly WeightDistribution[];
  /** Reads files of weights; without it none can be named. */
  readonly readWeights?: ReadWeights;
  readonly invariants?: readonly Invariant[];
}

/** The families of which a run needs a few members and not the many others. */
export interface Shipped {
  readonly protocols: readonly Protocol[];
  readonly behaviours: readonly Behaviour[];
}

/**
 * These protocols and behaviours, all other shipped plug-ins, and the user's own.
 * @throws when two members of a family share a name, or the options of one are not a zod object
 */
export function registryOf({ protocols, behaviours }: Shipped, extra: Extra = {}): Registry {
  const files = Object.entries(extra.protocolFiles ?? {});
  const { readWeights } = extra;
  const distributions = weightDistributions.map((each) =>
    each === file && readWeights ? weightsFrom(readWeights) : each,
  );
  for (const protocol of extra.protocols ?? []) requireCommands(protocol);
  for (const [, protocol] of files) requireCommands(protocol);
  return {
    protocols: configurable('protocol', 'kind', [...byName(protocols, extra.protocols), ...files]),
    behaviours: configurable('behaviour', 'behaviour', byName(behaviours, extra.behaviours)),
    latencyLaws: configurable('latency law', 'kind', byName(latencyLaws, extra.latencyLaws)),
    topologies: configurable('topology', 'kind', byName(topologies, extra.topologies)),
    weightDistributions: configurable('weight distribution', 'kind', byName(distributions, extra.weightDistributions)),
    invariants: new Family('invariant', byName(invariants, extra.invariants)),
    metrics: new Family('metric', byName(columns)),
    predictions: new Family('prediction', byName(predictions)),
  };
}

function byName<P extends Named>(shipped: readonly P[], extra: readonly P[] = []): (readonly [string, P])[] {
  return [...shipped, ...extra].map((member) => [member.name, member] as const);
}

/** Keys of a scripted command that are no options. */
export const COMMAND_KEYS = ['at', 'node', 'do'] as const;

/** Keys beside a behaviour's own parameters in a fault. */
const FAULT_KEYS = ['nodes', 'at', 'until'];

function configurable<T extends Plugin>(
  what: string,
  tag: 'kind' | 'behaviour',
  entries: readonly (readonly [string, T])[],
): Family<T> {
  for (const [name, { params }] of entries) {
    if (!(params instanceof z.ZodObject)) throw new Error(`params of ${what} "${name}" must be a zod object`);
    const reserved = tag === 'kind' ? ['kind'] : ['behaviour', ...FAULT_KEYS];
    const taken = reserved.find((key) => Object.hasOwn((params as ZodObject).shape, key));
    if (taken) throw new Error(`params of ${what} "${name}" cannot be called "${taken}": the scenario file uses it`);
  }
  return new Family(what, entries);
}

/** @throws when a command's options are not a zod object, or take a key that a scenario uses */
function requireCommands({ name, commands = {}, views = {} }: Protocol): void {
  for (const [word, { schema }] of Object.entries({ ...commands, ...views })) {
    if (!(schema instanceof z.ZodObject))
      throw new Error(`schema of "${word}" of protocol "${name}" must be a zod object`);
    const taken = COMMAND_KEYS.find((key) => Object.hasOwn((schema as ZodObject).shape, key));
    if (taken) throw new Error(`options of "${word}" of protocol "${name}" cannot be called "${taken}"`);
  }
}

/** The schema of a plug-in's options as a scenario writes them: its parameters beside its name, and no other key, unless
 * they are a loose object. */
export function taggedSchema<K extends string>(tag: K, name: string, plugin: Plugin): ZodObject {
  const params = plugin.params as ZodObject;
  const literal = { [tag]: z.literal(name).describe(plugin.describe) };
  // The name comes first in lists and completions; only an object without checks of its own can be put together anew.
  const whole = params.def.checks?.length ? params.safeExtend(literal) : z.object({ ...literal, ...params.shape });
  const isOpen = params.def.catchall instanceof z.ZodUnknown;
  return (isOpen ? whole.loose() : whole.strict()).describe(plugin.describe);
}
