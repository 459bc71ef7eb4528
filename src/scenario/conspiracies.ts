/** What the nodes under one fault know and may do together, and what they achieved. */
import type { Taken } from '../adversaries/compose.js';
import type { Achieved, Behaviour, BehaviourSetting, BlockId } from '../contract.js';
import type { BlockTree } from '../ledger/block-tree.js';
import type { Gossip } from '../network/gossip.js';
import type { Units } from '../observers/outcome.js';
import type { Assembled } from './assembly.js';
import { mayLie, type Placed } from './placement.js';
import type { Stage } from './stage.js';

/** Lets a coalition come together, before any of its nodes is made. */
export function conspire(
  { fault, behaviour, coalition, captives, random }: Placed,
  stage: Stage,
  gossip: Gossip | undefined,
): Taken {
  const { host, faults, protocol, around } = stage;
  const { simulator, tree } = host;
  const endpoints = [...faults.identities.keys()].filter((at) => coalition.has(faults.identities[at]!));
  const setting: Omit<BehaviourSetting, 'shared'> = {
    params: fault.params,
    protocol,
    protocolParams: stage.spec.params,
    at: fault.at,
    until: fault.until ?? Infinity,
    now: () => simulator.now,
    delta: stage.delta,
    coalition,
    captives,
    blocks: tree.viewOf(endpoints),
    sparse: around.links !== 'complete',
    reveal: (block) => reveal(block, endpoints, host.tree, gossip),
    corrupt: (node) => {
      if (!behaviour.adaptive || !coalition.has(node)) throw new Error(`${behaviour.name} may not take node ${node}`);
      const { onCorrupt } = host.outputs.listeners;
      if (mayLie(behaviour, protocol)) faults.truthful[node] = false;
      if (!faults.correct[node]) return;
      faults.correct[node] = false;
      for (const listener of onCorrupt) listener(simulator.now, node);
    },
    schedule: (time, action) => simulator.schedule(time, action),
    random,
  };
  return { behaviour, setting: { ...setting, shared: behaviour.conspire?.(setting) } };
}

/** Whoever has seen a block has seen all that it builds on, so the walk ends where nobody lacks anything. */
function reveal(block: BlockId, endpoints: readonly number[], tree: BlockTree, gossip: Gossip | undefined): void {
  if (!endpoints.some((at) => tree.has(at, block))) throw new Error(`no member has seen block ${block}`);
  for (const at of endpoints) {
    const open = [block];
    const lacked: BlockId[] = [];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (tree.has(at, next)) continue;
      lacked.push(next);
      open.push(tree.parent(next), ...tree.references(next));
    }
    // Blocks are numbered as they are made: after all that they build on.
    for (const each of lacked.sort((a, b) => a - b)) gossip?.reveal(at, each);
  }
}

/** Columns of what the coalitions of a run achieved; why some are empty is put beside the other reasons. */
export function achievements(
  { conspiracies, host, surroundings, protocol }: Assembled,
  { blocks, units, params }: { readonly blocks: Units; readonly units: Units; readonly params: unknown },
  undefinedBecause: Record<string, string>,
): Record<string, number | null> {
  const byBehaviour = new Map<Behaviour, Achieved[]>();
  for (const { behaviour, setting } of conspiracies) {
    const { params, coalition, shared } = setting;
    const achieved = { params, coalition, shared };
    if (!byBehaviour.get(behaviour)?.push(achieved)) byBehaviour.set(behaviour, [achieved]);
  }
  // Where some blocks take no proof of work, or several, the proofs are what is mined.
  const { mining } = protocol;
  const { canonical, lost } = mining?.proofs || mining?.branchLength ? units : blocks;
  const interval = mining?.interval(params) ?? 0;
  const outcome = {
    end: host.simulator.now,
    weights: surroundings.weights,
    canonical: canonical.map(({ producer }) => producer),
    times: canonical.map(({ time }) => time),
    stale: lost,
    // A proof is paid its part of what a block is.
    interval: mining?.branchLength ? (interval * blocks.canonical.length) / canonical.length : interval,
  };
  const columns: Record<string, number | null> = {};
  for (const [{ results }, achieved] of byBehaviour) {
    for (const [name, value] of Object.entries(results?.of(achieved, outcome) ?? {})) {
      columns[name] = typeof value === 'number' ? value : null;
      if (typeof value !== 'number') undefinedBecause[name] = value.why;
    }
  }
  return columns;
}
