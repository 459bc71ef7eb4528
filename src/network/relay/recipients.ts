import type { Links, NodeContext, NodeId } from '../../contract.js';

/** On a complete graph a node that is back asks so many others. */
const MOST_ASKED = 8;

/** Writes the nodes that follow this one by number, as many as are asked on a complete graph; returns how many. */
function someOthers({ id, n }: NodeContext, destinations: Int32Array): number {
  const count = Math.min(MOST_ASKED, n - 1);
  for (let step = 1; step <= count; step++) destinations[step - 1] = (id + step) % n;
  return count;
}

/** Writes a node's neighbours, without one and those that are served already (1 in `served`); returns how many. */
export function neighboursBut(
  { offsets, neighbours }: Links,
  id: NodeId,
  except: NodeId,
  served: Uint8Array | undefined,
  destinations: Int32Array,
): number {
  let count = 0;
  for (let i = offsets[id]!; i < offsets[id + 1]!; i++) {
    const to = neighbours[i]!;
    if (to !== except && served?.[to] !== 1) destinations[count++] = to;
  }
  return count;
}

/** Writes whom a node may ask: its neighbours, or on a complete graph some of the others; returns how many. */
export function peersOf(links: Links | 'complete', me: NodeContext, destinations: Int32Array): number {
  return links === 'complete'
    ? someOthers(me, destinations)
    : neighboursBut(links, me.id, me.id, undefined, destinations);
}
