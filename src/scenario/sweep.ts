/** From `sweep`, `zip` and `exclude` to the points that are run. */
import { parsePath, PathError, startsWith } from './path.js';
import type { Complaint, Path } from './problems.js';
import { MOST_VALUES, rangeValues } from './ranges.js';
import type { Axis } from './sections/sweep.js';
import { listed, shortened, shown, suggestion } from './wording.js';

/** One swept path with its values. */
export interface SweepAxis {
  /** As it was written. */
  readonly key: string;
  readonly path: Path;
  readonly values: readonly unknown[];
  /** As they stand in a variant's name. */
  readonly labels: readonly string[];
  /** Where the axis stands in the document. */
  readonly place: Path;
  /** Whether each value has a place of its own. */
  readonly isList: boolean;
  /** Whether its values stand in a variant's name; those of a zipped group with names of its own do not. */
  readonly isNamed: boolean;
}

export interface Setting {
  readonly axis: SweepAxis;
  readonly index: number;
}

/** One combination of values. */
export interface Point {
  /** `key=value;…` in file order. */
  readonly variant: string;
  readonly settings: readonly Setting[];
}

export interface SweepSections {
  readonly sweep?: Readonly<Record<string, Axis>> | undefined;
  readonly zip?: readonly Readonly<Record<string, Axis>>[] | undefined;
  readonly exclude?: readonly Readonly<Record<string, unknown>>[] | undefined;
}

const MOST_POINTS = 10_000;
const MOST_EXCLUDED = 200;
const MOST_AXES = 50;
/** The key of a zipped group under which its points have names; it is no path. */
const NAMES = 'as';
/** What one scenario file is, not one variant of it. */
const FIXED = ['name', 'asks', 'seed', 'repeat', 'sweep', 'zip', 'exclude', 'expect'];

/** Axes that vary together: one for each swept path, one for each zipped group. */
type Group = readonly SweepAxis[];

/** Every point that is not excluded, the first axis varying slowest; one point without settings when nothing is swept. */
export function expandSweep(sections: SweepSections, complaints: Complaint[]): Point[] {
  const before = complaints.length;
  const groups = collectGroups(sections, complaints);
  if (complaints.length > before) return [];
  const count = groups.reduce((product, [axis]) => product * axis!.values.length, 1);
  if (count > MOST_POINTS) {
    const path = [sections.sweep === undefined ? 'zip' : 'sweep'];
    complaints.push({ path, message: `expected at most ${MOST_POINTS} combinations, found ${count}` });
  }
  const excluded = new Exclusions(groups.flat(), sections.exclude ?? [], complaints);
  if (complaints.length > before) return [];
  const points: Point[] = [];
  for (let at = 0; at < count; at++) {
    const settings = settingsAt(groups, count, at);
    if (!excluded.take(settings)) {
      const set = settings.filter(({ axis }) => !isNames(axis));
      points.push({ variant: nameOf(settings), settings: set });
    }
  }
  excluded.complainOfUnmatched(complaints);
  if (points.length === 0)
    complaints.push({ path: ['exclude'], message: 'expected some combination to be left, found none' });
  return points;
}

function collectGroups({ sweep, zip }: SweepSections, complaints: Complaint[]): Group[] {
  const axes = [sweep ?? {}, ...(zip ?? [])].flatMap((group) => Object.keys(group));
  if (axes.length > MOST_AXES) {
    const path = [sweep === undefined ? 'zip' : 'sweep'];
    complaints.push({ path, message: `expected at most ${MOST_AXES} swept paths, found ${axes.length}` });
    return [];
  }
  const seen = new Set<string>();
  const axesOf = (axes: Readonly<Record<string, Axis>>, place: Path) =>
    Object.entries(axes).flatMap(([key, axis]) => readAxis(key, axis, [...place, key], seen, complaints) ?? []);
  const groups: Group[] = [
    ...axesOf(sweep ?? {}, ['sweep']).map((axis) => [axis]),
    ...(zip ?? []).map((group, index) => named(axesOf(group, ['zip', index]))).filter((group) => group.length > 0),
  ];
  complaints.push(...groups.flatMap((group) => groupComplaint(group) ?? []));
  return groups;
}

function readAxis(
  key: string,
  axis: Axis,
  place: Path,
  seen: Set<string>,
  complaints: Complaint[],
): SweepAxis | undefined {
  const complain = (message: string, at: 'key' | 'value') => {
    complaints.push({ path: place, message, atKey: at === 'key' });
    return undefined;
  };
  if (seen.has(key)) return complain('the same path is swept twice', 'key');
  seen.add(key);
  let path: Path;
  try {
    path = parsePath(key);
  } catch (error) {
    if (error instanceof PathError) return complain(error.message, 'key');
    throw error;
  }
  if (FIXED.includes(String(path[0])))
    return complain(`${path[0]} is the same for the whole file and cannot be swept`, 'key');
  const values = Array.isArray(axis) ? axis : rangeValues(axis as Exclude<Axis, readonly unknown[]>);
  if (typeof values === 'string') return complain(values, 'value');
  if (values.length > MOST_VALUES)
    return complain(`expected at most ${MOST_VALUES} values, found ${values.length}`, 'value');
  const labels = values.map(labelOf);
  return { key, path, values, labels, place, isList: Array.isArray(axis), isNamed: true };
}

