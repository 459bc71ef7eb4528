/**
 * Proof of stake by hash lots with accounts: "Proof-of-Stake-in-Python" and "Decentralized-Blockchain-Python" (GitHub), one
 * protocol, as published and corrected. A transaction that comes to a node is flooded; once enough of them wait, whoever
 * holds the lot nearest to the reference puts them in a block, executes it and floods it. Money comes in by EXCHANGE, goes
 * about by TRANSFER, and becomes stake by STAKE. Nodes find each other through a bootstrap node and what peers say of theirs.
 *
 * Every published defect is a switch (`ledger/lots/settings.ts`). The corrections: blocks that are known are dropped; the owner
 * of the lot of rank r may forge r time-outs after the block before and the oldest transaction; the chain is the longest
 * valid one, then the one made earlier, then the one of the lower draw; what it drops waits again; a seed follows from the
 * forger and the seed before alone; transactions are checked in blocks as at the door. As blocks are made for transactions
 * only, empty ones follow while the last of them is not final.
 *
 * Left out: sockets (a connection is a message and its answer), jsonpickle, the REST texts; peers that are off are never
 * forgotten, as published.
 */
import type { NodeId, Protocol } from '../contract.js';
import { cryptoOf } from '../ledger/crypto/crypto.js';
import type { Transaction } from '../ledger/accounts/transaction.js';
import { goOver } from '../ledger/go-over.js';
import { joinTime } from '../ledger/late-joins.js';
import { lotLedger } from '../ledger/lots/audit.js';
import { resealed, sealBlock, type LotBlock } from '../ledger/lots/block.js';
import { isBetterTip, LotChain } from '../ledger/lots/chain.js';
import { lotCommands } from '../ledger/lots/commands.js';
import {
  defaultOrder,
  transactionOf,
  type LotMe,
  type LotMessages,
  type LotState,
  type LotTimers,
} from '../ledger/lots/node.js';
import { LOT_KEYS, lotParams, lotSettings, mostOff, walletName, type LotParams } from '../ledger/lots/settings.js';
import { askForChain, dial, DISCOVERY_US, flood, greet, join, meet } from '../ledger/lots/peers.js';
import { lotViews } from '../ledger/lots/views.js';
import { unixSeconds } from '../ledger/unix-time.js';

/** Sealing a block takes up to this time: two copies of a forger do not make the same one in the same microsecond. */
const SEALING_US = 1000;
const [HEADER_BYTES, TRANSACTION_BYTES] = [1000, 1300];

// ——— Transactions and forging ———

export function receive(s: LotState, transaction: Transaction, me: LotMe): void {
  const { chain, pool } = s;
  if (pool.has(transaction.id) || chain.contains(transaction) || !chain.admits(transaction)) return;
  pool.set(transaction.id, transaction);
  flood(s, 'transaction', { transaction }, me);
  considerForging(s, me);
}

function considerForging(s: LotState, me: LotMe, isTurn = false): void {
  const { chain, settings, pool } = s;
  if (s.waitsOn === chain.tip) return;
  const place = chain.ranks().indexOf(s.keys.publicKey);
  if (place < 0 || (place > 0 && settings.forgerTimeout === Infinity)) return;
  const transactions = chain.accounts.covered(pool.values(), settings, settings.blockCapacity);
  const waiting = settings.wipePool ? pool.size : transactions.length;
  if (waiting < settings.mintThreshold && !isTailOpen(s)) return;
  const wait = chain.turn(place, transactions) - me.now;
  if (wait <= 0 && (isTurn || settings.forgerTimeout === Infinity)) return forge(s, transactions, me);
  s.waitsOn = chain.tip;
  me.setTimer('turn', Math.max(0, wait) + Math.floor(me.random() * SEALING_US));
}

/** Whether transactions in the newest blocks are not final yet. */
function isTailOpen({ chain, settings }: LotState): boolean {
  if (settings.confirmations === 0) return false;
  return chain.blocks.slice(-settings.confirmations).some(({ transactions }) => transactions.length > 0);
}

