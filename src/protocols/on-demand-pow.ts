/**
 * Proof of work that users start: "meng_advanced_cw" (GitHub, 2019), as published and corrected. A transaction goes to the pool
 * node, the one that others have registered with, which alone keeps what waits. A node that is told to mine copies that list,
 * puts the first transaction in a block, searches for a nonce from 0 upwards, appends the block, sends it to its peers, and then
 * looks for a longer chain among them. The central node is any node that is told `mine-all`: it asks its peers to mine, one
 * after another, which hides races.
 *
 * Every published defect is a switch (`ledger/on-demand/settings.ts`). Length is work here, for all difficulties are one. The
 * corrections: the longest valid chain by the own difficulty, also when a block does not fit; newcomers are announced, and
 * what may be lost is said again; a block takes what it confirms from the pools, and gives it back when it is given up;
 * transactions are signed and covered. A node mines by itself there while transactions wait with it; blocks with no transaction
 * follow while the last of them is not final.
 *
 * Silent in the source, and decided here: work on a head that has been left is thrown away; a peer that does not answer is
 * passed over. Left out: the routes for debugging, the call to a port written into the code, the shared address of the page.
 */
import type { NodeId, Protocol } from '../contract.js';
import { onDemandLedger } from '../ledger/on-demand/audit.js';
import { hasApostrophe } from '../ledger/on-demand/block.js';
import { mayWait, walletName } from '../ledger/on-demand/chain.js';
import { onDemandCommands } from '../ledger/on-demand/commands.js';
import {
  askNext,
  askToMine,
  begin,
  compare,
  fits,
  forget,
  isSound,
  mine,
  mineOn,
  strike,
} from '../ledger/on-demand/mining.js';
import {
  append,
  bring,
  defaultOrder,
  initial,
  mineGenesis,
  replace,
  transactionOf,
  type OnDemandMe,
  type OnDemandMessages,
  type OnDemandState,
  type OnDemandTimers,
} from '../ledger/on-demand/node.js';
import { onDemandParams, onDemandSettings, type OnDemandParams } from '../ledger/on-demand/settings.js';
import { onDemandViews } from '../ledger/on-demand/views.js';

const BLOCK_BYTES = 200;
const TRANSACTION_BYTES = 100;
const US_PER_S = 1_000_000;

// ——— Nodes ———

export function register(s: OnDemandState, host: NodeId, me: OnDemandMe): void {
  me.send(host, 'add-node', {});
  if (!s.settings.oneWayPeers) me.setTimer('refresh', s.settings.refresh);
}

/** Says again what may be lost, and asks one peer for a longer chain. */
function refresh(s: OnDemandState, me: OnDemandMe): void {
  me.setTimer('refresh', s.settings.refresh);
  if (s.settings.registered && s.peers.size === 0 && me.id !== 0) return register(s, 0, me);
  for (const transaction of s.own.values()) bring(s, transaction, me);
  const peers = [...s.peers];
  const peer = peers[Math.floor(me.random() * peers.length)];
  if (peer !== undefined) me.send(peer, 'blockchain-request', { length: s.blocks.length });
  mineOn(s, me);
}