const isNames = ({ key, place }: SweepAxis): boolean => key === NAMES && place[0] === 'zip';

/** A zipped group whose points are called by its names alone, where it has any. */
function named(group: Group): Group {
  return group.some(isNames) ? group.map((axis) => ({ ...axis, isNamed: isNames(axis) })) : group;
}

/** What is wrong with axes that go together: unequal lengths, or the same values twice. */
function groupComplaint(group: Group): Complaint | undefined {
  const [first] = group;
  if (group.every(isNames))
    return { path: first!.place, message: 'expected paths to vary beside the names', atKey: true };
  const uneven = group.find(({ values }) => values.length !== first!.values.length);
  if (uneven) {
    const message = `expected ${first!.values.length} values, as ${first!.key} has, found ${uneven.values.length}`;
    return { path: uneven.place, message };
  }
  const seen = new Set<string>();
  for (const index of first!.values.keys()) {
    const name = nameOf(group.map((axis) => ({ axis, index })));
    if (seen.has(name)) return { path: placeOf({ axis: first!, index }), message: `found ${shortened(name)} twice` };
    seen.add(name);
  }
  return undefined;
}

/** Where a value stands in the document. */
export function placeOf({ axis, index }: Setting): Path {
  return axis.isList ? [...axis.place, index] : axis.place;
}

/** How a value reads in a variant's name; what is too long there is called by its number in the list. */
function labelOf(value: unknown, index: number): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null');
  if (text.length > 200) return `#${index}`;
  return typeof value === 'string' && /[;="\p{C}]/u.test(value) ? JSON.stringify(value) : text;
}

function settingsAt(groups: readonly Group[], count: number, at: number): Setting[] {
  const settings: Setting[] = [];
  let block = count;
  let rest = at;
  for (const group of groups) {
    block /= group[0]!.values.length;
    const index = Math.floor(rest / block);
    rest -= index * block;
    for (const axis of group) settings.push({ axis, index });
  }
  return settings;
}

function nameOf(settings: readonly Setting[]): string {
  const shown = settings.filter(({ axis }) => axis.isNamed);
  return shown.map(({ axis, index }) => `${axis.key}=${axis.labels[index]}`).join(';');
}

/** Combinations to leave out, and whether each has left anything out. */
class Exclusions {
  /** Per entry: for each axis that it names, the indices of the values that match. */
  private readonly entries: (ReadonlyMap<string, ReadonlySet<number>> | undefined)[];
  private readonly matched: boolean[];

  constructor(
    axes: readonly SweepAxis[],
    exclude: readonly Readonly<Record<string, unknown>>[],
    complaints: Complaint[],
  ) {
    if (exclude.length > MOST_EXCLUDED) {
      const message = `expected at most ${MOST_EXCLUDED} entries, found ${exclude.length}`;
      complaints.push({ path: ['exclude'], message });
    }
    this.entries = exclude.slice(0, MOST_EXCLUDED).map((entry, at) => readEntry(entry, at, axes, complaints));
    this.matched = this.entries.map(() => false);
  }

  take(settings: readonly Setting[]): boolean {
    let taken = false;
    this.entries.forEach((entry, at) => {
      if (!entry) return;
      let hits = 0;
      for (const { axis, index } of settings) if (entry.get(axis.key)?.has(index)) hits++;
      if (hits < entry.size) return;
      this.matched[at] = true;
      taken = true;
    });
    return taken;
  }

  complainOfUnmatched(complaints: Complaint[]): void {
    this.matched.forEach((matched, at) => {
      if (!matched) complaints.push({ path: ['exclude', at], message: 'found no combination that matches' });
    });
  }
}

function readEntry(
  entry: Readonly<Record<string, unknown>>,
  at: number,
  axes: readonly SweepAxis[],
  complaints: Complaint[],
): ReadonlyMap<string, ReadonlySet<number>> | undefined {
  const indices = new Map<string, ReadonlySet<number>>();
  for (const [key, value] of Object.entries(entry)) {
    const path = ['exclude', at, key];
    const axis = axes.find((candidate) => candidate.key === key);
    const keys = axes.map((candidate) => candidate.key);
    if (!axis) {
      const message = `expected a path that is swept (${listed(keys)}), found ${shown(key)}${suggestion(key, keys)}`;
      complaints.push({ path, message, atKey: true });
      continue;
    }
    const wanted = JSON.stringify(value);
    const hits = axis.values.flatMap((candidate, index) => (JSON.stringify(candidate) === wanted ? [index] : []));
    if (hits.length === 0) {
      const message = `expected a value of the sweep (${listed(axis.labels.map(shortened))}), found ${shown(value)}`;
      complaints.push({ path, message });
    }
    indices.set(key, new Set(hits));
  }
  return indices.size === Object.keys(entry).length ? indices : undefined;
}

/** The setting under whose path a place of the document lies. */
export function settingAbove(path: Path, settings: readonly Setting[]): Setting | undefined {
  return settings.find(({ axis }) => startsWith(path, axis.path));
}
