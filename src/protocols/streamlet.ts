/**
 * Streamlet: Chan & Shi, "Streamlet: Textbook Streamlined Blockchains", AFT 2020 (ePrint 2020/088), the protocol for
 * partial synchrony: propose, vote and finalize, in epochs of 2Δ by the clock. There are no locks and no view changes.
 * The paper has all pass on every new message (implicit echoing), so that what one honest node has seen all have seen Δ
 * later: n³ − n messages an epoch (`echo: messages`). Liveness needs this of notarizations alone, so they travel by themselves
 * (`echo: certificates`), with n² − 1 messages: a proposal carries its parent's certificate, and who cannot vote for it, knowing a
 * longer notarized chain, answers all with that certificate. Five honest leaders in a row still suffice. Let ℓ be the length of the longest chain that liars may yet show to somebody: f + 1 honest nodes voted
 * for its end, and so knew of ℓ − 1. After the first leader's proposal all know of ℓ − 1; at the second's all vote for
 * length ℓ or more, or are told of it; the next three blocks follow upon each other. Blocks that a node lacks are
 * fetched by the layer below, two delays more, where the paper puts the whole chain in each message.
 * A fork has culprits by the paper's proof of consistency: the lower of the two final middle blocks has a notarized rival at
 * its height; either that is of an epoch of the triple, in which a third voted twice, or a third voted lower than before.
 * Left out: the variants for crash faults and for an honest majority under synchrony.
 */
import { z } from 'zod';
import type { BlockId, BlockView, Certificate, NodeContext, NodeId, Protocol, Time, Value } from '../contract.js';
import { requestsOutside, segmentAbove } from '../ledger/chain-segment.js';
import { scheduledLeader } from '../ledger/leaders.js';
import { replays } from '../ledger/mempool.js';
import { oracleUnit } from '../ledger/oracle.js';
import { DECIDED_BY_MEMBERS } from '../ledger/quorum.js';
import { Tally } from '../ledger/tally.js';
import { votersBackwards } from '../ledger/votes-backwards.js';
import { positiveDuration } from '../quantities.js';

const HEADER_BYTES = 200;
const SIGNATURE_BYTES = 64;

const params = z.object({
  delta: positiveDuration().prefault('1 s').describe('Bound on the delay of a message (Δ); an epoch lasts 2Δ'),
  leaders: z
    .union([z.enum(['random', 'rotating']), z.array(z.int().min(0)).min(1)])
    .default('random')
    .describe('Who leads: a public draw for each epoch, everyone in turn, or the nodes listed and then all in turn'),
  echo: z
    .enum(['certificates', 'messages'])
    .default('certificates')
    .describe('How all learn what one has seen: certificates where they are needed, or all messages, passed on by all'),
  batch: z.int().min(1).default(100).describe('Most requests in one block'),
});
type Params = z.infer<typeof params>;

interface Vote {
  readonly epoch: number;
  readonly block: BlockId;
}
const slot = { view: (m: Vote) => m.epoch, value: (m: Vote) => m.block };
interface Header {
  readonly epoch: number;
  readonly value: Value;
  /** What notarized the parent; none for genesis, which is notarized as it is. */
  readonly certificate: Certificate | undefined;
}
const GENESIS: Header = { epoch: 0, value: 0, certificate: undefined };
type Messages = {
  proposal: Vote;
  vote: Vote;
  /** The answer to a proposal that does not extend a longest chain: the certificate of a longer one. */
  longer: { readonly certificate: Certificate };
  echoedProposal: Vote;
  echoedVote: Vote & { readonly voter: NodeId };
};
type Timers = 'epoch' | 'begin';
type Me = NodeContext<Messages, Timers>;

interface State {
  readonly params: Params;
  /** Votes that notarize: 2n/3 or more. */
  readonly q: number;
  /** Whether three adjacent notarized blocks of these epochs make the second final. */
  readonly finalizes: (first: number, second: number, third: number) => boolean;
  readonly tally: Tally;
  /** The epoch that this node has begun. */
  epoch: number;
  /** The last epoch of which it has had a proposal, whether it voted for that or not. */
  considered: number;
  /** The last epoch of which it has seen a block notarized. */
  newest: number;
  /** Certificates of blocks that have not come. */
  readonly awaited: Map<BlockId, Certificate>;
  /** The end of a longest notarized chain, the first seen of its length, and what notarized it. */
  tip: BlockId;
  certificate: Certificate | undefined;
  final: BlockId;
  readonly waiting: Set<Value>;
}

const headerOf = (blocks: BlockView, block: BlockId): Header => blocks.header(block) ?? GENESIS;
const epochOf = (blocks: BlockView, block: BlockId): number => headerOf(blocks, block).epoch;
const epochAt = (s: State, now: Time): number => Math.floor(now / (2 * s.params.delta)) + 1;

