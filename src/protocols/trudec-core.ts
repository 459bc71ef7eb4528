/**
 * TruDeC as a whole system: "truly-decentralized-blockchain-core" (GitHub, 2023), as published and corrected. A payment is
 * flooded; once C of them wait, every node votes for the sender of a random one; who has enough votes solves a small puzzle,
 * equal for all, over all that waits, and sends the block to everybody, who passes it on. C doubles after a fast block and is
 * halved after a slow one. Coins are outputs with scripts. The 50 coins of genesis are all there ever are.
 *
 * Every published defect is a switch (`ledger/trudec/settings.ts`). The corrections: a round is a head and the number of
 * time-outs since; a vote is signed, for a round, and counts once; the block carries the votes that elected its maker and is
 * checked with its merkle root and C; later rounds leave half as many candidates each; outputs are spent once; the longest
 * valid chain counts, then the one of the lower draw; only what a block confirms leaves the pool. The rule of election is an option.
 *
 * Left out: the missing key that keeps the published process from starting; HTTP, where a request and its answer are messages;
 * files; hash power, as the puzzle takes everybody equally long.
 */
import type { NodeId, Protocol } from '../contract.js';
import { ASSUMES } from '../ledger/election.js';
import { goOver } from '../ledger/go-over.js';
import { joinTime, requireNodes } from '../ledger/late-joins.js';
import { minority } from '../ledger/quorum.js';
import { trudecLedger } from '../ledger/trudec/audit.js';
import { blockBytes, TRANSACTION_BYTES, VOTE_BYTES, type TrudecBlock } from '../ledger/trudec/block.js';
import { isBetterHead } from '../ledger/trudec/chain.js';
import { trudecCommands } from '../ledger/trudec/commands.js';
import {
  conflicts,
  defaultPayment,
  newState,
  pay,
  takeable,
  type TrudecMe,
  type TrudecMessages,
  type TrudecState,
  type TrudecTimers,
} from '../ledger/trudec/node.js';
import { made, madeAgain, mint, stand } from '../ledger/trudec/minting.js';
import { askForChain, flood, join, meetAll } from '../ledger/trudec/peers.js';
import { trudecParams, trudecSettings, type TrudecParams } from '../ledger/trudec/settings.js';
import { trudecViews } from '../ledger/trudec/views.js';
import { enterRound, hear, recast, vote, voteWhenDue } from '../ledger/trudec/voting.js';
import type { UtxoTransaction } from '../ledger/utxo/transaction.js';

const isReady = ({ joined, chain }: TrudecState): boolean => joined && chain.blocks.length > 0;

// ——— Transactions ———

/** At a node's door, from a client or from another node; as published, a transaction that is known lets it vote again. */
function receive(s: TrudecState, transaction: UtxoTransaction, me: TrudecMe): void {
  const isNew = !s.pool.has(transaction.hash) && s.chain.isValid(transaction) && !conflicts(s, transaction);
  if (isNew) {
    s.pool.set(transaction.hash, transaction);
    flood(s, 'transaction', { transaction }, me);
  }
  if (isNew || !s.settings.dedupeVotes) voteWhenDue(s, stand, me);
}

/** Requests of clients are carried out as soon as the wallet has coins. */
function payOrders(s: TrudecState, me: TrudecMe): void {
  while (s.orders.length > 0) {
    const transaction = pay(s, defaultPayment(s, me), s.orders[0]!);
    if (!transaction) return;
    s.orders.shift();
    s.own.set(transaction.hash, transaction);
    receive(s, transaction, me);
  }
}

// ——— The chain ———

function append(s: TrudecState, block: TrudecBlock, me: TrudecMe): void {
  s.chain.append(block);
  note(s, block, s.chain.blocks.length - 1, me);
}

function note(s: TrudecState, block: TrudecBlock, height: number, me: TrudecMe): void {
  s.knownBlocks.add(block.hash);
  for (const { hash } of block.transactions) s.pool.delete(hash);
  me.append(height, block);
}

