/**
 * Delegated proof of stake as BitShares, Steem and TRON run it (D. Larimer, "Delegated Proof-of-Stake", BitShares, 2014; the
 * Graphene and TRON documentation), with EOS's several blocks in a row.
 *
 * 1. Holders approve of producers with all of their stake; the N with the most stake behind them are elected. Votes are counted
 *    anew for every round, by the chain up to the end of the round before the last one.
 * 2. The N take turns in an order that is shuffled for every round, a slot each, or several in a row. A missed slot stays empty.
 *    Whoever was elected for `absentRounds` rounds in a row and made no block in them is passed over, as long as there are others.
 * 3. The head is the longest chain that holds the last irreversible block; of equals the one whose last slot is earlier, then
 *    the first seen.
 * 4. A block is irreversible once more than two thirds of the producers of the day have built on it, itself included.
 *
 * Irreversibility in one stage: a producer who goes over to another fork has built on both, so it takes a network that stays
 * whole beside less than a third of liars. Left out: EOS's second stage and the `confirmed` field that repair this, decay of
 * votes, registration, proxies, pay for standby producers, signatures (taken for granted). Nobody grinds the order.
 */
import { z } from 'zod';
import type { BlockId, BlockView, ChainFacts, NodeContext, NodeId, Protocol, Time, Value } from '../contract.js';
import { DecidedChain } from '../ledger/decided-chain.js';
import { DoubleBlocks, provenBy } from '../ledger/double-blocks.js';
import { newestIrreversible } from '../ledger/dpos/irreversible.js';
import { MOST_APPROVED, params, type Params } from '../ledger/dpos/options.js';
import { elect, firstBallots, isBallot, withBallots, type Ballot, type Ballots } from '../ledger/dpos/votes.js';
import { secondProposal } from '../ledger/equivocation.js';
import { replays } from '../ledger/mempool.js';
import { oracle } from '../ledger/oracle.js';
import { stakesAfter } from '../ledger/stakes.js';
import { ASK_BYTES, askAnyone, hearing, tellTip, type TipMessages } from '../ledger/tip-exchange.js';

const HEADER_BYTES = 300;
const BALLOT_BYTES = 100;
/** No round has this number. */
const FIRST_BALLOTS = 4294967295;
/** Rounds in which more than two thirds must have built on a block once all hear each other. */
const ROUNDS = 4;

interface Header {
  readonly slot: number;
  readonly value: Value;
  readonly ballots: readonly Ballot[];
}
const GENESIS: Header = { slot: -1, value: 0, ballots: [] };
/** Beside: a holder's vote, which producers put on the chain. */
type Messages = TipMessages & { ballot: Ballot };
type Timers = 'slot' | 'early';
type Me = NodeContext<Messages, Timers>;

/** What the chain up to a block amounts to. */
interface Standing {
  readonly ballots: Ballots;
  /** Double blocks that it has proven. */
  readonly proven: ReadonlySet<number>;
  readonly sound: boolean;
}
interface State {
  readonly params: Params;
  /** How many of them stand behind a block, by who made it and its descendants. */
  readonly builders: (makers: readonly NodeId[]) => number;
  tip: BlockId;
  /** The last slot in which this node has made a block. */
  made: number;
  /** The latest vote heard of each holder who has changed it. */
  readonly ballots: Map<NodeId, Ballot>;
  readonly doubles: DoubleBlocks;
  readonly chain: DecidedChain;
}

const headerOf = (blocks: BlockView, block: BlockId): Header => blocks.header(block) ?? GENESIS;
const slotAt = (time: Time, { slot }: Params): number => Math.floor(time / slot);
const seatsOf = (n: number, p: Params): number => Math.min(n, p.producers);
const roundOf = (slot: number, n: number, p: Params): number => Math.floor(slot / (seatsOf(n, p) * p.inARow));

// ——— Elections ———

/** The last block on the way to `tip` that was made before the round before this one: votes and stakes are counted there. */
function countedAt(blocks: BlockView, tip: BlockId, round: number, n: number, p: Params): BlockId {
  let at = tip;
  while (blocks.height(at) > 0 && roundOf(headerOf(blocks, at).slot, n, p) >= round - 1) at = blocks.parent(at);
  return at;
}

/** Whom the chain up to a block elects. */
function electedAt(blocks: BlockView, block: BlockId, facts: ChainFacts, p: Params): readonly NodeId[] {
  return blocks.derive('elected', block, () => {
    const { ballots } = standing(blocks, block, facts, p);
    const seats = seatsOf(facts.weights.length, p);
    return elect(ballots, stakesAfter(blocks, block, facts), seats, absentees(blocks, block, facts, p));
  });
}

