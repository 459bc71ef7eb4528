/** Mining on demand: one call from the copy of the pool to the search for a longer chain, and what a block must be to be taken. */
import { unixSeconds } from '../unix-time.js';
import { isWorked, search, triesFor, type OnDemandBlock } from './block.js';
import { execute, isValid, objection } from './chain.js';
import {
  append,
  made,
  removeConfirmed,
  replace,
  type ChainReply,
  type OnDemandMe,
  type OnDemandState,
} from './node.js';

const US_PER_S = 1_000_000;

/** GET /mine: why not, if it is not begun. */
export function mine(s: OnDemandState, me: OnDemandMe): string | undefined {
  if (s.mining) return 'it is mining';
  if (s.poolNode === me.id) return begin(s, me);
  s.mining = { step: 'copy' };
  me.send(s.poolNode, 'unconfirmed-request', {});
  me.setTimer('reply', s.settings.replyTimeout);
  return undefined;
}

export function begin(s: OnDemandState, me: OnDemandMe): string | undefined {
  s.mining = undefined;
  const transactions = next(s);
  if (!transactions) {
    done(s, me);
    return 'no transaction waits';
  }
  const last = s.blocks[s.blocks.length - 1]!;
  // No two nodes read their clocks in the same microsecond: they would mine the same block.
  const timestamp = unixSeconds(me.now + me.id);
  const header = { index: last.index + 1, transactions, timestamp, previousHash: last.hash };
  const { difficulty, hashRate } = s.settings;
  s.mining = { step: 'search', header };
  const weight = me.weights[me.id]!;
  if (weight > 0) me.setTimer('nonce', (triesFor(header, difficulty) / (hashRate * weight)) * US_PER_S);
  return undefined;
}

/** The first transaction that waits; where they are checked, the first that may stand in a block; none: nothing to mine. */
function next(s: OnDemandState) {
  const { settings, crypto, balances, pool } = s;
  if (settings.txChecks) s.pool = pool.filter(({ request }) => !s.confirmed.has(request));
  const first = s.pool.find((transaction) => objection(transaction, balances, crypto, settings) === undefined);
  if (first) return [first];
  const isTailOpen = s.blocks.slice(-settings.confirmations).some(({ transactions }) => transactions.length > 0);
  return settings.mining === 'waiting' && settings.confirmations > 0 && isTailOpen ? [] : undefined;
}

/** A nonce is found: append the block, send it to all peers, and look for a longer chain. */
export function strike(s: OnDemandState, me: OnDemandMe): void {
  if (s.mining?.step !== 'search') return;
  const { header } = s.mining;
  s.mining = undefined;
  if (header.previousHash !== s.blocks[s.blocks.length - 1]!.hash) return done(s, me);
  const { nonce, hash } = search(header, s.settings.difficulty, s.crypto);
  const block = made(s, header, nonce, hash, me);
  append(s, block, me);
  forget(s);
  for (const peer of s.peers) me.send(peer, 'add-block', { block });
  if (!s.settings.consensusOnMine) {
    // Who has a longer chain answers, whenever that is; nobody is waited for.
    for (const peer of s.peers) me.send(peer, 'blockchain-request', { length: s.blocks.length });
    return done(s, me);
  }
  s.mining = { step: 'ask', left: [...s.peers], asked: me.id, last: undefined, best: undefined };
  askNext(s, me);
}

/** A block has come onto the chain: what leaves the pool. */
export function forget(s: OnDemandState): void {
  if (s.settings.deleteFirstTx) s.pool.shift();
  else removeConfirmed(s, s.blocks.slice(-1));
}

export function askNext(s: OnDemandState, me: OnDemandMe): void {
  if (s.mining?.step !== 'ask') return;
  const peer = s.mining.left.shift();
  if (peer === undefined) return settle(s, s.mining, me);
  s.mining.asked = peer;
  me.send(peer, 'blockchain-request', {});
  me.setTimer('reply', s.settings.replyTimeout);
}

/** One peer has answered; as published, only the last answer is kept, and whether any was longer and valid. */
export function compare(s: OnDemandState, reply: ChainReply, me: OnDemandMe): void {
  if (s.mining?.step !== 'ask') return;
  me.cancelTimer('reply');
  s.mining.last = reply;
  const most = s.settings.adoptLastPeer ? s.blocks.length : (s.mining.best ?? s).blocks.length;
  if (reply.blocks.length > most && isSound(s, reply, me)) s.mining.best = reply;
  askNext(s, me);
}

export function isSound(s: OnDemandState, { blocks, difficulty }: ChainReply, me: OnDemandMe): boolean {
  const zeros = s.settings.trustPeerDifficulty ? difficulty : s.settings.difficulty;
  return isValid(blocks, zeros, { ...s, nodes: me.n });
}

function settle(
  s: OnDemandState,
  { best, last }: { best?: ChainReply | undefined; last?: ChainReply | undefined },
  me: OnDemandMe,
) {
  s.mining = undefined;
  const taken = best && s.settings.adoptLastPeer ? last : best;
  if (taken && taken.blocks.length > 0) replace(s, taken.blocks, me);
  done(s, me);
}

/** A call to mine is over. */
function done(s: OnDemandState, me: OnDemandMe): void {
  const { client } = s;
  s.client = undefined;
  if (client !== undefined) me.send(client, 'mined', {});
  mineOn(s, me);
}

export function mineOn(s: OnDemandState, me: OnDemandMe): void {
  if (s.settings.mining === 'waiting' && s.poolNode === me.id && !s.mining && next(s)) begin(s, me);
}

/** The central node goes on to the next peer. */
export function askToMine(s: OnDemandState, me: OnDemandMe): void {
  const peer = s.queue.shift();
  if (peer === undefined) return;
  me.send(peer, 'mine', {});
  me.setTimer('central', 60 * US_PER_S);
}

/** Whether a block may stand on the own chain; as published, its index, time and transactions are not looked at. */
export function fits({ blocks, settings, crypto, balances, confirmed }: OnDemandState, block: OnDemandBlock): boolean {
  if (block.previousHash !== blocks[blocks.length - 1]?.hash || !isWorked(block, settings.difficulty, crypto))
    return false;
  if (!settings.txChecks) return true;
  const after = new Map(balances);
  return block.transactions.every((transaction) => {
    if (confirmed.has(transaction.request) || objection(transaction, after, crypto, settings) !== undefined)
      return false;
    execute(after, transaction);
    return true;
  });
}
