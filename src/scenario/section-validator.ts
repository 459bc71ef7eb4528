/** Validates a scenario section by section, so that one faulty section hides nothing in the others. */
import type { ZodType } from 'zod';
import type { Time } from '../contract.js';
import { check, unknownKey, type Checked } from './issues.js';
import { isMapping, valueAt } from './path.js';
import { isWorld, withPreset } from './presets.js';
import { ENOUGH, type Complaint, type Path } from './problems.js';
import type { Registry } from './families.js';
import { elementSchemas, isExtensionKey, scenarioShape, type Section } from './schema.js';
import { faultParts, type ParsedFault } from './sections/faults.js';
import { nodeCount } from './sections/nodes.js';
import { label } from './sections/names.js';
import { isMined } from './sections/protocols.js';
import type { ParsedCommand } from './sections/commands.js';
import type { Choice, Fault, NodeSelector, PartitionFault, ScriptedCommand, World } from './world.js';

type Mapping = Readonly<Record<string, unknown>>;

export interface ProtocolChoice {
  readonly kind: string;
  readonly params: Mapping;
}

/** The sections that make a run, as far as they are valid. */
export interface WorldSections {
  /** Known even where the rest of `nodes` is invalid. */
  readonly count: number | undefined;
  readonly nodes: World['nodes'] | undefined;
  readonly network: World['network'] | undefined;
  readonly economy: World['economy'] | undefined;
  readonly detail: 'messages' | 'blocks' | undefined;
  readonly stop: World['stop'] | undefined;
  readonly window: World['window'] | undefined;
  readonly workload: World['workload'] | undefined;
  readonly commands: readonly ScriptedCommand[] | undefined;
  /** By index in the file; undefined where a fault is invalid. */
  readonly faults: readonly (Fault | undefined)[];
  /** By index too: the parts of each fault that are valid by themselves. */
  readonly faultParts: readonly FaultParts[];
  /** Valid protocols by label, in file order. */
  readonly protocols: ReadonlyMap<string, ProtocolChoice>;
}

/** Undefined where a part is absent or invalid. */
export interface FaultParts {
  readonly nodes?: NodeSelector | undefined;
  readonly partition?: PartitionFault['partition'] | undefined;
  readonly at?: Time | undefined;
  readonly until?: Time | null | undefined;
}

export interface ValidatedWorld {
  readonly sections: WorldSections;
  readonly complaints: readonly Complaint[];
}

const MOST_PROTOCOLS = 1_000;

/** Schemas of the sections, built once for a registry: building them takes longer than reading a small scenario. */
export class ScenarioSchemas {
  readonly shape: Readonly<Record<Section, ZodType>>;
  readonly label: ZodType<string> = label();
  readonly count: ZodType<number> = nodeCount();
  readonly fault: ZodType<ParsedFault>;
  readonly parts = faultParts();
  readonly protocol: ZodType<Choice>;
  /** Protocols that may name a preset. */
  readonly mined: ReadonlySet<string>;

  constructor(registry: Registry) {
    const elements = elementSchemas(registry);
    this.shape = scenarioShape(registry, elements);
    this.fault = elements.fault;
    this.protocol = elements.protocol;
    const mined = registry.protocols.entries.filter(([, protocol]) => isMined(protocol));
    this.mined = new Set(mined.map(([name]) => name));
  }
}

/**
 * Answers are kept by the identity of the raw value: points of a sweep share all that they do not vary, and it is then
 * validated once.
 */
export class SectionValidator {
  private readonly schemas: ScenarioSchemas;
  private readonly kept = new Map<string, Map<unknown, Checked<unknown>>>();

  constructor(schemas: ScenarioSchemas) {
    this.schemas = schemas;
  }

  unknownKeys(raw: Mapping): Complaint[] {
    const known = Object.keys(this.schemas.shape);
    return Object.keys(raw)
      .filter((key) => !Object.hasOwn(this.schemas.shape, key) && !isExtensionKey(key))
      .slice(0, ENOUGH)
      .map((key) => ({ path: [key], message: unknownKey(key, known), atKey: true }));
  }

  /** One section as it was written, with its defaults. */
  section<T>(name: Section, raw: Mapping): Checked<T> {
    const written = raw[name];
    return this.keep(name, written, [name], () => {
      const whole = name === 'nodes' || name === 'network' ? withPreset(name, written) : written;
      return check(this.schemas.shape[name] as ZodType<T>, whole, [name]);
    });
  }

  world(raw: Mapping): ValidatedWorld {
    const complaints: Complaint[] = [];
    const taken = <T>(name: Section): T | undefined => take(this.section<T>(name, raw), complaints);
    const faults = this.faults(raw, complaints);
    const sections = {
      count: check(this.schemas.count, valueAt(withPreset('nodes', raw['nodes']), ['count']), []).value,
      nodes: resolvedNodes(taken('nodes')),
      network: taken<World['network']>('network'),
      economy: taken<World['economy']>('economy'),
      detail: taken<'messages' | 'blocks'>('detail'),
      stop: taken<World['stop']>('stop'),
      window: taken<World['window']>('window'),
      workload: taken<World['workload']>('workload'),
      commands: resolvedCommands(taken<readonly ParsedCommand[]>('commands')),
      faults,
      faultParts: faults.map((fault, index) => fault ?? this.partsOf(raw['faults'], index)),
      protocols: this.protocols(raw, complaints),
    };
    return { sections, complaints };
  }

