/** What no section can know by itself: ids against the number of nodes, roles against protocols, regions against laws. */
import { protocolKinds } from '../contract.js';
import { GOSSIP_KINDS } from '../network/gossip.js';
import { regionRow, SIX_REGIONS } from '../network/region-data.js';
import { checkBlockLevel } from './block-level-checks.js';
import { checkStakes } from './stake-checks.js';
import { checkCommands } from './commands.js';
import { valueAt } from './path.js';
import { ENOUGH, type Complaint, type Path } from './problems.js';
import type { Registry } from './families.js';
import type { FaultParts, WorldSections } from './section-validator.js';
import { fits, missing, outracesInVain } from './placement.js';
import { listed, shown, suggestion } from './wording.js';
import type { NodeSelector, PartitionFault, World } from './world.js';

/** `0b` is the second copy of node 0. */
const FIRST_LETTER = 'a'.charCodeAt(0);

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
    if (parts.partition) checkPartition(parts.partition, path, { count, raw, registry }, complain);
    if (parts.nodes) checkSelector(parts.nodes, path, sections, registry, complain);
    checkFitting(raw, path, sections, registry, complain);
    checkKinds(raw, path, sections, registry, complain);
    checkGamma(valueAt(raw, [...path, 'gamma', 'delays']), [...path, 'gamma'], network, complain);
    for (const key of NODE_LISTS) checkNamed(valueAt(raw, [...path, key]), [...path, key], count, complain);
  });
  if (network) {
    checkPairs(['topology', 'edges'], network.topology['edges'], count, complain);
    checkPairs(['latency', 'pairs'], network.latency['pairs'], count, complain);
    checkRelay(network, count, complain);
  }
  if (nodes && network) {
    checkBandwidth(network.bandwidth, regionNames(nodes.regions), complain);
  }
  sections.economy?.pooling?.pools.forEach(({ operator }, index) =>
    checkId(operator, count, ['economy', 'pooling', 'pools', index, 'operator'], complain),
  );
  if (nodes) checkOwners(nodes.owners, count, complain);
  checkStakes(sections, registry, complain);
  const { commands = [], protocols } = sections;
  commands.forEach(({ node }, index) => checkId(node, count, ['commands', index, 'node'], complain));
  checkBlockLevel(sections, registry, complain);
  return [...complaints, ...checkCommands(commands, protocols, raw, registry, count)].slice(0, ENOUGH);
}

function checkOwners(owners: World['nodes']['owners'], count: number | undefined, complain: Complain): void {
  const ownerOf = new Map<number, string>();
  for (const [owner, ids] of Object.entries(owners ?? {})) {
    for (const [index, id] of ids.entries()) {
      const path = ['nodes', 'owners', owner, index];
      checkId(id, count, path, complain);
      const other = ownerOf.get(id);
      if (other !== undefined)
        complain(path, `expected nodes of one owner each, found node ${id}, which ${other} owns`);
      ownerOf.set(id, owner);
    }
  }
}

/** Options of behaviours that name nodes. */
const NODE_LISTS = ['sides', 'deceived', 'towards', 'victims', 'producers', 'pool', 'into'];