function forge(s: LotState, transactions: readonly Transaction[], me: LotMe): void {
  const { chain, keys, crypto, pool } = s;
  const value = me.propose(transactions.map(({ request }) => request).filter((request) => request > 0));
  const proposed = new Set(me.contents(value));
  const draft = {
    blockCount: chain.length,
    transactions: transactions.filter(({ request }) => request === 0 || proposed.has(request)),
    lastHash: chain.tip.hash,
    timestamp: unixSeconds(me.now),
  };
  let block = sealBlock(draft, { producer: me.id, keys, crypto }, value);
  for (let i = 1; i < s.tries && chain.nextForger(block) !== keys.publicKey; i++) {
    block = resealed(block, { timestamp: unixSeconds(me.now - i) }, value);
  }
  append(s, block, me);
  if (s.settings.wipePool) pool.clear();
  flood(s, 'block', { block }, me);
  goOn(s, me);
}

// ——— The chain ———

function append(s: LotState, block: LotBlock, me: LotMe): void {
  s.chain.append(block);
  note(s, block, s.chain.length - 1, me);
}

/** The chain has this block now. */
function note(s: LotState, block: LotBlock, height: number, me: LotMe): void {
  s.known.add(block.hash);
  for (const { id } of block.transactions) s.pool.delete(id);
  me.append(height, block);
}

/** Decides what is buried, and waits for the next turn; as published, only a transaction sets a forger to work. */
function goOn(s: LotState, me: LotMe): void {
  const { chain, settings } = s;
  const final = chain.length - 1 - settings.confirmations;
  while (s.decided < final) me.decide(++s.decided, chain.blocks[s.decided]!.value);
  if (settings.forgerTimeout !== Infinity) considerForging(s, me);
}

/** Everything above the own length is put on top, whatever it links to. */
function splice(s: LotState, blocks: readonly LotBlock[], me: LotMe): void {
  for (let i = s.chain.length; i < blocks.length; i++) append(s, blocks[i]!, me);
  goOn(s, me);
}

/** Goes over to a better chain if all of it that is new obeys the rules; what it drops waits again. */
function adopt(s: LotState, blocks: readonly LotBlock[], from: NodeId, me: LotMe): void {
  const { chain, pool } = s;
  const last = blocks[blocks.length - 1];
  if (!last || !isBetterTip(last, chain.tip)) return;
  const change = goOver(chain, blocks, me.now);
  if (!change) return me.blame(from, 'a chain that breaks the rules');
  for (let i = change.shared; i < blocks.length; i++) note(s, blocks[i]!, i, me);
  for (const transaction of change.left.flatMap(({ transactions }) => transactions)) {
    if (!chain.contains(transaction)) pool.set(transaction.id, transaction);
  }
  flood(s, 'block', { block: last }, me);
  goOn(s, me);
}

/** A block that is not the next one: this node, or the block's maker, lacks something. */
function compare(s: LotState, block: LotBlock, from: NodeId, me: LotMe): void {
  const { chain, settings } = s;
  if (settings.dupBlockRequestsChain) return askForChain(s, s.peers, me);
  s.known.add(block.hash);
  if (settings.spliceSync) return askForChain(s, [from], me);
  const { length } = chain;
  if (!isBetterTip(block, chain.tip)) {
    if (from === block.producer) me.send(from, 'blockchain', { blocks: [...chain.blocks] });
  } else if (block.blockCount === length - 1 && block.lastHash === chain.blocks[length - 2]!.hash) {
    adopt(s, [...chain.blocks.slice(0, -1), block], from, me);
  } else askForChain(s, [from], me);
}