  private faults(raw: Mapping, complaints: Complaint[]): (Fault | undefined)[] {
    const { faults } = raw;
    if (!Array.isArray(faults)) {
      take(this.section('faults', raw), complaints);
      return [];
    }
    return (faults as unknown[]).map((fault, index) => {
      // An override or a point of the sweep may have taken this one out.
      if (fault === undefined || complaints.length > ENOUGH) return undefined;
      const path = ['faults', index];
      return take(
        this.keep('fault', fault, path, () => converted(check(this.schemas.fault, fault, path), resolvedFault)),
        complaints,
      );
    });
  }

  private partsOf(faults: unknown, index: number): FaultParts {
    const fault: unknown = (faults as readonly unknown[])[index];
    if (!isMapping(fault)) return {};
    const part = <T>(name: string, schema: ZodType<T>) => check(schema, fault[name], []).value;
    const { nodes, partition, at, until } = this.schemas.parts;
    return {
      nodes: part('nodes', nodes),
      partition: part('partition', partition),
      at: part('at', at),
      until: part('until', until),
    };
  }

  private protocols(raw: Mapping, complaints: Complaint[]): Map<string, ProtocolChoice> {
    const { protocols } = raw;
    const valid = new Map<string, ProtocolChoice>();
    if (!isMapping(protocols)) {
      take(this.section('protocols', raw), complaints);
      return valid;
    }
    const entries = Object.entries(protocols);
    if (entries.length > MOST_PROTOCOLS) {
      const message = `expected at most ${MOST_PROTOCOLS} protocols, found ${entries.length}`;
      complaints.push({ path: ['protocols'], message });
    }
    for (const [name, choice] of entries.slice(0, MOST_PROTOCOLS)) {
      if (choice === undefined || complaints.length > ENOUGH) continue;
      const path = ['protocols', name];
      const named = check(this.schemas.label, name, path);
      complaints.push(...named.complaints.map((complaint) => ({ ...complaint, atKey: true })));
      const checked = this.keep('protocol', choice, path, () =>
        converted(check(this.schemas.protocol, this.withBlocks(choice), path), resolvedProtocol),
      );
      const value = take(checked, complaints);
      if (value) valid.set(name, value);
    }
    if (Object.values(protocols).every((choice) => choice === undefined)) {
      complaints.push({ path: ['protocols'], message: 'expected at least one protocol, found none' });
    }
    return valid;
  }

  /** A protocol with the interval and the block size of the preset that it names. */
  private withBlocks(choice: unknown): unknown {
    const kind = valueAt(choice, ['kind']);
    if (typeof kind !== 'string' || !this.schemas.mined.has(kind)) return choice;
    const { preset, ...whole } = withPreset('protocol', choice) as Mapping;
    return isWorld(preset) || preset === undefined ? whole : choice;
  }

  /** What was found for this raw value before, under the path at which it stands now. */
  private keep<T>(name: string, raw: unknown, path: Path, compute: () => Checked<T>): Checked<T> {
    const answers = this.kept.get(name) ?? new Map<unknown, Checked<unknown>>();
    this.kept.set(name, answers);
    const before = answers.get(raw) as Checked<T> | undefined;
    if (before) {
      return before.complaints.length === 0 ? before : { value: undefined, complaints: moved(before.complaints, path) };
    }
    const checked = compute();
    answers.set(raw, checked);
    return checked;
  }
}

/** The same raw value may stand at several places, by an alias. */
function moved(complaints: readonly Complaint[], path: Path): Complaint[] {
  return complaints.map((complaint) => ({ ...complaint, path: [...path, ...complaint.path.slice(path.length)] }));
}

function take<T>({ value, complaints: found }: Checked<T>, complaints: Complaint[]): T | undefined {
  complaints.push(...found);
  return value;
}

function converted<T, U>({ value, complaints }: Checked<T>, convert: (value: T) => U): Checked<U> {
  return { value: value === undefined ? undefined : convert(value), complaints };
}

interface ParsedNodes {
  readonly preset?: string;
  readonly count: number;
  readonly weights: Choice;
  readonly regions: { readonly preset: string } | Readonly<Record<string, number>>;
}

function resolvedNodes(nodes: ParsedNodes | undefined): World['nodes'] | undefined {
  if (!nodes) return undefined;
  const { regions, ...rest } = nodes;
  return { ...rest, regions: hasPreset(regions) ? regions : { shares: regions } };
}

function hasPreset(regions: ParsedNodes['regions']): regions is { readonly preset: string } {
  return typeof regions['preset'] === 'string';
}

function resolvedProtocol({ kind, ...params }: Choice): ProtocolChoice {
  return { kind, params };
}

function resolvedFault(parsed: ParsedFault): Fault {
  if (isPartition(parsed)) {
    const { until = null, ...rest } = parsed;
    return { ...rest, until };
  }
  const { behaviour, nodes, at, until = null, ...params } = parsed;
  return { behaviour, params, nodes, at, until };
}

/** A command without a time comes with the one before it. */
function resolvedCommands(parsed: readonly ParsedCommand[] | undefined): readonly ScriptedCommand[] | undefined {
  let last: Time = 0;
  return parsed?.map(({ at = last, node, do: name, ...options }) => ({ at: (last = at), node, do: name, options }));
}

function isPartition(parsed: ParsedFault): parsed is Extract<ParsedFault, { partition: unknown }> {
  return !('behaviour' in parsed);
}
