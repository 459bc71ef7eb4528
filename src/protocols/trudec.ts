/**
 * TruDeC, corrected: "truly-decentralized-blockchain-core" (GitHub, 2023). Nodes vote at random for the sender of a pending
 * transaction; the sender who is elected makes the next block after a puzzle that takes everybody equally long.
 * A round is named by (head, number); its number is how many election time-outs have passed since the head was made, so
 * that all nodes on one head are in the same round without a word. In round 0 a node votes once C transactions wait (the
 * complexity C follows the intervals of the blocks), in later rounds once any waits. One vote a voter and round,
 * counted by voter, the own one included. A block carries the votes that elected its maker, which everyone checks, and a
 * transaction of his. Longest chain, then the lower hash; only what a block confirms leaves the pool.
 * Rules. `published`: at least ceil(C/2) votes, at once: several leaders or none are common. `strict`: more than n/2,
 * at once: never two in one round, but independent votes over many senders seldom meet, so most rounds are lost.
 * `plurality` (default): most votes at the end of a vote window, with a majority of nodes voting, ties by lowest
 * hash(head, round, candidate): when votes arrive within the window everyone holds the same ones and exactly one is
 * elected, in the first round; when some are late two may be, a fork as any other. All three are live: round r leaves only the
 * ceil(K/2^r) of K senders with the lowest hash(head, round, sender), in the end one common draw, a new one every round, which
 * elects under any rule while a majority is up; who waits in vain says its transaction again.
 * Left out: scripts, keys and signatures, the merkle tree, amounts; the puzzle is its waiting time.
 */
import { z } from 'zod';
import type { BlockId, BlockView, ChainFacts, NodeContext, NodeId, Protocol, Value } from '../contract.js';
import { ASSUMES, Ballot, eachVoter, isElected, stillIn } from '../ledger/election.js';
import { secondBlock } from '../ledger/equivocation.js';
import { Mempool, replays } from '../ledger/mempool.js';
import { oracle } from '../ledger/oracle.js';
import { minority } from '../ledger/quorum.js';
import { ASK_BYTES, askAnyone, tellTip, type TipMessages } from '../ledger/tip-exchange.js';
import { positiveDuration } from '../quantities.js';

const [HEADER_BYTES, VOTE_BYTES] = [300, 200];

const params = z.object({
  rule: z.enum(['published', 'strict', 'plurality']).default('plurality').describe('Which votes elect'),
  complexity: z.int().min(1).default(1).describe('Waiting transactions that start an election after genesis (C)'),
  maxComplexity: z.int().min(1).default(1024).describe('Highest C; the number of nodes is another bound'),
  fastInterval: positiveDuration().prefault('30 s').describe('Block interval below which C doubles'),
  slowInterval: positiveDuration().prefault('90 s').describe('Block interval above which C is halved'),
  electionTimeout: positiveDuration().prefault('30 s').describe('Time without a block until the next round'),
  window: positiveDuration().prefault('2 s').describe('Time from the first vote to the count under plurality'),
  puzzle: positiveDuration().prefault('5 s').describe('Mean time of the puzzle, equal for all'),
  onePerSender: z.boolean().default(false).describe('Whether one waiting transaction of each sender counts at a time'),
  confirmations: z.int().min(0).default(6).describe('Depth at which a block counts as final'),
  blockTransactions: z.int().min(1).default(1000).describe('Most transactions in one block'),
});
type Params = z.infer<typeof params>;

interface Vote {
  readonly head: BlockId;
  readonly round: number;
  readonly candidate: NodeId;
}
type Messages = TipMessages & {
  transaction: { readonly value: Value };
  vote: Vote;
};
type Timers = 'round' | 'window' | 'puzzle';
type Me = NodeContext<Messages, Timers>;

/** What shows that a node was elected: by voter, for whom it voted. */
interface Certificate {
  readonly round: number;
  readonly votes: readonly NodeId[];
}
interface Header extends Certificate {
  /** Who sent each of the transactions. */
  readonly senders: readonly NodeId[];
}
interface State {
  readonly params: Params;
  tip: BlockId;
  readonly pool: Mempool;
  ballot: Ballot;
  /** By voter: its last vote on a head or in a round that this node has not come to. */
  readonly early: (Vote | undefined)[];
  /** What elected this node, while it solves the puzzle. */
  solving: Certificate | undefined;
}

// ——— The rules of an election and of a block ———

/** Number of a candidate in a round: who has the lowest wins ties and stays in later rounds. */
const lot = (facts: ChainFacts, head: BlockId, round: number, candidate: NodeId): number =>
  oracle(oracle(hash(facts, head), round), candidate);