/** On a new head: drops what it makes moot, decides what is buried deep enough, and goes to the next election. */
function goOn(s: TrudecState, me: TrudecMe): void {
  const { chain, settings, pool } = s;
  if (settings.wipePool) {
    pool.clear();
    s.votes = [];
  }
  if (settings.trackSpent) {
    for (const [hash, { inputs }] of pool) if (inputs.some((input) => chain.isSpent(input))) pool.delete(hash);
  }
  if (settings.forkChoice) s.jobs.clear();
  const final = chain.blocks.length - 1 - settings.confirmations;
  while (s.decided < final) me.decide(++s.decided, chain.blocks[s.decided]!.value);
  if (settings.dedupeVotes) enterRound(s, true, stand, me);
  payOrders(s, me);
}

/** The longest chain is taken as it is, by a node that has just come. */
function download(s: TrudecState, blocks: readonly TrudecBlock[], me: TrudecMe): void {
  if (s.downloads-- <= 0 || blocks.length <= s.chain.blocks.length) return;
  while (s.chain.blocks.length > 0) s.chain.takeBack();
  s.chain.append(blocks[0]!);
  for (const block of blocks.slice(1)) append(s, block, me);
  goOn(s, me);
}

/** Goes over to a better chain if all of it that is new obeys the rules; what it drops waits again. */
function adopt(s: TrudecState, blocks: readonly TrudecBlock[], from: NodeId, me: TrudecMe): void {
  const { chain, pool } = s;
  const last = blocks[blocks.length - 1];
  if (!last || !isBetterHead(last, chain.tip)) return;
  const change = goOver(chain, blocks, me.now);
  if (!change) return me.blame(from, 'a chain that breaks the rules');
  for (let i = change.shared; i < blocks.length; i++) note(s, blocks[i]!, i, me);
  for (const transaction of change.left.flatMap(({ transactions }) => transactions)) {
    if (!chain.contains(transaction)) pool.set(transaction.hash, transaction);
  }
  flood(s, 'block', { block: last }, me);
  goOn(s, me);
}

/** A block that does not stand on the own head: this node, or the block's maker, lacks something. */
function compare(s: TrudecState, block: TrudecBlock, from: NodeId, me: TrudecMe): void {
  const { blocks, tip } = s.chain;
  s.knownBlocks.add(block.hash);
  if (!isBetterHead(block, tip)) {
    if (from === block.producer) me.send(from, 'chain', { blocks: [...blocks] });
  } else if (block.height === tip.height && block.previousHash === blocks[tip.height - 1]?.hash) {
    adopt(s, [...blocks.slice(0, -1), block], from, me);
  } else askForChain(s, [from], me);
}

