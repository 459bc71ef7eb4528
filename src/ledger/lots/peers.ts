/** How nodes of the lot-based proof of stake find each other, and what they say to all whom they know. */
import type { NodeId } from '../../contract.js';
import type { LotMe, LotMessages, LotState } from './node.js';

/** Time between two words of a node to its peers about its peers. */
export const DISCOVERY_US = 10_000_000;

/** Starts to look for peers. */
export function join(s: LotState, me: LotMe): void {
  s.joined = true;
  dial(s, s.settings.singleSeed ? [0] : [...me.weights.keys()], me);
  me.setTimer('discover', DISCOVERY_US);
}

export function dial(s: LotState, nodes: readonly NodeId[], me: LotMe): void {
  for (const node of nodes) if (node !== me.id && !s.peers.has(node)) me.send(node, 'connect', {});
}

/** A connection stands; whether this peer is new. */
export function meet(s: LotState, node: NodeId, me: LotMe): boolean {
  if (s.peers.has(node)) return false;
  s.peers.add(node);
  if (s.settings.syncOnJoin) {
    if (s.peers.size === 1) askForChain(s, [node], me);
    for (const transaction of s.pool.values()) me.send(node, 'transaction', { transaction });
  }
  return true;
}

/** Tells nodes of the own peers. */
export function greet(s: LotState, nodes: Iterable<NodeId>, me: LotMe): void {
  const peers = [...s.peers];
  for (const node of nodes) me.send(node, 'discovery', { peers });
}

export function flood<K extends 'transaction' | 'block'>(s: LotState, kind: K, body: LotMessages[K], me: LotMe): void {
  for (const node of s.peers) me.send(node, kind, body);
}

export function askForChain(s: LotState, nodes: Iterable<NodeId>, me: LotMe): void {
  const body = s.settings.spliceSync ? {} : { tip: s.chain.tip };
  for (const node of nodes) me.send(node, 'blockchain-request', body);
}
