/**
 * Raft as "consensus_protocols" (GitHub, December 2023) published it: a follower who hears nothing for 5 to 15 s is a candidate
 * and raises its term twice, 0.1 s apart; a leader appends what a client brings at once and sends it with a heartbeat. Each
 * rule that departs from the paper is a switch; `raft` is the corrected form.
 *
 * As the size of the cluster is read before there are peers, a majority is more than none, and any answer makes a leader, a
 * refusal too. A node that misses a block never gets it, as the index of a block is the term. The agreement and the
 * liveness judges must cry out.
 *
 * Silent in the source, and decided here: a leader steps down for a higher term alone. Entries are
 * signed, and nobody looks. Left out: signatures of what carries no block; sockets and threads.
 */
import { z } from 'zod';
import type { NodeContext, NodeId, Protocol, Value } from '../contract.js';
import {
  asPublished,
  blockOn,
  blockView,
  chainView,
  checkedOptions,
  concatenatedCrypto,
  concatenatedOptions,
  dataOf,
  frameBytes,
  genesisOf,
  isRead,
  submitSchema,
  type ConcatenatedBlock,
} from '../ledger/concatenated/block.js';
import { enveloped, isSignedBy, keysOfNode, unsigned, type Enveloped } from '../ledger/concatenated/envelope.js';
import type { Crypto } from '../ledger/crypto/crypto.js';
import { minority } from '../ledger/quorum.js';
import { raft } from '../protocols/raft.js';

const params = checkedOptions(
  z.object({
    ...concatenatedOptions(),
    anyReplyElects: asPublished('Whether any answer to a candidate makes it leader, or votes of a majority'),
    votesForStale: asPublished('Whether nodes vote for a candidate whose chain is shorter than theirs'),
    indexIsTerm: asPublished('Whether the index of a block is the term, or its place in the chain'),
    uncheckedEntries: asPublished('Whether followers append whatever they are sent, of any term and on any head'),
    unsignedEntries: asPublished('Whether entries are taken that their sender has not signed'),
    dropsRequests: asPublished('Whether followers drop what clients bring, or pass it on to the leader'),
  }),
);
type Params = z.infer<typeof params>;

type Messages = {
  requestVote: { readonly term: number; readonly length: number };
  voteResponse: { readonly term: number; readonly granted: boolean };
  appendEntries: { readonly term: number; readonly entry?: Enveloped };
  appendEntriesResponse: { readonly term: number };
  clientRequest: { readonly value: Value };
  syncRequest: Record<string, never>;
  syncBlockchain: { readonly blocks: readonly ConcatenatedBlock[] };
};
type Timers = 'election' | 'again' | 'retry' | 'heartbeat';
type Me = NodeContext<Messages, Timers>;

interface State {
  readonly params: Params;
  readonly crypto: Crypto;
  readonly blocks: ConcatenatedBlock[];
  role: 'follower' | 'candidate' | 'leader';
  term: number;
  votedFor: NodeId | undefined;
  votes: number;
  leader: NodeId | undefined;
}

const S = 1_000_000;
const HEARTBEAT_US = 0.1 * S;
const uniform = (from: number, to: number, me: Me): number => (from + (to - from) * me.random()) * S;

function tell<K extends keyof Messages>(kind: K, body: Messages[K], me: Me): void {
  for (let to = 0; to < me.n; to++) if (to !== me.id) me.send(to, kind, body);
}

const waitForLeader = (me: Me): void => me.setTimer('election', uniform(5, 15, me));

function ask(s: State, me: Me): void {
  s.term++;
  s.votedFor = me.id;
  s.votes = 1;
  tell('requestVote', { term: s.term, length: s.blocks.length }, me);
}

function follow(s: State, term: number, me: Me): void {
  if (term > s.term) {
    s.term = term;
    s.votedFor = undefined;
  }
  s.role = 'follower';
  for (const timer of ['again', 'retry', 'heartbeat'] as const) me.cancelTimer(timer);
}

function rule(s: State, me: Me): void {
  s.role = 'leader';
  s.leader = me.id;
  for (const timer of ['election', 'again', 'retry'] as const) me.cancelTimer(timer);
  me.enterView(0, s.term, me.id, s.term <= 1 ? 'start' : 'timeout');
  beat(s, me);
}

function beat(s: State, me: Me): void {
  tell('appendEntries', { term: s.term }, me);
  me.setTimer('heartbeat', HEARTBEAT_US);
}

/** It is in the chain at once, and so it is output: there is no commit index. */
function append(s: State, block: ConcatenatedBlock, me: Me): void {
  s.blocks.push(block);
  me.decide(s.blocks.length - 1, block.value);
}

function serve(s: State, value: Value, me: Me): void {
  if (s.role !== 'leader') {
    if (!s.params.dropsRequests && s.leader !== undefined && s.leader !== me.id)
      me.send(s.leader, 'clientRequest', { value });
    return;
  }
  const head = s.blocks[s.blocks.length - 1]!;
  const index = s.params.indexIsTerm ? s.term : s.blocks.length;
  const block = blockOn(head, index, { data: dataOf(value, me), value: me.propose([value]) }, s.crypto);
  append(s, block, me);
  tell('appendEntries', { term: s.term, entry: enveloped('append_entries', block, keysOfNode(me.id, s.crypto)) }, me);
}

