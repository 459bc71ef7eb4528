/** How a block of TruDeC is made once its puzzle is solved. */
import { rootOf, solved, type TrudecBlock } from './block.js';
import type { Job, TrudecMe, TrudecState } from './node.js';

/** How a block of one's own could be made a second time, a microsecond later. */
const again = new WeakMap<TrudecBlock, (me: TrudecMe) => TrudecBlock>();

export function made(s: TrudecState, job: Job, me: TrudecMe): TrudecBlock {
  const { crypto, settings, keys } = s;
  const { head, timestamp, complexity, round, votes } = job;
  const value = me.propose(job.transactions.map(({ request }) => request).filter((request) => request > 0));
  const proposed = new Set(me.contents(value));
  const transactions = job.transactions.filter(({ request }) => request === 0 || proposed.has(request));
  const root = transactions.length > 0 ? rootOf(transactions, crypto) : '';
  const header = { previousHash: head.hash, merkleRoot: root, timestamp, nonce: 0, complexity };
  const rest = { transactions, height: head.height + 1, maker: keys.publicKey, round, votes, producer: me.id, value };
  const block = { ...solved(header, settings.zeros, crypto), ...rest };
  again.set(block, (door) => made(s, { ...job, timestamp: timestamp + 1e-6 }, door));
  return block;
}

/** A second block beside one of this node's own; others' blocks stay as they are. */
export const madeAgain = (block: TrudecBlock, me: TrudecMe): TrudecBlock =>
  block.producer === me.id ? (again.get(block)?.(me) ?? block) : block;