export const trudecCore: Protocol<TrudecState, TrudecMessages, TrudecTimers, TrudecParams> = {
  name: 'trudec-core',
  describe: 'TruDeC with outputs, scripts, wallets, votes, certificates, join and sync, as published or corrected',
  paper: 'truly-decentralized-blockchain-core (TruDeC), GitHub, 2023',
  params: trudecParams,
  assumes: ASSUMES,
  finality: { by: 'decide', confirmations: (params) => trudecSettings(params).confirmations },
  threshold: 'majority',
  // As published, whoever is elected is waited for.
  faults(n, params) {
    requireNodes(params.joins, n);
    return trudecSettings(params).electionTimeout === Infinity ? 0 : minority(n);
  },
  livenessBound(params, n, delta) {
    const { electionTimeout, confirmations, puzzle } = trudecSettings(params);
    if (electionTimeout === Infinity) return 60_000_000 + 30 * puzzle + 20 * delta;
    // After log2 n rounds one common draw is left; it fails when it falls on a faulty node, 30 times in a row never.
    return (confirmations + 2) * (32 - Math.clz32(n) + 4) * electionTimeout + 30 * electionTimeout + 20 * delta;
  },
  requests: 'one',
  outstanding: (_params, n) => n,

  init: (me, params) => newState(params, me),

  input: {
    start(s, me) {
      const at = joinTime(s.params.joins, me.id);
      if (at > me.now) me.setTimer('join', at - me.now);
      else begin(s, me);
    },

    request(s, value, me) {
      s.orders.push(value);
      if (isReady(s)) payOrders(s, me);
    },

    recover(s, me) {
      if (!s.joined) return trudecCore.input!.start!(s, me);
      s.jobs.clear();
      if (!isReady(s) || !s.settings.verifySync) return;
      askForChain(s, s.peers, me);
      me.setTimer('window', s.settings.window);
      enterRound(s, false, stand, me);
    },
  },

  commands: trudecCommands({
    receive: (s, transaction, me) => isReady(s) && receive(s, transaction, me),
    vote: (s, me) => isReady(s) && vote(s, takeable(s), stand, me),
    mint: (s, transactions, me, falseRoot) => isReady(s) && mint(s, transactions, me, falseRoot),
    hear: (s, forged, me) => isReady(s) && hear(s, forged, stand, me),
  }),
  views: trudecViews,
  ledger: trudecLedger,

  on: {
    advertisement(s, _m, from, me) {
      if (!s.joined) return;
      s.peers.add(from);
      if (s.settings.verifySync)
        for (const transaction of s.pool.values()) me.send(from, 'transaction', { transaction });
    },

    'known-request'(s, _m, from, me) {
      if (s.joined) me.send(from, 'known', { nodes: [...s.peers] });
    },

    known(s, m, from, me) {
      if (s.joined) meetAll(s, from, m.nodes, me);
    },

    transaction(s, m, _from, me) {
      if (isReady(s)) receive(s, m.transaction, me);
    },

    voting(s, m, _from, me) {
      if (isReady(s)) hear(s, m.vote, stand, me);
    },

    block(s, { block }, from, me) {
      const { settings, chain } = s;
      if (!isReady(s) || (settings.forkChoice && s.knownBlocks.has(block.hash))) return;
      if (chain.takes(block, me.now)) {
        append(s, block, me);
        flood(s, 'block', { block }, me);
        goOn(s, me);
      } else if (settings.forkChoice && block.previousHash !== chain.tip.hash) compare(s, block, from, me);
    },

    'chain-request'(s, m, from, me) {
      if (!isReady(s) || (m.head && !isBetterHead(s.chain.tip, m.head))) return;
      me.send(from, 'chain', { blocks: [...s.chain.blocks] });
    },

    chain(s, m, from, me) {
      if (!s.joined) return;
      if (s.settings.verifySync) adopt(s, m.blocks, from, me);
      else download(s, m.blocks, me);
    },
  },

  timeout: {
    join: (s, _key, me) => begin(s, me),

    round(s, _key, me) {
      // What was lost is said, and asked for, again.
      join(s, me);
      const peers = [...s.peers];
      if (peers.length > 0) askForChain(s, [peers[Math.floor(me.random() * peers.length)]!], me);
      for (const transaction of s.own.values()) {
        if (s.chain.contains(transaction)) s.own.delete(transaction.hash);
        else flood(s, 'transaction', { transaction }, me);
      }
      enterRound(s, false, stand, me);
    },

    window(s, _key, me) {
      s.windowOver = true;
      stand(s, me);
    },

    puzzle(s, key, me) {
      const job = s.jobs.get(key);
      if (!job) return;
      s.jobs.delete(key);
      // Whoever appends what it makes itself sees that its head is past.
      if (s.settings.minterAppends && job.head !== s.chain.tip) return;
      const block = made(s, job, me);
      if (block.transactions.length === 0) return;
      if (s.settings.minterAppends) append(s, block, me);
      flood(s, 'block', { block }, me);
      if (s.settings.minterAppends) goOn(s, me);
    },
  },

  bytes: {
    known: (m) => 100 + 30 * m.nodes.length,
    transaction: () => TRANSACTION_BYTES,
    voting: () => VOTE_BYTES,
    block: (m) => blockBytes(m.block),
    chain: (m) => m.blocks.reduce((sum, block) => sum + blockBytes(block), 0),
  },

  forge: {
    /** A vote for another candidate. */
    voting: (m, salt) => ({ vote: recast(m.vote, salt) }),
    /** Another block in the same place. */
    block: (m, _salt, me) => ({ block: madeAgain(m.block, me) }),
  },
};

/** Comes on line; whoever has genesis begins. */
function begin(s: TrudecState, me: TrudecMe): void {
  join(s, me);
  if (!isReady(s)) return;
  enterRound(s, false, stand, me);
  payOrders(s, me);
}

export default trudecCore;
