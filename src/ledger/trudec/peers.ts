/** How nodes of TruDeC find each other and get the chain, and what they say to all whom they know. */
import type { NodeId } from '../../contract.js';
import type { TrudecMe, TrudecMessages, TrudecState } from './node.js';

/** Makes itself known to the bootstrap node, or to all that it does not know yet, and asks whom they know. */
export function join(s: TrudecState, me: TrudecMe): void {
  s.joined = true;
  const seeds = s.settings.singleSeed ? [0] : [...me.weights.keys()];
  for (const node of seeds) {
    if (node === me.id || s.peers.has(node)) continue;
    me.send(node, 'advertisement', {});
    me.send(node, 'known-request', {});
  }
}

/** Hears whom another knows: makes itself known to them, and asks everybody for the chain, once. */
export function meetAll(s: TrudecState, from: NodeId, nodes: readonly NodeId[], me: TrudecMe): void {
  const isFirst = s.peers.size === 0;
  for (const node of [from, ...nodes]) {
    if (node === me.id || s.peers.has(node)) continue;
    s.peers.add(node);
    me.send(node, 'advertisement', {});
  }
  if (!isFirst && !s.settings.singleSeed) return;
  s.downloads += s.peers.size;
  askForChain(s, s.peers, me);
}

export function askForChain(s: TrudecState, nodes: Iterable<NodeId>, me: TrudecMe): void {
  const head = s.chain.blocks.at(-1);
  const body = s.settings.verifySync && head ? { head } : {};
  for (const node of nodes) me.send(node, 'chain-request', body);
}

export function flood<K extends 'transaction' | 'voting' | 'block'>(
  s: TrudecState,
  kind: K,
  body: TrudecMessages[K],
  me: TrudecMe,
): void {
  for (const node of s.peers) me.send(node, kind, body);
}