/** Ids in a list, or in lists of a list; anything else is no list of nodes. */
function checkNamed(named: unknown, path: Path, count: number | undefined, complain: Complain): void {
  if (!Array.isArray(named)) return;
  (named as unknown[]).forEach((item, index) => {
    if (typeof item === 'number') checkId(item, count, [...path, index], complain);
    else checkNamed(item, [...path, index], count, complain);
  });
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

/** An attack on mining stands in no scenario with a protocol that does not mine. */
function checkFitting(
  raw: Mapping,
  path: Path,
  { protocols }: WorldSections,
  registry: Registry,
  complain: Complain,
): void {
  const name = valueAt(raw, [...path, 'behaviour']);
  if (typeof name !== 'string' || !registry.behaviours.has(name)) return;
  const behaviour = registry.behaviours.get(name);
  for (const [label, { kind, params }] of protocols) {
    const protocol = registry.protocols.get(kind);
    if (outracesInVain(behaviour, protocol, valueAt(raw, path)))
      complain(
        [...path, 'gamma'],
        `expected no gamma: under ${label} ties go by what is in the branches, whoever is heard first`,
      );
    if (fits(behaviour, protocol, params)) continue;
    complain(
      [...path, 'behaviour'],
      `expected a behaviour for all protocols; ${name} needs ${missing(behaviour)}, ${label} has none`,
    );
  }
}

/** Kinds of messages that no protocol of the scenario has would be a fault that does nothing. */
function checkKinds(raw: Mapping, path: Path, { protocols }: WorldSections, registry: Registry, complain: Complain) {
  const named = valueAt(raw, [...path, 'kinds']);
  const written = raw['protocols'];
  // A protocol that could not be read may have any kinds.
  if (!Array.isArray(named) || protocols.size !== Object.keys(written ?? {}).length) return;
  const own = [...protocols.values()].flatMap(({ kind }) => protocolKinds(registry.protocols.get(kind)));
  const known: readonly string[] = [...new Set(own), ...GOSSIP_KINDS];
  (named as unknown[]).forEach((kind, index) => {
    if (typeof kind !== 'string' || known.includes(kind)) return;
    const found = `found ${shown(kind)}${suggestion(kind, known)}`;
    complain([...path, 'kinds', index], `expected a kind of message (${listed(known)}), ${found}`);
  });
}

/** Delays that emulate a gamma are worked out from one delay between all honest nodes. */
function checkGamma(delays: unknown, path: Path, network: World['network'] | undefined, complain: Complain): void {
  if (delays === undefined || !network) return;
  const { latency } = network;
  if (latency.kind === 'constant' && Number(latency['delay']) > 0) return;
  const message = `expected network.latency to be constant and above 0 s where delays emulate gamma, found ${shown(latency.kind)}`;
  complain(path, message);
}

interface CopyFacts {
  readonly count: number | undefined;
  readonly raw: Mapping;
  readonly registry: Registry;
}

function checkPartition(partition: PartitionFault['partition'], path: Path, facts: CopyFacts, complain: Complain) {
  const seen = new Set<number | string>();
  partition.forEach((group, at) =>
    group.forEach((name, index) => {
      const place = [...path, 'partition', at, index];
      if (typeof name === 'number') checkId(name, facts.count, place, complain);
      else checkCopy(name, place, facts, complain);
      if (seen.has(name)) complain(place, `expected every node at most once, found ${name} a second time`);
      seen.add(name);
    }),
  );
}

/** A copy can be named only where a fault that names its nodes makes it. */
function checkCopy(name: string, place: Path, { raw, registry }: CopyFacts, complain: Complain): void {
  const node = Number.parseInt(name, 10);
  const copy = name.charCodeAt(name.length - 1) - FIRST_LETTER;
  const faults = Array.isArray(raw['faults']) ? (raw['faults'] as unknown[]) : [];
  const isMade = faults.some((fault, index) => {
    const kind = valueAt(raw, ['faults', index, 'behaviour']);
    const ids = valueAt(raw, ['faults', index, 'nodes', 'ids']);
    if (typeof kind !== 'string' || !registry.behaviours.has(kind) || !Array.isArray(ids)) return false;
    const behaviour = registry.behaviours.get(kind);
    const parsed = behaviour.params.safeParse(fault);
    return parsed.success && ids.includes(node) && (behaviour.copies?.(parsed.data) ?? 1) > copy;
  });
  if (!isMade) complain(place, `expected a copy that a fault makes of a node named by ids, found ${name}`);
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

/** Links and delays given one by one are parameters of what takes them; each begins with the two nodes. */
function checkPairs(place: readonly string[], pairs: unknown, count: number | undefined, complain: Complain): void {
  if (!Array.isArray(pairs)) return;
  pairs.forEach((pair: unknown, at) => {
    if (!Array.isArray(pair)) return;
    pair.slice(0, 2).forEach((id: unknown, end) => {
      if (typeof id === 'number') checkId(id, count, ['network', ...place, at, end], complain);
    });
  });
}

function checkBandwidth(bandwidth: World['network']['bandwidth'], names: readonly string[], complain: Complain): void {
  if (bandwidth && 'regions' in bandwidth) checkRates(Object.keys(bandwidth.regions), names, complain);
  if (!bandwidth || !('preset' in bandwidth)) return;
  const strange = names.find((name) => regionRow(name) < 0);
  if (strange === undefined) return;
  const message = `expected regions among ${SIX_REGIONS.join(', ')} with a preset, found ${shown(strange)}`;
  complain(['network', 'bandwidth', 'preset'], `${message}; give up and down, or regions, instead`);
}

/** Every region of the nodes has rates, and nothing else has. */
function checkRates(rated: readonly string[], names: readonly string[], complain: Complain): void {
  const path = ['network', 'bandwidth', 'regions'];
  for (const name of names.filter((each) => !rated.includes(each))) {
    complain(path, `expected rates for every region of the nodes (${listed(names)}), found none for ${shown(name)}`);
  }
  for (const name of rated.filter((each) => !names.includes(each))) {
    const message = `expected one of the regions ${listed(names)}, found ${shown(name)}${suggestion(name, names)}`;
    complain([...path, name], message);
  }
}

/** On a complete graph nothing is relayed, so that the section would have no effect. */
function checkRelay({ relay, topology }: World['network'], count: number | undefined, complain: Complain): void {
  if (!relay) return;
  if (topology.kind === 'complete') {
    const message = 'expected no relay on the complete topology, where blocks go straight to everybody';
    complain(['network', 'relay'], `${message}; choose a topology of sparse links`);
  }
  const members = relay.relayNetwork?.members;
  if (typeof members === 'number' && count !== undefined && members > count) {
    const message = `expected at most nodes.count, ${count}, found ${members}`;
    complain(['network', 'relay', 'relayNetwork', 'members'], message);
  }
}