export const onDemandPow: Protocol<OnDemandState, OnDemandMessages, OnDemandTimers, OnDemandParams> = {
  name: 'on-demand-pow',
  describe: 'Proof of work that users start, with one pool node, as published or corrected',
  paper: 'meng_advanced_cw, GitHub, 2019, with its journal_paper.pdf',
  params: onDemandParams,
  assumes: {
    identity: 'work',
    network: 'Blocks reach everybody before the next one is found, as nodes mine one after another',
    honesty:
      'The node whose pool all others use follows the rules: it alone mines unless users tell others to, and then more than half of the hash power must; all others may be off',
  },
  finality: { by: 'depth', confirmations: (params) => params.confirmations },
  threshold: 'majority',
  // Without the pool node nothing is mined: no node at all may be off, though all but that one may.
  faults: () => 0,
  livenessBound(params, n, delta) {
    const { mining, registered, hashRate, difficulty, refresh: again, confirmations } = onDemandSettings(params);
    if (mining === 'command' || !registered) return Infinity;
    let meanUs = US_PER_S / hashRate;
    for (let i = 0; i < difficulty; i++) meanUs *= 16;
    // One transaction a block, of n that clients keep waiting.
    return (n + confirmations + 30) * 3 * (meanUs + 4 * delta) + 6 * again + params.replyTimeout * n;
  },
  roles: { pool: () => [0] },
  requests: 'one',
  // Where users say when to mine, they say what to send as well.
  outstanding: (params, n) => (onDemandSettings(params).mining === 'waiting' ? n : 0),
  init: initial,

  input: {
    start(s, me) {
      mineGenesis(s, me);
      if (s.settings.registered && me.id !== 0) register(s, 0, me);
      else if (!s.settings.oneWayPeers) me.setTimer('refresh', s.settings.refresh);
    },

    request(s, value, me) {
      const transaction = transactionOf(s, defaultOrder(me), walletName(me.id), value, me);
      if (s.settings.txChecks) s.own.set(value, transaction);
      bring(s, transaction, me);
      mineOn(s, me);
    },

    recover(s, me) {
      if (s.blocks.length === 0) return onDemandPow.input!.start!(s, me);
      s.mining = undefined;
      if (!s.settings.oneWayPeers) refresh(s, me);
    },
  },

  commands: onDemandCommands(register),
  views: onDemandViews,
  ledger: onDemandLedger,

  on: {
    'new-transaction'(s, { transaction }, _from, me) {
      if (mayWait(transaction, s.crypto, s.settings)) bring(s, transaction, me);
      mineOn(s, me);
    },

    'unconfirmed-request'(s, _m, from, me) {
      me.send(from, 'unconfirmed-transactions', { transactions: [...s.pool] });
    },

    'unconfirmed-transactions'(s, { transactions }, from, me) {
      if (s.mining?.step !== 'copy' || from !== s.poolNode) return;
      me.cancelTimer('reply');
      s.pool = [...transactions];
      begin(s, me);
    },

    'add-block'(s, { block }, from, me) {
      if (s.settings.quoteSwap && hasApostrophe(block)) return;
      if (fits(s, block)) {
        append(s, block, me);
        forget(s);
        mineOn(s, me);
      } else if (!s.settings.consensusOnMine && block.index >= s.blocks.length) {
        me.send(from, 'blockchain-request', { length: s.blocks.length });
      }
    },

    'blockchain-request'(s, { length }, from, me) {
      if (length === undefined || length < s.blocks.length) {
        me.send(from, 'blockchain', { blocks: [...s.blocks], difficulty: s.claims });
      } else if (length > s.blocks.length && !s.settings.consensusOnMine) {
        // Who has lost its disk knows nobody: it learns of others, and of their chain, by being asked.
        if (!s.settings.oneWayPeers) s.peers.add(from);
        me.send(from, 'blockchain-request', { length: s.blocks.length });
      }
    },

    blockchain(s, m, from, me) {
      if (s.mining?.step === 'ask' && from === s.mining.asked) return compare(s, m, me);
      if (s.settings.consensusOnMine || m.blocks.length <= s.blocks.length || !isSound(s, m, me)) return;
      replace(s, m.blocks, me);
      mineOn(s, me);
    },

    'add-node'(s, _m, from, me) {
      const { settings, blocks, pool, peers, claims } = s;
      if (!settings.oneWayPeers) for (const node of peers) if (node !== from) me.send(node, 'announce', { node: from });
      peers.add(from);
      me.send(from, 'registered', {
        blocks: [...blocks],
        difficulty: claims,
        transactions: [...pool],
        peers: [...peers],
      });
    },

    registered(s, m, from, me) {
      const { settings } = s;
      s.poolNode = from;
      for (const node of [...m.peers, from]) if (node !== me.id || settings.oneWayPeers) s.peers.add(node);
      s.pool = [...m.transactions];
      if (settings.oneWayPeers || (m.blocks.length >= s.blocks.length && isSound(s, m, me))) replace(s, m.blocks, me);
      for (const transaction of s.own.values()) bring(s, transaction, me);
    },

    announce: (s, { node }, _from, me) => void (node !== me.id && s.peers.add(node)),

    mine(s, _m, from, me) {
      if (s.mining) return me.send(from, 'mined', {});
      s.client = from;
      mine(s, me);
    },

    mined(s, _m, _from, me) {
      me.cancelTimer('central');
      askToMine(s, me);
    },
  },

  timeout: {
    nonce: (s, _key, me) => strike(s, me),

    reply(s, _key, me) {
      if (s.mining?.step === 'ask') askNext(s, me);
      else if (s.mining?.step === 'copy') begin(s, me);
    },

    central: (s, _key, me) => askToMine(s, me),
    refresh: (s, _key, me) => refresh(s, me),
  },

  bytes: {
    'new-transaction': () => TRANSACTION_BYTES,
    'unconfirmed-transactions': (m) => 100 + TRANSACTION_BYTES * m.transactions.length,
    'add-block': (m) => BLOCK_BYTES + TRANSACTION_BYTES * m.block.transactions.length,
    blockchain: (m) => (BLOCK_BYTES + TRANSACTION_BYTES) * m.blocks.length,
    registered: (m) => (BLOCK_BYTES + TRANSACTION_BYTES) * m.blocks.length + TRANSACTION_BYTES * m.transactions.length,
  },

  forge: {},
};

export default onDemandPow;
