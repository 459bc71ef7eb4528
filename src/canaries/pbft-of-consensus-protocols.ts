/**
 * PBFT as "consensus_protocols" (GitHub, 2023) published it: who gets a request is the primary, puts it in a block on its own
 * head and sends a pre-prepare; whoever gets one sends a prepare; whoever gets a prepare sends a commit; two commits append.
 * The constants 1 and 2 stand where the paper has 2f and 2f + 1, whatever n is. Own messages do not count, and the
 * primary's pre-prepare is no prepare. Each rule that departs from the paper is a switch; `pbft` is the corrected form, with the
 * views that the system lacks.
 *
 * It forks without any fault when two requests are under way, never commits below three nodes that are up, and a request that
 * loses the race for a height is lost: the agreement and the liveness judges must cry out.
 *
 * Messages are signed, and what does not verify is dropped. Left out: sockets and threads.
 */
import { z } from 'zod';
import type { NodeContext, NodeId, Protocol, Value } from '../contract.js';
import {
  asPublished,
  blockHash,
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
import {
  aboutAnother,
  enveloped,
  isSignedBy,
  keysOfNode,
  unsigned,
  type Enveloped,
} from '../ledger/concatenated/envelope.js';
import type { Crypto } from '../ledger/crypto/crypto.js';
import { byzantineFaults } from '../ledger/quorum.js';
import { Voters } from '../ledger/voters.js';
import { pbft } from '../protocols/pbft.js';

const params = checkedOptions(
  z.object({
    ...concatenatedOptions(),
    constantQuorums: asPublished('Whether 1 prepare and 2 commits are enough, or 2f and 2f + 1 of n are asked for'),
    countsTwice: asPublished('Whether a prepare counts again when its sender says it again'),
    commitsAgain: asPublished('Whether every further prepare is answered with a commit to all'),
    bareCommits: asPublished('Whether commits count for a block that no pre-prepare has named'),
    claimedHash: asPublished('Whether the hash of a block is taken as it is claimed'),
    severalPerHeight: asPublished('Whether a node prepares for every block at a height, or for the first alone'),
  }),
);
type Params = z.infer<typeof params>;

type Messages = { prePrepare: Enveloped; prepare: Enveloped; commit: Enveloped };
type Kind = keyof Messages;
/** What messages say they are. */
const TYPES = { prePrepare: 'pre-prepare', prepare: 'prepare', commit: 'commit' } as const;
const TIMESTAMP = 'timestamp_of_new_block';
type Me = NodeContext<Messages, never>;

interface State {
  readonly params: Params;
  readonly crypto: Crypto;
  readonly blocks: ConcatenatedBlock[];
  /** By hash, as it was claimed: prepares counted so far, and who has sent them. */
  readonly prepares: Map<string, { count: number; readonly from: Set<NodeId> }>;
  readonly commits: Map<string, Voters>;
  readonly named: Set<string>;
  /** By height: what this node has prepared for. */
  readonly prepared: Map<number, string>;
  /** Own messages by kind and hash: what is said again is not signed again. */
  readonly said: Map<string, Enveloped>;
}

/** The nodes of a message but itself: the system's nodes do not count their own words. */
const others = (me: Me): NodeId[] => [...me.weights.keys()].filter((node) => node !== me.id);

function send(message: Enveloped, kind: Kind, nodes: readonly NodeId[], me: Me): void {
  for (const node of nodes) me.send(node, kind, message);
}

function tell(s: State, kind: Kind, block: ConcatenatedBlock, me: Me, nodes = others(me)): void {
  const name = `${kind} ${block.hash}`;
  let message = s.said.get(name);
  if (!message) s.said.set(name, (message = enveloped(TYPES[kind], block, keysOfNode(me.id, s.crypto))));
  send(message, kind, nodes, me);
}

/** Whether this node may speak for the block: of several at a height for the first that it has prepared for, or for all. */
function isFirst(s: State, { index, hash }: ConcatenatedBlock): boolean {
  if (s.params.severalPerHeight) return true;
  const first = s.prepared.get(index);
  if (first === undefined) s.prepared.set(index, hash);
  return first === undefined || first === hash;
}

function lead(s: State, value: Value, me: Me, nodes = others(me)): void {
  const head = s.blocks[s.blocks.length - 1]!;
  const request = { timestamp: TIMESTAMP, data: dataOf(value, me), value: me.propose([value]) };
  const block = blockOn(head, s.blocks.length, request, s.crypto);
  if (!isFirst(s, block)) return;
  s.named.add(block.hash);
  tell(s, 'prePrepare', block, me, nodes);
}

/** Whether a message can be read and verifies, and its hash is that of its block where that is looked at. */
function isTaken(s: State, message: Enveloped, kind: Kind, from: NodeId): boolean {
  const { block } = message;
  return (
    isRead(block, s.params.receiveBytes) &&
    isSignedBy(message, TYPES[kind], from, s.crypto) &&
    (s.params.claimedHash || blockHash(block, s.crypto) === block.hash)
  );
}

function counted(s: State, hash: string) {
  let counter = s.prepares.get(hash);
  if (!counter) s.prepares.set(hash, (counter = { count: 0, from: new Set() }));
  return counter;
}

export const pbftOfConsensusProtocols: Protocol<State, Messages, never, Params> = {
  name: 'pbft-of-consensus-protocols',
  describe: 'Broken as published: PBFT with the constants 1 and 2 for quorums, any node as primary, and no views',
  paper: 'consensus_protocols, GitHub, 2023',
  canaryOf: pbft.name,
  params,
  assumes: pbft.assumes,
  finality: { by: 'decide' },
  threshold: 'blocking-third',
  faults: byzantineFaults,
  livenessBound: (_params, _n, delta) => 10 * delta,
  roles: { leader: () => [0] },
  requests: 'one',
  outstanding: () => 1,

  init(me, params) {
    const crypto = concatenatedCrypto(params);
    const blocks = [genesisOf(crypto)];
    return {
      params,
      crypto,
      blocks,
      prepares: new Map(),
      commits: new Map(),
      named: new Set(),
      prepared: new Map(),
      said: new Map(),
    };
  },

  input: { request: (s, value, me) => lead(s, value, me) },

  on: {
    prePrepare(s, message, from, me) {
      const { block } = message;
      if (!isTaken(s, message, 'prePrepare', from)) return;
      if (!isFirst(s, block)) return;
      const heard = rehashed(block, s.crypto);
      s.named.add(heard.hash);
      const counter = counted(s, block.hash);
      // The counter is reset, whatever has come before.
      if (s.params.countsTwice) counter.count = 0;
      tell(s, 'prepare', heard, me);
    },

    prepare(s, message, from, me) {
      const { block } = message;
      if (!isTaken(s, message, 'prepare', from)) return;
      const { constantQuorums, countsTwice, commitsAgain } = s.params;
      const counter = counted(s, block.hash);
      if (!countsTwice && counter.from.has(from)) return;
      counter.from.add(from);
      counter.count++;
      const enough = constantQuorums ? 1 : Math.max(1, 2 * me.f);
      const isDue = commitsAgain ? counter.count >= enough : counter.count === enough;
      if (isDue && isFirst(s, block)) tell(s, 'commit', block, me);
    },

    commit(s, message, from, me) {
      const { constantQuorums, bareCommits } = s.params;
      const { block } = message;
      if (!isTaken(s, message, 'commit', from) || (!bareCommits && !s.named.has(block.hash))) return;
      let voters = s.commits.get(block.hash);
      if (!voters) s.commits.set(block.hash, (voters = new Voters(me.n)));
      voters.add(from);
      // Of others alone, as the own word does not count.
      if (voters.size < (constantQuorums ? 2 : 2 * me.f + 1)) return;
      const head = s.blocks[s.blocks.length - 1]!;
      if (block.index !== s.blocks.length || block.previousHash !== head.hash) return;
      s.blocks.push(rehashed(block, s.crypto));
      me.decide(block.index, block.value);
    },
  },

  commands: {
    submit: {
      describe: 'Bring a text to the node, which becomes the primary for it.',
      schema: submitSchema(),
      handle: (s, options: { readonly data?: string }, me) => lead(s, me.request(options), me),
    },
    'submit-two': {
      describe:
        'As primary, tell the first of the others of one block and the rest of another, and then obey the rules.',
      schema: z.object({}),
      handle(s, _options, me) {
        const [first, ...rest] = others(me);
        for (const nodes of [[first!], rest]) lead(s, me.request({}), me, nodes);
      },
    },
    'bare-commit': {
      describe: 'Send everybody a commit for a block that nobody has proposed, with a hash that is made up.',
      schema: submitSchema().extend({
        unsigned: z.boolean().default(false).describe('Whether its signature is none'),
      }),
      handle(s, options: { readonly data?: string; readonly unsigned: boolean }, me) {
        const { data = 'nothing' } = options;
        const head = s.blocks[s.blocks.length - 1]!;
        const request = { timestamp: TIMESTAMP, data, value: me.propose([]) };
        const block = { ...blockOn(head, s.blocks.length, request, s.crypto), hash: `made up for ${data}` };
        if (options.unsigned) send(unsigned(block), 'commit', others(me), me);
        else tell(s, 'commit', block, me);
      },
    },
  },
  views: {
    chain: chainView,
    block: blockView,
    votes: {
      describe: 'Prepares and commits that it has counted, by the hash that was claimed.',
      schema: z.object({}),
      show: ({ prepares, commits }) =>
        [...new Set([...prepares.keys(), ...commits.keys()])].map((hash) => ({
          hash,
          prepares: prepares.get(hash)?.count ?? 0,
          commits: commits.get(hash)?.size ?? 0,
        })),
    },
  },

  bytes: {
    prePrepare: (m) => frameBytes(m.block),
    prepare: (m) => frameBytes(m.block),
    commit: (m) => frameBytes(m.block),
  },

  forge: {
    /** Another block for the same height. */
    prePrepare: (m, salt, me) =>
      aboutAnother(m, {
        ...m.block,
        data: `${m.block.data}, ${salt}`,
        hash: `${m.block.hash}-${salt}`,
        value: me.propose(me.contents(m.block.value)),
      }),
    prepare: (m, salt) => aboutAnother(m, { ...m.block, hash: `${m.block.hash}-${salt}` }),
    commit: (m, salt) => aboutAnother(m, { ...m.block, hash: `${m.block.hash}-${salt}` }),
  },
};

export default pbftOfConsensusProtocols;
