/**
 * Raft as "consensus_protocols" (GitHub, December 2023) published it: a follower who hears nothing for 5 to 15 s is a candidate
 * and raises its term twice, 0.1 s apart; a leader appends what a client brings at once and tells all. Each rule that departs
 * from the paper is a switch; `raft` is the corrected form.
 *
 * As the size of the cluster is read before there are peers, a majority is more than none, and any answer makes a leader, a
 * refusal too, be it a candidate still or not. Who grants a vote in a higher term stays what it is, and so may lead in that term
 * beside the one it voted for. A node that misses a block never gets it, as the index of a block is the term. The agreement
 * and the liveness judges must cry out.
 *
 * Messages are signed (RSA-PSS with SHA-256 where crypto is real), and nobody looks. One loop makes elections and heartbeats: a
 * leader says nothing of itself until the pause of the candidate that it was is over. Left out: sockets and threads.
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
  rehashed,
  submitSchema,
  type ConcatenatedBlock,
} from '../ledger/concatenated/block.js';
import { isSaidBy, Speech, type RaftKind, type RaftMessages } from '../ledger/concatenated/raft-messages.js';
import type { Crypto } from '../ledger/crypto/crypto.js';
import { minority } from '../ledger/quorum.js';
import { raft } from '../protocols/raft.js';

const params = checkedOptions(
  z.object({
    ...concatenatedOptions(),
    anyReplyElects: asPublished('Whether any answer to a candidate makes it leader, or votes of a majority'),
    keepsRole: asPublished(
      'Whether a leader or candidate stays one when it grants a vote, or hears of a leader in its own term',
    ),
    votesForStale: asPublished('Whether nodes vote for a candidate whose chain is shorter than theirs'),
    indexIsTerm: asPublished('Whether the index of a block is the term, or its place in the chain'),
    uncheckedEntries: asPublished('Whether followers append whatever they are sent, of any term and on any head'),
    unsignedEntries: asPublished('Whether messages are taken that their sender has not signed'),
    dropsRequests: asPublished('Whether followers drop what clients bring, or pass it on to the leader'),
  }),
);
type Params = z.infer<typeof params>;

type Timers = 'election' | 'loop';
type Me = NodeContext<RaftMessages, Timers>;

interface State {
  readonly params: Params;
  readonly crypto: Crypto;
  readonly blocks: ConcatenatedBlock[];
  role: 'follower' | 'candidate' | 'leader';
  term: number;
  votedFor: NodeId | undefined;
  votes: number;
  leader: NodeId | undefined;
  /** Whether the loop that asks for votes and sends heartbeats goes round. */
  loops: boolean;
  readonly speech: Speech;
}

const S = 1_000_000;
const PAUSE_US = 0.1 * S;
const TIMESTAMP = '1111';
const uniform = (from: number, to: number, me: Me): number => (from + (to - from) * me.random()) * S;

/** Whether a message is taken, be it signed or not. */
const isTaken = <K extends RaftKind>(s: State, kind: K, message: RaftMessages[K], from: NodeId): boolean =>
  s.params.unsignedEntries || isSaidBy(kind, message, from, s.crypto);

const all = (me: Me): Iterable<NodeId> => me.weights.keys();

const waitForLeader = (me: Me): void => me.setTimer('election', uniform(5, 15, me));

function ask(s: State, me: Me): void {
  s.term++;
  s.votedFor = me.id;
  s.votes = 1;
  const length = s.params.votesForStale ? undefined : s.blocks.length;
  s.speech.say('requestVote', { term: s.term, length }, all(me), me);
}

function follow(s: State, term: number, me: Me): void {
  if (term > s.term) {
    s.term = term;
    s.votedFor = undefined;
  }
  if (s.role !== 'follower') waitForLeader(me);
  s.role = 'follower';
}

function goRound(s: State, pause: number, me: Me): void {
  s.loops = true;
  me.setTimer('loop', pause);
}

function rule(s: State, me: Me): void {
  if (s.role === 'leader') return;
  s.role = 'leader';
  s.leader = me.id;
  me.cancelTimer('election');
  me.enterView(0, s.term, me.id, s.term <= 1 ? 'start' : 'timeout');
  if (!s.loops) goRound(s, PAUSE_US, me);
}

/** It is in the chain at once, and so it is output: there is no commit index. */
function append(s: State, block: ConcatenatedBlock, me: Me): void {
  s.blocks.push(rehashed(block, s.crypto));
  me.decide(s.blocks.length - 1, block.value);
}

function serve(s: State, value: Value, data: string, me: Me): void {
  if (s.role !== 'leader') {
    if (!s.params.dropsRequests && s.leader !== undefined)
      s.speech.say('clientRequest', { value, data }, [s.leader], me);
    return;
  }
  const head = s.blocks[s.blocks.length - 1]!;
  const index = s.params.indexIsTerm ? s.term : s.blocks.length;
  const block = blockOn(head, index, { timestamp: TIMESTAMP, data, value: me.propose([value]) }, s.crypto);
  append(s, block, me);
  s.speech.say('appendEntries', { term: s.term, entry: block }, all(me), me);
}