function take(s: State, entry: Enveloped, term: number, from: NodeId, me: Me): void {
  const head = s.blocks[s.blocks.length - 1]!;
  const { block } = entry;
  if (!s.params.unsignedEntries && !isSignedBy(entry, 'append_entries', from, s.crypto)) return;
  if (!isRead(block, s.params.receiveBytes)) return;
  if (block.index > head.index + 1) return me.send(from, 'syncRequest', {});
  if (s.params.uncheckedEntries || (term >= s.term && block.previousHash === head.hash)) append(s, block, me);
}

export const raftOfConsensusProtocols: Protocol<State, Messages, Timers, Params> = {
  name: 'raft-of-consensus-protocols',
  describe: 'Broken as published: Raft in which any answer makes a leader, and a block is decided as it is sent',
  paper: 'consensus_protocols, GitHub, 2023',
  canaryOf: raft.name,
  params,
  assumes: raft.assumes,
  finality: { by: 'decide' },
  faultModel: 'crash',
  threshold: 'majority',
  faults: minority,
  livenessBound: (_params, _n, delta) => 60 * S + 20 * delta,
  requests: 'one',
  outstanding: () => 1,

  init(_me, params) {
    const crypto = concatenatedCrypto(params);
    const blocks = [genesisOf(crypto)];
    const role: State['role'] = 'follower';
    return { params, crypto, blocks, role, term: 0, votedFor: undefined, votes: 0, leader: undefined };
  },

  input: {
    start: (_s, me) => waitForLeader(me),
    request: serve,
    recover(s, me) {
      s.role = 'follower';
      waitForLeader(me);
    },
  },

  on: {
    requestVote(s, { term, length }, from, me) {
      const isNew = term > s.term || (term === s.term && s.votedFor === undefined);
      const granted = isNew && (s.params.votesForStale || length >= s.blocks.length);
      if (term > s.term) follow(s, term, me);
      if (granted) {
        s.votedFor = from;
        waitForLeader(me);
      }
      me.send(from, 'voteResponse', { term: s.term, granted });
    },

    voteResponse(s, { term, granted }, _from, me) {
      if (s.role !== 'candidate') return;
      if (granted && term === s.term) s.votes++;
      if (s.params.anyReplyElects || s.votes > me.n / 2) rule(s, me);
      else if (term > s.term) follow(s, term, me);
    },

    appendEntries(s, { term, entry }, from, me) {
      if (term > s.term || (s.role === 'candidate' && term === s.term)) follow(s, term, me);
      if (s.role !== 'leader') {
        s.leader = from;
        waitForLeader(me);
      }
      if (entry) take(s, entry, term, from, me);
      me.send(from, 'appendEntriesResponse', { term: s.term });
    },

    appendEntriesResponse: () => undefined,
    clientRequest: (s, { value }, _from, me) => serve(s, value, me),
    syncRequest: (s, _m, from, me) => me.send(from, 'syncBlockchain', { blocks: [...s.blocks] }),

    syncBlockchain(s, { blocks }, _from, me) {
      for (const block of blocks) if (block.index > s.blocks[s.blocks.length - 1]!.index) append(s, block, me);
    },
  },

  timeout: {
    election(s, _key, me) {
      s.role = 'candidate';
      s.leader = undefined;
      ask(s, me);
      me.setTimer('again', HEARTBEAT_US);
    },
    again(s, _key, me) {
      if (s.role !== 'candidate') return;
      ask(s, me);
      me.setTimer('retry', uniform(1, 5, me));
    },
    retry(s, _key, me) {
      if (s.role !== 'candidate') return;
      ask(s, me);
      me.setTimer('retry', uniform(1, 5, me));
    },
    heartbeat: (s, _key, me) => {
      if (s.role === 'leader') beat(s, me);
    },
  },

  commands: {
    submit: {
      describe: 'Bring a text to the node, which drops it unless it leads.',
      schema: submitSchema(),
      handle(s, options: { readonly data?: string }, me) {
        if (s.role !== 'leader' && s.params.dropsRequests) return 'it is not the leader';
        serve(s, me.request(options), me);
      },
    },
    'stale-entry': {
      describe: 'Send everybody an unsigned entry of term 0 on no head at all, as no leader would.',
      schema: submitSchema(),
      handle(s, { data = 'nothing' }: { readonly data?: string }, me) {
        const { index } = s.blocks[s.blocks.length - 1]!;
        const block = { index, timestamp: '1111', data, previousHash: 'no hash', hash: `made up for ${data}` };
        tell('appendEntries', { term: 0, entry: unsigned({ ...block, value: me.propose([]) }) }, me);
      },
    },
  },
  views: {
    chain: chainView,
    block: blockView,
    info: {
      describe: 'Its role, term and vote, and whom it takes for the leader.',
      schema: z.object({}),
      show: ({ role, term, votedFor, leader, blocks }, _options, me) => ({
        node: me.id,
        protocol: 'raft-of-consensus-protocols',
        time_s: me.now / S,
        role,
        term,
        voted_for: votedFor ?? null,
        leader: leader ?? null,
        length: blocks.length,
      }),
    },
  },

  bytes: {
    appendEntries: (m) => frameBytes(m.entry?.block),
    syncBlockchain: (m) => m.blocks.reduce((sum, block) => sum + frameBytes(block), 0),
  },
  forge: {},
};

export default raftOfConsensusProtocols;