/** H(e): the leader of an epoch, which all know beforehand. */
export function leaderOf({ leaders }: Pick<Params, 'leaders'>, epoch: number, n: number, genesisSeed: number): NodeId {
  return leaders === 'random' ? Math.floor(oracleUnit(genesisSeed, epoch) * n) : scheduledLeader(leaders, epoch, n);
}

const certifies = (s: State, { kind, voters, view, value }: Certificate, block = value, epoch = view): boolean =>
  kind === 'vote' && voters.size >= s.q && value === block && view === epoch;

/** Made by the leader of its epoch, on a parent of an earlier one that is proven to be notarized, and no replay. */
function isSound(s: State, block: BlockId, me: Me): boolean {
  const { blocks } = me;
  return blocks.derive('sound', block, () => {
    const parent = blocks.parent(block);
    const { epoch, certificate } = headerOf(blocks, block);
    const before = epochOf(blocks, parent);
    return (
      Number.isSafeInteger(epoch) &&
      epoch > before &&
      blocks.producer(block) === leaderOf(s.params, epoch, me.n, me.genesisSeed) &&
      (certificate ? certifies(s, certificate, parent, before) : parent === 0) &&
      !replays(blocks, block)
    );
  });
}

// ——— Epochs ———

function beginEpoch(s: State, me: Me): void {
  const length = 2 * s.params.delta;
  me.setTimer('epoch', length - (me.now % length));
  const epoch = epochAt(s, me.now);
  if (epoch === s.epoch) return;
  const cause = epoch === 1 ? 'start' : s.newest >= epoch - 1 ? 'progress' : 'timeout';
  s.epoch = epoch;
  const leader = leaderOf(s.params, epoch, me.n, me.genesisSeed);
  me.enterView(0, epoch, leader, cause);
  // Who comes back in the middle of an epoch has missed its beginning.
  if (leader === me.id && me.now % length === 0) propose(s, epoch, me);
}

// ——— Propose ———

/** A block on a longest notarized chain, with the oldest requests that this chain does not hold; there may be none. */
function propose(s: State, epoch: number, me: Me): void {
  const { blocks } = me;
  const contents = requestsOutside(blocks, segmentAbove(blocks, s.final, s.tip), s.waiting, s.params.batch);
  const header: Header = { epoch, value: me.propose(contents), certificate: s.certificate };
  me.broadcast('proposal', { epoch, block: mint(s.tip, contents, header, me) });
}

function mint(parent: BlockId, contents: readonly Value[], header: Header, me: Me): BlockId {
  const sizeBytes = HEADER_BYTES + SIGNATURE_BYTES * (header.certificate?.voters.size ?? 0);
  return me.mint(parent, { contents, header, sizeBytes });
}

// ——— Vote ———

function receive(s: State, m: Vote, me: Me): void {
  const { block } = m;
  const header = headerOf(me.blocks, block);
  if (!isSound(s, block, me)) return me.refuse(block);
  if (s.params.echo === 'messages' && me.blocks.producer(block) !== me.id) me.broadcast('echoedProposal', m);
  if (header.certificate) notarize(s, header.certificate, me);
  // Old proposals come, too: fetched, or late.
  if (header.epoch === epochAt(s, me.now)) consider(s, header.epoch, block, me);
  const known = s.awaited.get(block);
  if (known) notarize(s, known, me);
}

/** The first proposal of an epoch gets a vote if it extends one of the longest notarized chains that this node has seen. */
function consider(s: State, epoch: number, block: BlockId, me: Me): void {
  if (s.considered >= epoch) return;
  s.considered = epoch;
  if (me.blocks.height(block) === me.blocks.height(s.tip) + 1) me.broadcast('vote', { epoch, block });
  else if (s.params.echo === 'certificates') me.broadcast('longer', { certificate: s.certificate! });
}

function count(s: State, { epoch, block }: Vote, voter: NodeId, from: NodeId, me: Me): void {
  // Nothing of an epoch up to that of the final block can matter any more; of one to come there is nothing yet.
  if (epoch <= epochOf(me.blocks, s.final) || epoch > epochAt(s, me.now)) return;
  if (s.params.echo === 'messages' && voter !== me.id) {
    if (s.tally.slot(0, epoch).find(block)?.voters.has(voter)) return;
    me.broadcast('echoedVote', { epoch, block, voter });
  }
  const certificate = s.tally.add(0, epoch, block, voter);
  if (certificate) notarize(s, certificate, me, from);
}

// ——— Notarize and finalize ———