/** Producers of all of the last rounds up to a block who have made no block in them. */
function absentees(blocks: BlockView, block: BlockId, facts: ChainFacts, p: Params): Set<NodeId> {
  const n = facts.weights.length;
  const last = roundOf(headerOf(blocks, block).slot, n, p);
  const first = last - p.absentRounds + 1;
  if (p.absentRounds === 0 || first < 0) return new Set();
  let absent = new Set(producersOf(blocks, block, last, facts, p));
  for (let round = first; round < last; round++) {
    const elected = producersOf(blocks, block, round, facts, p);
    absent = new Set(elected.filter((node) => absent.has(node)));
  }
  for (let at = block; roundOf(headerOf(blocks, at).slot, n, p) >= first; at = blocks.parent(at)) {
    absent.delete(blocks.producer(at));
  }
  return absent;
}

/** Who makes blocks in a round on top of `tip`: the elected in the order of their hashes with the round. */
function producersOf(blocks: BlockView, tip: BlockId, round: number, facts: ChainFacts, p: Params): readonly NodeId[] {
  const counted = countedAt(blocks, tip, round, facts.weights.length, p);
  return blocks.derive(`order of round ${round}`, counted, () => {
    const seed = oracle(facts.genesisSeed, round);
    return electedAt(blocks, counted, facts, p).toSorted((a, b) => oracle(seed, a) - oracle(seed, b));
  });
}

/** Whose slot it is on top of `tip`. */
function producerOf(blocks: BlockView, tip: BlockId, slot: number, facts: ChainFacts, p: Params): NodeId {
  const order = producersOf(blocks, tip, roundOf(slot, facts.weights.length, p), facts, p);
  return order[Math.floor(slot / p.inARow) % order.length]!;
}

// ——— The rules of a block ———

function standing(blocks: BlockView, block: BlockId, facts: ChainFacts, p: Params): Standing {
  return blocks.derive('standing', block, () => {
    if (blocks.height(block) === 0) {
      const ballots = firstBallots(
        stakesAfter(blocks, 0, facts),
        p.approvals,
        oracle(facts.genesisSeed, FIRST_BALLOTS),
      );
      return { ballots, proven: new Set(), sound: true };
    }
    const parent = blocks.parent(block);
    const before = standing(blocks, parent, facts, p);
    const slotOf = (each: BlockId) => headerOf(blocks, each).slot;
    const proven = provenBy(block, before.proven, slotOf, facts.weights.length, blocks);
    const isSound = before.sound && proven !== undefined && obeysRules(blocks, block, parent, facts, p);
    if (!isSound) return { ...before, sound: false };
    return { ballots: withBallots(before.ballots, headerOf(blocks, block).ballots), proven, sound: true };
  });
}

function obeysRules(blocks: BlockView, block: BlockId, parent: BlockId, facts: ChainFacts, p: Params): boolean {
  const { slot, ballots } = headerOf(blocks, block);
  return (
    Number.isSafeInteger(slot) &&
    slot > headerOf(blocks, parent).slot &&
    blocks.producer(block) === producerOf(blocks, parent, slot, facts, p) &&
    ballots.every((ballot) => isBallot(ballot, facts.weights.length, MOST_APPROVED)) &&
    blocks.contents(block).length <= p.batch &&
    !replays(blocks, block)
  );
}

/** Whether to go over from `b` to `a`: longer, or as long and its last slot earlier. */
function isBetter(a: BlockId, b: BlockId, blocks: BlockView): boolean {
  const longer = blocks.height(a) - blocks.height(b);
  return longer > 0 || (longer === 0 && headerOf(blocks, a).slot < headerOf(blocks, b).slot);
}

// ——— What a node does ———

function adopt(s: State, tip: BlockId, me: Me): void {
  s.tip = tip;
  const round = roundOf(headerOf(me.blocks, tip).slot, me.n, s.params);
  const producers = new Set(producersOf(me.blocks, tip, round, me, s.params));
  s.chain.commit(newestIrreversible(me.blocks, tip, s.chain.tip, producers, s.builders), me);
}