/** The number of a block stands for its fields. */
const hash = (facts: ChainFacts, block: BlockId): number => oracle(facts.genesisSeed, block);

/** C on top of a block: doubled after a fast block, halved after a slow one, within 1 and what n wallets can bring. */
export function complexityAfter(blocks: BlockView, block: BlockId, facts: ChainFacts, params: Params): number {
  return blocks.derive('complexity', block, () => {
    const most = Math.min(params.maxComplexity, facts.weights.length);
    if (blocks.height(block) === 0) return Math.min(params.complexity, most);
    const parent = blocks.parent(block);
    const before = complexityAfter(blocks, parent, facts, params);
    const interval = blocks.time(block) - blocks.time(parent);
    if (interval > params.slowInterval) return Math.max(1, Math.floor(before / 2));
    return interval < params.fastInterval ? Math.min(2 * before, most) : before;
  });
}

function elects(blocks: BlockView, head: BlockId, by: Certificate, who: NodeId, facts: ChainFacts, p: Params): boolean {
  const complexity = complexityAfter(blocks, head, facts, p);
  return isElected(who, by.votes, p.rule, complexity, (candidate) => lot(facts, head, by.round, candidate));
}

function isSound(blocks: BlockView, block: BlockId, facts: ChainFacts, p: Params): boolean {
  return blocks.derive('sound', block, () => {
    if (blocks.height(block) === 0) return true;
    const head = blocks.parent(block);
    const producer = blocks.producer(block);
    const header = blocks.header(block) as Header;
    const { round, votes, senders } = header;
    const size = blocks.contents(block).length;
    return (
      isSound(blocks, head, facts, p) &&
      Number.isSafeInteger(round) &&
      round >= 0 &&
      blocks.time(block) >= blocks.time(head) + round * p.electionTimeout &&
      votes.length === facts.weights.length &&
      elects(blocks, head, header, producer, facts, p) &&
      senders.includes(producer) &&
      senders.length === size &&
      size <= p.blockTransactions &&
      (!p.onePerSender || new Set(senders).size === size) &&
      !replays(blocks, block)
    );
  });
}

export function isBetter(a: BlockId, b: BlockId, me: Me): boolean {
  const longer = me.blocks.height(a) - me.blocks.height(b);
  return longer > 0 || (longer === 0 && hash(me, a) < hash(me, b));
}

// ——— Voting ———

/** Goes to the round that the time since the head names, and counts the votes that have come before. */
function enterRound(s: State, me: Me): void {
  const { electionTimeout } = s.params;
  const elapsed = me.now - me.blocks.time(s.tip);
  const round = Math.floor(elapsed / electionTimeout);
  if (s.ballot.head !== s.tip || s.ballot.round !== round) {
    s.ballot = new Ballot(s.tip, round, me.n);
    me.cancelTimer('window');
  }
  me.setTimer('round', electionTimeout - (elapsed % electionTimeout));
  for (const [voter, vote] of s.early.entries()) {
    if (vote?.head !== s.tip || vote.round > round) continue;
    s.early[voter] = undefined;
    if (vote.round === round) count(s, vote.candidate, voter, me);
  }
  voteWhenDue(s, me);
}

function voteWhenDue(s: State, me: Me): void {
  const { ballot, pool, params } = s;
  if (ballot.voted || pool.size === 0) return;
  const waiting = params.onePerSender ? pool.bySender.size : pool.size;
  if (ballot.round === 0 && waiting < complexityAfter(me.blocks, s.tip, me, params)) return;
  ballot.voted = true;
  me.broadcast('vote', { head: s.tip, round: ballot.round, candidate: choose(s, me) });
}

/** The sender of a random waiting transaction; in later rounds among fewer and fewer senders. */
function choose(s: State, me: Me): NodeId {
  const { round } = s.ballot;
  const { bySender, waiting } = s.pool;
  const left = stillIn([...bySender.keys()], round, (sender) => lot(me, s.tip, round, sender));
  const tickets = [...(s.params.onePerSender ? left : waiting.values())].filter((sender) => left.has(sender));
  return tickets[Math.floor(me.random() * tickets.length)]!;
}

function count(s: State, candidate: NodeId, voter: NodeId, me: Me): void {
  const { ballot } = s;
  if (!ballot.add(voter, candidate)) {
    if (ballot.votes[voter] !== candidate) me.blame(voter, 'two votes in one round');
  } else if (s.params.rule !== 'plurality') {
    if (candidate === me.id) stand(s, me);
  } else {
    if (ballot.cast === 1) me.setTimer('window', s.params.window);
    // Once a majority has voted, later votes change nothing any more.
    if (ballot.windowOver && ballot.cast === Math.floor(me.n / 2) + 1) stand(s, me);
  }
}

