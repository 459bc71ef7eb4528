/** How a block of TruDeC is made: whoever is elected solves the puzzle. */
import { unixSeconds } from '../unix-time.js';
import type { UtxoTransaction } from '../utxo/transaction.js';
import { rootOf, solved, type TrudecBlock } from './block.js';
import { isDividedOn } from './election.js';
import { takeable, type Job, type TrudecMe, type TrudecState } from './node.js';
import { isElected } from './voting.js';

/** Whoever is elected sets about the puzzle; as published, once more with every further vote. */
export function stand(s: TrudecState, me: TrudecMe): void {
  if ((s.settings.dedupeVotes && s.jobs.size > 0) || !isElected(s, me)) return;
  mint(s, takeable(s), me);
}

export function mint(s: TrudecState, transactions: readonly UtxoTransaction[], me: TrudecMe, falseRoot = false): void {
  const { chain, settings, round } = s;
  const complexity = chain.complexity();
  if (complexity === undefined || transactions.length === 0) return;
  const certificate = { round, votes: s.votes.slice(), falseRoot };
  const key = s.jobCount++;
  s.jobs.set(key, { head: chain.tip, timestamp: unixSeconds(me.now), complexity, transactions, ...certificate });
  me.setTimer('puzzle', Math.round(-Math.log1p(-me.random()) * settings.puzzle), key);
}

/** How a block of one's own could be made a second time, a microsecond later. */
const again = new WeakMap<TrudecBlock, (me: TrudecMe) => TrudecBlock>();

export function made(s: TrudecState, job: Job, me: TrudecMe): TrudecBlock {
  const { chain, crypto, settings, keys } = s;
  const { head, timestamp, complexity, round, votes } = job;
  const value = me.propose(job.transactions.map(({ request }) => request).filter((request) => request > 0));
  const proposed = new Set(me.contents(value));
  const transactions = job.transactions.filter(({ request }) => request === 0 || proposed.has(request));
  const committed = job.falseRoot ? transactions.slice(0, -1).concat(head.transactions) : transactions;
  const root = transactions.length > 0 ? rootOf(committed, crypto) : '';
  const divided = isDividedOn(head, chain.blocks[head.height - 1], settings);
  const header = {
    previousHash: head.hash,
    merkleRoot: root,
    timestamp,
    nonce: 0,
    complexity,
    ...(divided && { divided }),
  };
  const rest = { transactions, height: head.height + 1, maker: keys.publicKey, round, votes, producer: me.id, value };
  const block = { ...solved(header, settings.zeros, crypto), ...rest };
  again.set(block, (door) => made(s, { ...job, timestamp: timestamp + 1e-6 }, door));
  return block;
}

/** A second block beside one of this node's own; others' blocks stay as they are. */
export const madeAgain = (block: TrudecBlock, me: TrudecMe): TrudecBlock =>
  block.producer === me.id ? (again.get(block)?.(me) ?? block) : block;
