/**
 * Messages of the Raft of "consensus_protocols": fields of their own each, and the sender's signature of all of them as JSON. The
 * published nodes look at no signature.
 */
import type { NodeContext, NodeId, Value } from '../../contract.js';
import type { Crypto } from '../crypto/crypto.js';
import { pythonJson, type PythonJson } from '../crypto/python-json.js';
import { blockJson, type ConcatenatedBlock } from './block.js';
import { keysOfNode } from './envelope.js';

/** What messages say beside their type and their signature. */
export interface RaftBodies {
  requestVote: { readonly term: number; readonly length?: number | undefined };
  voteResponse: { readonly term: number; readonly granted: boolean };
  appendEntries: { readonly term: number; readonly entry?: ConcatenatedBlock | undefined };
  appendEntriesResponse: { readonly term: number };
  clientRequest: { readonly value: Value; readonly data: string };
  syncRequest: { readonly lastIndex: number };
  syncBlockchain: { readonly blocks: readonly ConcatenatedBlock[] };
}
export type RaftKind = keyof RaftBodies;
export type RaftMessages = { [K in RaftKind]: RaftBodies[K] & { readonly signature: string } };

const nameOf = (node: NodeId): string => `N${node}`;

/** What is signed of a message. */
const JSON_OF: {
  readonly [K in RaftKind]: (body: RaftBodies[K], from: NodeId) => { readonly [key: string]: PythonJson };
} = {
  requestVote: ({ term, length }, from) => ({
    type: 'request_vote',
    candidate_id: nameOf(from),
    candidate_term: term,
    ...(length !== undefined && { length }),
  }),
  voteResponse: ({ term, granted }) => ({ type: 'vote_response', vote_granted: granted, term }),
  appendEntries: ({ term, entry }, from) => ({
    type: 'append_entries',
    leader_id: nameOf(from),
    leader_term: term,
    entries: entry ? [blockJson(entry)] : [],
  }),
  appendEntriesResponse: ({ term }) => ({ type: 'append_entries_response', success: true, term }),
  clientRequest: ({ data }) => ({ type: 'client_request', content: data }),
  syncRequest: ({ lastIndex }, from) => ({
    type: 'sync_request',
    requester_id: nameOf(from),
    last_block_index: lastIndex,
  }),
  syncBlockchain: ({ blocks }) => ({ type: 'sync_blockchain', blocks: blocks.map(blockJson) }),
};

type Door = Pick<NodeContext<RaftMessages>, 'send'>;

/** What one node says. */
export class Speech {
  private readonly from: NodeId;
  private readonly crypto: Crypto;
  /** By kind, the last message and its text: what is said again is not signed again. */
  private readonly said: { [K in RaftKind]?: { readonly text: string; readonly message: RaftMessages[K] } } = {};

  constructor(from: NodeId, crypto: Crypto) {
    this.from = from;
    this.crypto = crypto;
  }

  /** Says something to others of these nodes, signed. */
  say<K extends RaftKind>(kind: K, body: RaftBodies[K], nodes: Iterable<NodeId>, me: Door): void {
    this.send(kind, this.signed(kind, body), nodes, me);
  }

  send<K extends RaftKind>(kind: K, message: RaftMessages[K], nodes: Iterable<NodeId>, me: Door): void {
    for (const to of nodes) if (to !== this.from) me.send(to, kind, message);
  }

  private signed<K extends RaftKind>(kind: K, body: RaftBodies[K]): RaftMessages[K] {
    const text = pythonJson(JSON_OF[kind](body, this.from));
    const last = this.said[kind];
    if (last?.text === text) return last.message;
    const signature = keysOfNode(this.from, this.crypto).sign(text);
    const message = { ...body, signature } as RaftMessages[K];
    (this.said as Record<RaftKind, unknown>)[kind] = { text, message };
    return message;
  }
}

/** By message, which all receivers look at. */
const verified = new WeakMap<object, boolean>();

/** Whether the node from which a message came has signed it. */
export function isSaidBy<K extends RaftKind>(kind: K, message: RaftMessages[K], from: NodeId, crypto: Crypto): boolean {
  let known = verified.get(message);
  if (known === undefined) {
    const text = pythonJson(JSON_OF[kind](message, from));
    known = crypto.verifies(keysOfNode(from, crypto).publicKey, text, message.signature);
    verified.set(message, known);
  }
  return known;
}