function makeBlock(s: State, slot: number, me: Me): void {
  s.made = slot;
  const contents = s.chain.batch(s.tip, s.params.batch, me);
  const { ballots: counted, proven } = standing(me.blocks, s.tip, me, s.params);
  const ballots = [...s.ballots.values()].filter(({ holder, candidates }) => counted[holder] !== candidates);
  const header: Header = { slot, value: me.propose(contents), ballots };
  const sizeBytes = HEADER_BYTES + BALLOT_BYTES * ballots.length;
  const proofs = me.economy.slashing ? s.doubles.unproven(proven) : {};
  const block = me.mint(s.tip, { contents, header, sizeBytes, ...proofs });
  adopt(s, block, me);
  me.broadcast('block', { block });
}

/** Whoever has the slot that has begun makes a block; then all wait for the next. */
function beginSlot(s: State, me: Me): void {
  const slot = slotAt(me.now, s.params);
  me.setTimer('slot', (slot + 1) * s.params.slot - me.now);
  if (slot <= s.made || slot <= headerOf(me.blocks, s.tip).slot) return;
  if (producerOf(me.blocks, s.tip, slot, me, s.params) === me.id) makeBlock(s, slot, me);
}

const heard = hearing<State, Me>({
  isSound: (s, block, me) => standing(me.blocks, block, me, s.params).sound,
  // At the earliest in the slot before its own.
  due: (s, block, me) => (headerOf(me.blocks, block).slot - 1) * s.params.slot,
  double: {
    why: 'two blocks in one slot',
    is: (s, block, { blocks }) => s.doubles.hear(block, headerOf(blocks, block).slot, blocks),
  },
  isBetter(s, block, { blocks }) {
    const last = s.chain.tip;
    const height = blocks.height(last);
    const holds = blocks.height(block) >= height && blocks.ancestor(block, height) === last;
    return holds && isBetter(block, s.tip, blocks);
  },
  adopt,
});

export const stateOf = (p: Params, n: number, builders: State['builders']): State => ({
  params: p,
  builders,
  tip: 0,
  made: -1,
  ballots: new Map(),
  doubles: new DoubleBlocks(n),
  chain: new DecidedChain(),
});

export const dpos: Protocol<State, Messages, Timers, Params> = {
  name: 'dpos',
  describe:
    'Delegated proof of stake: elected producers take turns; irreversible once over two thirds have built on it',
  paper: 'Larimer, Delegated Proof-of-Stake, BitShares, 2014; documentation of Graphene and TRON',
  params,
  assumes: {
    identity: 'stake',
    network: 'Blocks reach everybody within a slot, clocks agree, and the network never splits',
    honesty: 'More than two thirds of the elected are honest: holders know whom they vote for, and do not sell votes',
  },
  staked: true,
  proves: true,
  finality: { by: 'decide' },
  timing: 'synchronous',
  threshold: 'blocking-third',
  faults: (n, p) => Math.ceil(seatsOf(n, p) / 3) - 1,
  livenessBound: (p, n, delta) => ROUNDS * seatsOf(n, p) * p.inARow * p.slot + 20 * delta,
  outstanding: () => 1,

  init: (me, p) => stateOf(p, me.n, (makers) => new Set(makers).size),

  commands: {
    vote: {
      describe: 'Approve of these producers from now on, with all of the node’s stake, and of no others',
      schema: z.object({
        candidates: z.array(z.int().min(0)).max(MOST_APPROVED).describe('The nodes; none withdraws the vote'),
      }),
      nodes: ['candidates'],
      handle(_s, { candidates }: { candidates: NodeId[] }, me) {
        if (new Set(candidates).size < candidates.length) return 'expected each node once';
        me.broadcast('ballot', { holder: me.id, candidates });
      },
    },
  },

  input: {
    start: (s, me) => beginSlot(s, me),
    request: (s, value) => s.chain.add(value),
    recover(s, me) {
      askAnyone(me);
      // Time for the answer.
      me.setTimer('slot', (slotAt(me.now, s.params) + 1) * s.params.slot - me.now);
    },
  },

  on: {
    block: heard.block,
    ballot(s, m, from, me) {
      if (from === m.holder && isBallot(m, me.n, MOST_APPROVED)) s.ballots.set(m.holder, m);
    },
    ask: tellTip,
  },

  timeout: { slot: (s, _key, me) => beginSlot(s, me), early: heard.early },

  carries: { block: (m) => m.block },
  bytes: { ask: () => ASK_BYTES, ballot: () => BALLOT_BYTES },

  forge: {
    block: (m, _salt, me) => ({ block: secondProposal(m.block, me) }),
    ballot: (m) => ({ ...m, candidates: [] }),
  },
};

export default dpos;