/** Whoever is elected, and has a transaction that waits, sets about the puzzle. */
function stand(s: State, me: Me): void {
  if (s.solving || !s.pool.bySender.has(me.id)) return;
  if (!elects(me.blocks, s.tip, s.ballot, me.id, me, s.params)) return;
  s.solving = { round: s.ballot.round, votes: s.ballot.votes.slice() };
  solve(s, me);
}

export const solve = (s: State, me: Me): void => me.setTimer('puzzle', -Math.log1p(-me.random()) * s.params.puzzle);

export function adopt(s: State, tip: BlockId, me: Me): void {
  s.pool.follow(me.blocks, s.tip, tip, (block) => (me.blocks.header(block) as Header).senders);
  s.tip = tip;
  s.solving = undefined;
  me.cancelTimer('puzzle');
  me.adopt(tip);
  enterRound(s, me);
}

export const trudec: Protocol<State, Messages, Timers, Params> = {
  name: 'trudec',
  describe: 'TruDeC: nodes vote for the sender of a pending transaction, who makes the next block after a puzzle',
  paper: 'truly-decentralized-blockchain-core (TruDeC), GitHub, 2023, corrected',
  params,
  assumes: ASSUMES,
  finality: { by: 'depth', confirmations: (params) => params.confirmations },
  threshold: 'majority',
  voices: { carried: (blocks, block, add) => eachVoter((blocks.header(block) as Header).votes, add) },
  faults: minority,
  // After log2 n rounds one common draw is left; it fails when it falls on a faulty node, 30 times in a row never.
  livenessBound: (p, n, delta) => (32 - Math.clz32(n) + 30) * p.electionTimeout + 10 * delta,
  requests: 'one',
  // Each of n wallets has about one pending.
  outstanding: (_params, n) => n,

  init: (me, params) => ({
    params,
    tip: 0,
    pool: new Mempool(),
    ballot: new Ballot(0, 0, me.n),
    early: new Array<Vote | undefined>(me.n).fill(undefined),
    solving: undefined,
  }),

  input: {
    start: (s, me) => enterRound(s, me),
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    recover(s, me) {
      askAnyone(me);
      me.setTimer('window', s.params.window);
      if (s.solving) solve(s, me);
      enterRound(s, me);
    },
  },

  on: {
    transaction(s, m, from, me) {
      if (s.pool.add(m.value, from)) voteWhenDue(s, me);
    },

    vote(s, m, from, me) {
      const { blocks } = me;
      if (m.head === s.tip && m.round === s.ballot.round) return count(s, m.candidate, from, me);
      const past = m.head === s.tip ? m.round < s.ballot.round : blocks.has(m.head) && isBetter(s.tip, m.head, me);
      if (!past) s.early[from] = m;
    },

    block(s, m, _from, me) {
      if (m.block === s.tip) return;
      if (!isSound(me.blocks, m.block, me, s.params)) return me.refuse(m.block);
      if (isBetter(m.block, s.tip, me)) adopt(s, m.block, me);
    },

    ask: tellTip,
  },

  timeout: {
    round(s, _key, me) {
      // Who votes on a head that has not come may know of a block that was lost.
      const voter = s.early.findIndex((vote) => vote && !me.blocks.has(vote.head));
      if (voter >= 0) me.send(voter, 'ask', {});
      const lost = s.pool.oldestOf(me.id);
      if (lost !== undefined) me.broadcast('transaction', { value: lost });
      enterRound(s, me);
    },

    window(s, _key, me) {
      s.ballot.windowOver = true;
      stand(s, me);
    },

    puzzle(s, _key, me) {
      if (!s.solving) return;
      const { contents, senders } = s.pool.batch(me.id, s.params.blockTransactions, s.params.onePerSender);
      const header: Header = { ...s.solving, senders };
      const sizeBytes = HEADER_BYTES + VOTE_BYTES * s.ballot.cast;
      const block = me.mint(s.tip, { contents, header, sizeBytes });
      adopt(s, block, me);
      me.broadcast('block', { block });
    },
  },

  carries: { block: (m) => m.block },
  bytes: { transaction: (_m, facts) => facts.requestBytes, vote: () => VOTE_BYTES, ask: () => ASK_BYTES },

  forge: {
    /** A vote for another candidate. */
    vote: (m, salt, me) => ({ ...m, candidate: (m.candidate + salt) % me.n }),
    block: (m, _salt, me) => ({ block: secondBlock(m.block, me) }),
  },
};

export default trudec;