export const proofOfStakeInPython: Protocol<LotState, LotMessages, LotTimers, LotParams> = {
  name: 'proof-of-stake-in-python',
  describe: 'Lot-based proof of stake with accounts, wallets, discovery and sync, as published or corrected',
  paper: 'Proof-of-Stake-in-Python and Decentralized-Blockchain-Python, GitHub, 2022',
  params: lotParams,
  assumes: {
    identity: 'stake',
    network: 'Blocks reach everybody in the time of a forger, by clocks that agree; splits end before blocks are final',
    honesty: 'Holders of more than half of the stake forge on one chain only, though it costs nothing to forge on all',
  },
  finality: { by: 'decide', confirmations: (params) => lotSettings(params).confirmations },
  threshold: 'majority',
  faults: mostOff,
  livenessBound(params, n, delta) {
    const { interval, forgerTimeout, confirmations } = lotSettings(params);
    const slot = interval + (forgerTimeout === Infinity ? 0 : Math.ceil(n / 2) * forgerTimeout);
    return 2 * (confirmations + 2) * slot + 2 * DISCOVERY_US + 20 * delta;
  },
  requests: 'one',
  outstanding: (_params, n) => n,

  init(me, params) {
    const settings = lotSettings(params);
    const crypto = cryptoOf(params, LOT_KEYS);
    return {
      params,
      settings,
      crypto,
      keys: crypto.keysOf(walletName(me.id)),
      joined: false,
      peers: new Set(),
      chain: new LotChain(settings, crypto, me),
      pool: new Map(),
      own: new Map(),
      known: new Set(),
      decided: 0,
      waitsOn: undefined,
      made: 0,
      tries: 1,
    };
  },

  input: {
    start(s, me) {
      const at = joinTime(s.params.joins, me.id);
      if (at > me.now) me.setTimer('join', at - me.now);
      else join(s, me);
    },

    request(s, value, me) {
      const transaction = transactionOf(s, defaultOrder(s, me), value, me);
      s.own.set(transaction.id, transaction);
      receive(s, transaction, me);
    },

    recover(s, me) {
      if (!s.joined) return proofOfStakeInPython.input!.start!(s, me);
      me.setTimer('discover', DISCOVERY_US);
      s.waitsOn = undefined;
      if (s.settings.syncOnJoin) askForChain(s, s.peers, me);
      goOn(s, me);
    },
  },

  commands: lotCommands(receive),
  views: lotViews,
  ledger: lotLedger,

  on: {
    connect(s, _m, from, me) {
      if (!s.joined) return;
      meet(s, from, me);
      greet(s, [from], me);
    },

    discovery(s, m, from, me) {
      if (!s.joined) return;
      if (meet(s, from, me)) greet(s, [from], me);
      dial(s, m.peers, me);
    },

    transaction(s, m, _from, me) {
      if (s.joined) receive(s, m.transaction, me);
    },

    block(s, { block }, from, me) {
      const { chain, settings } = s;
      if (!s.joined || (!settings.dupBlockRequestsChain && s.known.has(block.hash))) return;
      if (block.blockCount !== chain.length) return compare(s, block, from, me);
      if (chain.takes(block, me.now)) {
        append(s, block, me);
        flood(s, 'block', { block }, me);
        goOn(s, me);
      } else if (!settings.spliceSync && block.lastHash !== chain.tip.hash) askForChain(s, [from], me);
    },

    'blockchain-request'(s, m, from, me) {
      if (!s.joined || (m.tip && !isBetterTip(s.chain.tip, m.tip))) return;
      me.send(from, 'blockchain', { blocks: [...s.chain.blocks] });
    },

    blockchain(s, m, from, me) {
      if (!s.joined) return;
      if (s.settings.spliceSync) splice(s, m.blocks, me);
      else adopt(s, m.blocks, from, me);
    },
  },

  timeout: {
    join: (s, _key, me) => join(s, me),

    discover(s, _key, me) {
      greet(s, s.peers, me);
      me.setTimer('discover', DISCOVERY_US);
      if (!s.settings.singleSeed) dial(s, [...me.weights.keys()], me);
      if (!s.settings.syncOnJoin) return;
      // What was lost is said, and asked for, again.
      const peers = [...s.peers];
      if (peers.length > 0) askForChain(s, [peers[Math.floor(me.random() * peers.length)]!], me);
      for (const transaction of s.own.values()) {
        if (s.chain.contains(transaction)) s.own.delete(transaction.id);
        else flood(s, 'transaction', { transaction }, me);
      }
    },

    turn(s, _key, me) {
      s.waitsOn = undefined;
      considerForging(s, me, true);
    },
  },

  bytes: {
    discovery: (m) => 100 + 30 * m.peers.length,
    transaction: () => TRANSACTION_BYTES,
    block: (m) => HEADER_BYTES + TRANSACTION_BYTES * m.block.transactions.length,
    'blockchain-request': () => 100,
    blockchain: (m) =>
      m.blocks.reduce((sum, { transactions }) => sum + HEADER_BYTES + TRANSACTION_BYTES * transactions.length, 0),
  },

  forge: {
    /** Another block in the same place, made a microsecond later. */
    block(m, _salt, me) {
      const { block } = m;
      if (block.producer !== me.id) return m;
      const later = block.timestamp + 1e-6;
      return { block: resealed(block, { timestamp: later }, me.propose(me.contents(block.value))) };
    },
  },
};

export default proofOfStakeInPython;
