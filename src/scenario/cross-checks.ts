/** What no section can know by itself: ids against the number of nodes, roles against protocols, regions against laws. */
import { regionRow, SIX_REGIONS } from '../network/region-data.js';
import { valueAt } from './path.js';
import { ENOUGH, type Complaint, type Path } from './problems.js';
import type { Registry } from './registry.js';
import type { FaultParts, WorldSections } from './section-validator.js';
import { listed, shown, suggestion } from './wording.js';
import type { NodeSelector, PartitionFault, World } from './world.js';

type Mapping = Readonly<Record<string, unknown>>;

/** Checks across sections; those that need an invalid section are left out. */
export function crossCheck(sections: WorldSections, raw: Mapping, registry: Registry): Complaint[] {
  const complaints: Complaint[] = [];
  const complain = (path: Path, message: string) => {
    if (complaints.length < ENOUGH) complaints.push({ path, message });
  };
  const { count, nodes, network, faultParts } = sections;
  faultParts.forEach((parts, index) => {
    const path = ['faults', index];
    checkSpan(parts, path, raw, complain);
    if (parts.partition) checkPartition(parts.partition, path, count, complain);
    if (parts.nodes) checkSelector(parts.nodes, path, sections, registry, complain);
  });
  if (network) checkEdges(network.topology['edges'], count, complain);
  if (nodes && network) {
    checkBandwidth(network.bandwidth, regionNames(nodes.regions), complain);
  }
  return complaints;
}

type Complain = (path: Path, message: string) => unknown;

/** Regions in the order in which they are numbered. */
export function regionNames(regions: World['nodes']['regions']): readonly string[] {
  return 'preset' in regions ? SIX_REGIONS : Object.keys(regions.shares);
}

function checkSpan({ at, until }: FaultParts, path: Path, raw: Mapping, complain: Complain): void {
  if (at === undefined || until === undefined || until === null || at < until) return;
  const written = (key: string, fallback: string) => shown(valueAt(raw, [...path, key]) ?? fallback);
  complain([...path, 'until'], `expected a time after at, ${written('at', '0 s')}, found ${written('until', '')}`);
}

function checkId(id: number, count: number | undefined, path: Path, complain: Complain): void {
  if (count !== undefined && id >= count) complain(path, `expected a node from 0 to ${count - 1}, found ${id}`);
}

function checkPartition(
  partition: PartitionFault['partition'],
  path: Path,
  count: number | undefined,
  complain: Complain,
) {
  const seen = new Set<number>();
  partition.forEach((group, at) =>
    group.forEach((id, index) => {
      const place = [...path, 'partition', at, index];
      checkId(id, count, place, complain);
      if (seen.has(id)) complain(place, `expected every node at most once, found ${id} a second time`);
      seen.add(id);
    }),
  );
}

function checkSelector(
  selector: NodeSelector,
  path: Path,
  { count, nodes, protocols }: WorldSections,
  registry: Registry,
  complain: Complain,
): void {
  const place = [...path, 'nodes'];
  if ('role' in selector) {
    for (const [label, { kind }] of protocols) {
      const roles = Object.keys(registry.protocols.get(kind).roles ?? {});
      if (roles.includes(selector.role)) continue;
      const found = `found ${shown(selector.role)}${suggestion(selector.role, roles)}`;
      complain([...place, 'role'], `expected a role of protocol ${label} (${listed(roles)}), ${found}`);
    }
  }
  if ('ids' in selector) {
    const seen = new Set<number>();
    selector.ids.forEach((id, index) => {
      checkId(id, count, [...place, 'ids', index], complain);
      if (seen.has(id))
        complain([...place, 'ids', index], `expected every node at most once, found ${id} a second time`);
      seen.add(id);
    });
  } else if ('count' in selector && count !== undefined && selector.count > count) {
    complain([...place, 'count'], `expected at most nodes.count, ${count}, found ${selector.count}`);
  } else if ('region' in selector && nodes) {
    const names = regionNames(nodes.regions);
    if (names.includes(selector.region)) return;
    const found = `found ${shown(selector.region)}${suggestion(selector.region, names)}`;
    complain([...place, 'region'], `expected one of the regions ${listed(names)}, ${found}`);
  }
}

/** Links given one by one are a parameter of the topology that takes them. */
function checkEdges(edges: unknown, count: number | undefined, complain: Complain): void {
  if (!Array.isArray(edges)) return;
  edges.forEach((edge: unknown, at) => {
    if (!Array.isArray(edge)) return;
    edge.forEach((id: unknown, end) => {
      if (typeof id === 'number') checkId(id, count, ['network', 'topology', 'edges', at, end], complain);
    });
  });
}

function checkBandwidth(bandwidth: World['network']['bandwidth'], names: readonly string[], complain: Complain): void {
  if (!bandwidth || !('preset' in bandwidth)) return;
  const strange = names.find((name) => regionRow(name) < 0);
  if (strange === undefined) return;
  const message = `expected regions among ${SIX_REGIONS.join(', ')} with a preset, found ${shown(strange)}`;
  complain(['network', 'bandwidth', 'preset'], `${message}; give up and down instead`);
}