function take(s: State, block: ConcatenatedBlock, term: number, from: NodeId, me: Me): void {
  const head = s.blocks[s.blocks.length - 1]!;
  if (block.index > head.index + 1) return s.speech.say('syncRequest', { lastIndex: head.index }, [from], me);
  if (s.params.uncheckedEntries || (term >= s.term && block.previousHash === head.hash)) append(s, block, me);
}

export const raftOfConsensusProtocols: Protocol<State, RaftMessages, Timers, Params> = {
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

  init(me, params) {
    const crypto = concatenatedCrypto(params);
    const speech = new Speech(me.id, crypto);
    const nobody = { votedFor: undefined, leader: undefined, votes: 0 };
    return { params, crypto, blocks: [genesisOf(crypto)], role: 'follower', term: 0, ...nobody, loops: false, speech };
  },

  input: {
    start: (_s, me) => waitForLeader(me),
    request: (s, value, me) => serve(s, value, dataOf(value, me), me),
    recover(s, me) {
      s.role = 'follower';
      s.loops = false;
      waitForLeader(me);
    },
  },

  on: {
    requestVote(s, message, from, me) {
      const { term, length } = message;
      // Whoever asks in a term that is past gets no answer at all.
      if (!isTaken(s, 'requestVote', message, from) || term < s.term) return;
      const isFree = term > s.term || s.votedFor === undefined;
      const granted = isFree && (length === undefined || length >= s.blocks.length);
      if (term > s.term && !s.params.keepsRole) follow(s, term, me);
      else if (term > s.term) [s.term, s.votedFor] = [term, undefined];
      if (granted) {
        s.votedFor = from;
        if (s.role === 'follower') waitForLeader(me);
      }
      s.speech.say('voteResponse', { term: s.term, granted }, [from], me);
    },

    voteResponse(s, message, from, me) {
      const { term, granted } = message;
      if (!isTaken(s, 'voteResponse', message, from)) return;
      if (term > s.term) follow(s, term, me);
      else if (granted && (s.params.anyReplyElects || term === s.term)) s.votes++;
      if (s.params.anyReplyElects || (s.role === 'candidate' && s.votes > me.n / 2)) rule(s, me);
    },

    appendEntries(s, message, from, me) {
      const { term, entry } = message;
      // What cannot be read whole cannot be read at all.
      if (!isTaken(s, 'appendEntries', message, from) || !isRead(entry, s.params.receiveBytes)) return;
      if (term > s.term || (!s.params.keepsRole && s.role === 'candidate' && term === s.term)) follow(s, term, me);
      s.leader = from;
      if (s.role === 'follower') waitForLeader(me);
      if (entry) take(s, entry, term, from, me);
      s.speech.say('appendEntriesResponse', { term: s.term }, [from], me);
    },

    appendEntriesResponse: () => undefined,

    clientRequest(s, message, from, me) {
      if (isTaken(s, 'clientRequest', message, from)) serve(s, message.value, message.data, me);
    },

    syncRequest(s, message, from, me) {
      if (isTaken(s, 'syncRequest', message, from))
        s.speech.say('syncBlockchain', { blocks: [...s.blocks] }, [from], me);
    },

    syncBlockchain(s, message, from, me) {
      if (!isTaken(s, 'syncBlockchain', message, from)) return;
      const last = s.blocks[s.blocks.length - 1]!.index;
      for (const block of message.blocks) if (block.index > last) append(s, block, me);
    },
  },

  timeout: {
    election(s, _key, me) {
      if (s.role !== 'follower') return;
      s.role = 'candidate';
      ask(s, me);
      if (!s.loops) goRound(s, PAUSE_US, me);
    },
    loop(s, _key, me) {
      s.loops = false;
      if (s.role === 'candidate') {
        ask(s, me);
        goRound(s, uniform(1, 5, me) + PAUSE_US, me);
      } else if (s.role === 'leader') {
        s.speech.say('appendEntries', { term: s.term }, all(me), me);
        goRound(s, PAUSE_US, me);
      }
    },
  },

  commands: {
    submit: {
      describe: 'Bring a text to the node, which drops it unless it leads.',
      schema: submitSchema(),
      handle(s, options: { readonly data?: string }, me) {
        if (s.role !== 'leader' && s.params.dropsRequests) return 'it is not the leader';
        const value = me.request(options);
        serve(s, value, dataOf(value, me), me);
      },
    },
    'stale-entry': {
      describe: 'Send everybody an unsigned entry of term 0 on no head at all, as no leader would.',
      schema: submitSchema(),
      handle(s, { data = 'nothing' }: { readonly data?: string }, me) {
        const { index } = s.blocks[s.blocks.length - 1]!;
        const block = { index, timestamp: TIMESTAMP, data, previousHash: 'no hash', hash: `made up for ${data}` };
        const entry = { ...block, value: me.propose([]) };
        s.speech.send('appendEntries', { term: 0, entry, signature: '' }, all(me), me);
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
    appendEntries: (m) => frameBytes(m.entry),
    syncBlockchain: (m) => m.blocks.reduce((sum, block) => sum + frameBytes(block), 0),
  },
  forge: {},
};

export default raftOfConsensusProtocols;
