/** Validates every point of the sweep, and says which value of the sweep is to blame where one is. */
import { crossCheck } from './cross-checks.js';
import { Fitting } from './fitting.js';
import { IdleOptions } from './idle-options.js';
import { formatPath, PathError, startsWith, withValue } from './path.js';
import type { Complaint, Path } from './problems.js';
import type { Registry } from './families.js';
import type { ScenarioProtocol, Variant } from './scenario.js';
import type { SectionValidator, WorldSections } from './section-validator.js';
import { placeOf, settingAbove, type Point, type Setting } from './sweep.js';
import type { World } from './world.js';

type Mapping = Readonly<Record<string, unknown>>;

/** What is wrong with more points than these would not be read. */
const ENOUGH_FAULTY_POINTS = 50;

/** What a valid document says of one point. */
interface Resolved {
  readonly world: World;
  readonly protocols: readonly ScenarioProtocol[];
}

export class VariantReader {
  private readonly validator: SectionValidator;
  private readonly registry: Registry;
  private readonly fitting: Fitting;
  private readonly idle: IdleOptions;
  private readonly sources: ReadonlyMap<string, string>;

  /** By what was written of nodes. */
  private readonly pinned = new WeakMap<World['nodes'], World['nodes']>();

  /** @param sources SHA-256 of the user's own protocol files, by kind */
  constructor(validator: SectionValidator, registry: Registry, sources: ReadonlyMap<string, string>) {
    this.validator = validator;
    this.registry = registry;
    this.fitting = new Fitting(registry);
    this.idle = new IdleOptions(registry);
    this.sources = sources;
  }

  /** The variants of the document in the order of the points; empty when there are complaints. */
  read(document: Mapping, points: readonly Point[], complaints: Complaint[]): Variant[] {
    const swept = points.some(({ settings }) => settings.length > 0);
    const general = swept ? new Set(this.resolve(document).complaints.map(keyOf)) : undefined;
    const variants: Variant[] = [];
    let faulty = 0;
    for (const point of points) {
      const found: Complaint[] = [];
      const resolved = this.readPoint(document, point, general, found);
      complaints.push(...found);
      if (resolved && found.length === 0) variants.push({ variant: point.variant, ...resolved });
      else if (++faulty === ENOUGH_FAULTY_POINTS) break;
    }
    const idle = this.idle.complaints();
    complaints.push(...idle);
    return faulty + idle.length > 0 ? [] : variants;
  }

  private readPoint(
    document: Mapping,
    point: Point,
    general: ReadonlySet<string> | undefined,
    complaints: Complaint[],
  ): Resolved | undefined {
    let current: unknown = document;
    // A path within another swept one is set after it.
    const inOrder = [...point.settings].sort((a, b) => a.axis.path.length - b.axis.path.length);
    for (const setting of inOrder) {
      try {
        current = withValue(current, setting.axis.path, setting.axis.values[setting.index] ?? undefined);
      } catch (error) {
        if (!(error instanceof PathError)) throw error;
        complaints.push({ path: setting.axis.place, message: error.message, atKey: true });
        return undefined;
      }
    }
    const { sections, resolved, complaints: found } = this.resolve(current as Mapping);
    // It stands where it is written: in the file, or in the sweep.
    this.idle.look(sections, current as Mapping, (complaint) => blamed(complaint, point, new Set([keyOf(complaint)])));
    for (const complaint of found) complaints.push(general ? blamed(complaint, point, general) : complaint);
    return resolved;
  }

  private resolve(document: Mapping): {
    readonly sections: WorldSections;
    readonly resolved: Resolved | undefined;
    readonly complaints: Complaint[];
  } {
    const { sections: written, complaints: own } = this.validator.world(document);
    const { sections, complaint: unsettled } = this.settled(written);
    const crossed = crossCheck(sections, document, this.registry);
    const topologyFits = !crossed.some(({ path }) => startsWith(path, ['network', 'topology']));
    const complaints = [
      ...this.validator.unknownKeys(document),
      ...own,
      ...crossed,
      ...(unsettled ? [unsettled] : this.fitting.check(sections, topologyFits)),
    ];
    return { sections, resolved: complaints.length === 0 ? this.resolved(sections) : undefined, complaints };
  }

  /** With all that weights refer to pinned. */
  private settled(sections: WorldSections): { readonly sections: WorldSections; readonly complaint?: Complaint } {
    const { nodes } = sections;
    if (!nodes) return { sections };
    const distribution = this.registry.weightDistributions.get(nodes.weights.kind);
    if (!distribution.settle) return { sections };
    let settled = this.pinned.get(nodes);
    if (!settled) {
      const { kind, ...options } = nodes.weights;
      try {
        settled = { ...nodes, weights: { kind, ...(distribution.settle(options, nodes.count) as object) } };
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        return { sections, complaint: { path: ['nodes', 'weights'], message } };
      }
      this.pinned.set(nodes, settled);
    }
    return { sections: { ...sections, nodes: settled } };
  }

  private resolved({ protocols, faults, ...sections }: WorldSections): Resolved | undefined {
    const { nodes, network, economy, stop, window, workload, commands, detail } = sections;
    if (!nodes || !network || !economy || !stop || !window || !detail) return undefined;
    const present = faults.filter((fault) => fault !== undefined);
    return {
      world: {
        nodes,
        network,
        faults: present,
        ...(workload ? { workload } : {}),
        ...(commands ? { commands } : {}),
        economy,
        stop,
        window,
        ...(detail === 'blocks' ? { detail } : {}),
      },
      protocols: [...protocols].map(([label, { kind, params }]) => {
        const sourceSha256 = this.sources.get(kind);
        return { label, kind, params, ...(sourceSha256 === undefined ? {} : { sourceSha256 }) };
      }),
    };
  }
}

function keyOf({ path, message }: Complaint): string {
  return `${formatPath(path)}: ${message}`;
}

/** A complaint about a point, put where the sweep gives the value that causes it. */
function blamed(complaint: Complaint, point: Point, general: ReadonlySet<string>): Complaint {
  const above = settingAbove(complaint.path, point.settings);
  if (above) {
    const same = complaint.path.length === above.axis.path.length;
    const atKey = complaint.atKey === true && same;
    return {
      path: atKey ? above.axis.place : placeOf(above),
      message: same ? complaint.message : keyOf(complaint),
      atKey,
    };
  }
  if (general.has(keyOf(complaint))) return complaint;
  const nearest = nearestSetting(complaint.path, point.settings);
  if (!nearest) return complaint;
  if (complaint.atKey && startsWith(nearest.axis.path, complaint.path)) {
    return { path: nearest.axis.place, message: keyOf(complaint), atKey: true };
  }
  return { path: placeOf(nearest), message: `with ${nameOf(point)}: ${keyOf(complaint)}` };
}

function nameOf({ variant }: Point): string {
  return variant.length > 200 ? `${variant.slice(0, 199)}…` : variant;
}

function nearestSetting(path: Path, settings: readonly Setting[]): Setting | undefined {
  const common = ({ axis }: Setting) => {
    const differs = axis.path.findIndex((segment, at) => String(segment) !== String(path[at]));
    return differs < 0 ? axis.path.length : differs;
  };
  return settings.reduce<Setting | undefined>(
    (best, setting) => (!best || common(setting) > common(best) ? setting : best),
    undefined,
  );
}