/** A certificate has come or has been put together; `from` is somebody who must have the block. */
function notarize(s: State, certificate: Certificate, me: Me, from = me.id): void {
  const { blocks } = me;
  const { value: block, view: epoch } = certificate;
  if (epoch <= epochOf(blocks, s.final)) return;
  if (!blocks.has(block)) {
    s.awaited.set(block, certificate);
    return me.fetch(block, from);
  }
  s.awaited.delete(block);
  if (epochOf(blocks, block) !== epoch || !isSound(s, block, me)) return;
  s.newest = Math.max(s.newest, epoch);
  me.certify(certificate);
  if (blocks.height(block) > blocks.height(s.tip)) {
    s.tip = block;
    s.certificate = certificate;
  }
  finalize(s, block, me);
}

/** Three adjacent notarized blocks with consecutive epochs: all up to the second are final. Genesis has epoch 0. */
function finalize(s: State, third: BlockId, me: Me): void {
  const { blocks } = me;
  if (blocks.height(third) < 2) return;
  const second = blocks.parent(third);
  const first = blocks.parent(second);
  const epochs = [first, second, third].map((block) => epochOf(blocks, block)) as [number, number, number];
  if (!s.finalizes(...epochs) || blocks.height(second) <= blocks.height(s.final)) return;
  for (const block of segmentAbove(blocks, s.final, second)) {
    me.decide(blocks.height(block), headerOf(blocks, block).value);
    for (const request of blocks.contents(block)) s.waiting.delete(request);
  }
  s.final = second;
  me.adopt(second);
  s.tally.dropViewsBelow(0, epochs[1] + 1);
  for (const [block, { view }] of s.awaited) if (view <= epochs[1]) s.awaited.delete(block);
}

export const streamlet: Protocol<State, Messages, Timers, Params> = {
  name: 'streamlet',
  describe: 'Streamlet: a leader by the clock, votes for the longest notarized chain, three epochs in a row are final',
  paper: 'Chan & Shi, Streamlet: Textbook Streamlined Blockchains, AFT 2020 (ePrint 2020/088)',
  params,
  ...DECIDED_BY_MEMBERS,
  voices: { certificates: 'vote' },
  // With a third of the leaders faulty, 600 epochs hold no five honest ones in a row with probability 10^−12.
  livenessBound: (params, _n, delta) => 600 * 2 * params.delta + 10 * delta,

  init(me, params) {
    const q = Math.ceil((2 * me.n) / 3);
    return {
      params,
      q,
      finalizes: (first, second, third) => second === first + 1 && third === second + 1,
      tally: new Tally({ kind: 'vote', n: me.n, enough: (votes) => votes >= q }),
      epoch: 0,
      considered: 0,
      newest: 0,
      awaited: new Map(),
      tip: 0,
      certificate: undefined,
      final: 0,
      waiting: new Set(),
    };
  },

  input: {
    start: (_s, me) => me.setTimer('begin', 0),
    request: (s, value) => void s.waiting.add(value),
    recover: (s, me) => beginEpoch(s, me),
  },

  on: {
    proposal: (s, m, _from, me) => receive(s, m, me),
    vote: (s, m, from, me) => count(s, m, from, from, me),
    longer(s, { certificate }, from, me) {
      if (certifies(s, certificate)) notarize(s, certificate, me, from);
    },
    echoedProposal: (s, m, from, me) => void (from !== me.id && receive(s, m, me)),
    echoedVote: (s, m, from, me) => count(s, m, m.voter, from, me),
  },

  timeout: {
    epoch: (_s, _key, me) => me.setTimer('begin', 0),
    begin: (s, _key, me) => beginEpoch(s, me),
  },

  carries: { proposal: (m) => m.block, echoedProposal: (m) => m.block },
  bytes: { longer: (m) => HEADER_BYTES + SIGNATURE_BYTES * m.certificate.voters.size },
  votes: { proposal: slot, vote: slot },
  quorum: { enough: (votes, total) => 3 * votes >= 2 * total },

  accountable: true,
  accuse: (_fork, evidence) => votersBackwards('vote', evidence),

  forge: {
    /** Another block beside the first, or, for an even salt, beside its parent, as if that had no votes. */
    proposal(m, salt, me) {
      const { blocks } = me;
      if (blocks.producer(m.block) !== me.id) return m;
      const beside = salt % 2 === 1 || blocks.height(m.block) === 1 ? m.block : blocks.parent(m.block);
      const contents = blocks.contents(m.block);
      const { certificate } = headerOf(blocks, beside);
      const header = { epoch: m.epoch, value: me.propose(contents), certificate };
      return { ...m, block: mint(blocks.parent(beside), contents, header, me) };
    },
    vote: (m, salt) => ({ ...m, block: m.block + salt }),
    longer(m, _salt, { blocks }) {
      const { value } = m.certificate;
      return { certificate: (blocks.has(value) && headerOf(blocks, value).certificate) || m.certificate };
    },
  },
};

export default streamlet;
