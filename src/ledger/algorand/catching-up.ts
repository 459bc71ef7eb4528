/** How a node that has fallen behind finds the chain: the specification leaves it to implementations. */
import type { Certificate, NodeContext, NodeId } from '../../contract.js';
import { NOBODY, type Player } from './player.js';

/** Answered by the newest cert bundle, if it is for this round or a later one. */
export interface Ask {
  readonly round: number;
}
type Me = NodeContext<{ ask: Ask }, 'catchUp'>;

/** A node is in a later round: unless this one comes there by itself soon, it asks. */
export function hearAhead(s: Player, node: NodeId, me: Me): void {
  if (s.ahead !== NOBODY || node === me.id) return;
  s.ahead = node;
  me.setTimer('catchUp', s.params.lambda);
}

export function askAhead(s: Player, me: Me): void {
  me.send(s.ahead, 'ask', { round: s.round });
  s.ahead = NOBODY;
}

export function askAnyone(s: Player, me: Me): void {
  if (me.n === 1) return;
  me.send((me.id + 1 + Math.floor(me.random() * (me.n - 1))) % me.n, 'ask', { round: s.round });
}

export function hasCaughtUp(s: Player, me: Me): void {
  if (s.ahead !== NOBODY) me.cancelTimer('catchUp');
  s.ahead = NOBODY;
}

/** Asks voters for the block that a bundle names: one of f + 1 has it. */
export function fetchFor({ value, voters }: Certificate, me: NodeContext): void {
  let asked = 0;
  for (let i = 1; i < me.n && asked <= me.f; i++) {
    const node = (me.id + i) % me.n;
    if (!voters.has(node)) continue;
    me.fetch(value, node);
    asked++;
  }
}
