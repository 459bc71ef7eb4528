/**
 * Snowman, the chain of the Avalanche family: Rocket, Yin, Sekniqi, van Renesse, Sirer, "Scalable and Probabilistic Leaderless
 * BFT Consensus through Metastability" (arXiv 1906.08936), figures 1 to 4; polls, thresholds and proposers as in avalanchego.
 *
 * A node asks k others, drawn by stake with replacement, for the block that they prefer; an answer counts for its ancestors too.
 * Blocks with one parent conflict, and each such set is one instance (`ledger/snow/polls.ts`): α answers change its preference, α_c
 * raise its confidence, β successes in a row accept a block, any other poll begins the count again, in what lies below too.
 * `variant` says what an instance keeps: slush its colour alone (it stops after β polls, whatever they gave), snowflake the
 * count (as deployed), snowball also all successes by block, which makes it slow to change its mind after a long split. Polls go on, several at once, while a block is undecided; one ends when it is
 * settled, all have answered, or its time is up. What a node lacks it fetches from whoever named it; that answer counts for none.
 *
 * Proposers (Snowman++ since Durango): a block is of slot s if it is made s windows after its parent, `interval` not counted; in
 * each slot one node, drawn by stake for this height, may build. Left out: the DAG of the paper; votes on the bits of a block's
 * name; time-outs that follow the latency of queries. Who is polled, and proposes, is drawn by the stakes after the last accepted
 * block and after the parent, not by those of a P-chain that runs beside.
 */
import type { BlockId, BlockView, ChainFacts, NodeContext, NodeId, Protocol, Time, Value } from '../contract.js';
import { DecidedChain } from '../ledger/decided-chain.js';
import { secondProposal } from '../ledger/equivocation.js';
import { replays } from '../ledger/mempool.js';
import { options, type Options as Params } from '../ledger/snow/options.js';
import { isSettled, meanPolls, mostLiars, mostSilent, type Poll, SnowInstance } from '../ledger/snow/polls.js';
import { drawnByStake, slotProposer, stakesUpToAfter } from '../ledger/stake-slots.js';

/** Slots after which a node looks again whether one is its own. */
const SLOTS_AHEAD = 64;
/** Slots in a row that all fall to silent nodes less than once in a million, where these hold less than 30 % of the stake. */
const SLOTS_LOST = 12;
type Messages = {
  block: { readonly block: BlockId };
  query: { readonly poll: number; readonly block: BlockId };
  /** The block that the sender prefers, deepest. */
  chits: { readonly poll: number; readonly block: BlockId };
};
type Timers = 'query' | 'turn' | 'early';
type Me = NodeContext<Messages, Timers>;

interface Header {
  readonly value: Value;
}
/** Undecided blocks on one parent. */
interface Conflict {
  readonly children: BlockId[];
  readonly snow: SnowInstance;
}
interface State {
  readonly params: Params;
  readonly rules: { readonly startsAgain: boolean };
  readonly chain: DecidedChain;
  /** By parent. */
  readonly conflicts: Map<BlockId, Conflict>;
  readonly processing: Set<BlockId>;
  readonly polls: Map<number, Poll>;
  asked: number;
  /** The block on which it built last. */
  built: BlockId;
  /** What it prefers. */
  tip: BlockId;
}

// ——— Proposers ———

function slotAt(time: Time, parent: BlockId, blocks: BlockView, p: Params): number {
  return Math.floor((time - blocks.time(parent) - p.interval) / p.window);
}

function isSound(blocks: BlockView, block: BlockId, facts: ChainFacts, p: Params): boolean {
  return blocks.derive('sound', block, () => {
    const parent = blocks.parent(block);
    const slot = slotAt(blocks.time(block), parent, blocks, p);
    return (
      (blocks.height(parent) === 0 || isSound(blocks, parent, facts, p)) &&
      slot >= 0 &&
      blocks.producer(block) === slotProposer(blocks, parent, slot, facts) &&
      blocks.contents(block).length <= p.batch &&
      !replays(blocks, block)
    );
  });
}

/** Builds if the slot is its own, else waits for one that is. */
function awaitTurn(s: State, me: Me): void {
  if (!(me.weights[me.id]! > 0) || s.built === s.tip || s.processing.size >= s.params.processing) return;
  const contents = s.chain.batch(s.tip, s.params.batch, me);
  if (contents.length === 0) return;
  const now = slotAt(me.now, s.tip, me.blocks, s.params);
  let slot = Math.max(0, now);
  while (slot < now + SLOTS_AHEAD && slotProposer(me.blocks, s.tip, slot, me) !== me.id) slot++;
  if (slot === now && slotProposer(me.blocks, s.tip, slot, me) === me.id) {
    s.built = s.tip;
    const header: Header = { value: me.propose(contents) };
    return me.broadcast('block', { block: me.mint(s.tip, { contents, header }) });
  }
  me.setTimer('turn', me.blocks.time(s.tip) + s.params.interval + slot * s.params.window - me.now);
}

// ——— Conflicts ———

/** Issues a block, once its time has come. */
function issue(s: State, block: BlockId, me: Me): void {
  const early = me.blocks.time(block) - me.now;
  if (early > 0) return me.setTimer('early', early, block);
  const parent = me.blocks.parent(block);
  const isOpen = parent === s.chain.tip || s.processing.has(parent);
  if (!isOpen || s.processing.has(block)) return;
  s.processing.add(block);
  const conflict = s.conflicts.get(parent);
  if (conflict) conflict.children.push(block);
  else s.conflicts.set(parent, { children: [block], snow: new SnowInstance(block) });
  prefer(s);
  awaitTurn(s, me);
  poll(s, me);
}

function prefer(s: State): void {
  let at = s.chain.tip;
  for (let next = s.conflicts.get(at); next; next = s.conflicts.get(at)) at = next.snow.preference;
  s.tip = at;
}

function accept(s: State, block: BlockId, me: Me): void {
  const conflict = s.conflicts.get(s.chain.tip)!;
  s.conflicts.delete(s.chain.tip);
  s.processing.delete(block);
  for (const rival of conflict.children) if (rival !== block) reject(s, rival);
  s.chain.commit(block, me);
}

function reject(s: State, block: BlockId): void {
  s.processing.delete(block);
  const above = s.conflicts.get(block);
  s.conflicts.delete(block);
  above?.children.forEach((child) => reject(s, child));
}

/** The poll was no success for anything on top of `parent`; whether that is the end of it, as it may be under Slush. */
function fail(s: State, parent: BlockId): boolean {
  const conflict = s.conflicts.get(parent);
  if (!conflict) return false;
  for (const child of conflict.children) fail(s, child);
  return s.rules.startsAgain && conflict.snow.fail(s.params);
}

// ——— Polls ———

function poll(s: State, me: Me): void {
  while (s.processing.size > 0 && s.polls.size < s.params.concurrentPolls) ask(s, me);
}

function ask(s: State, me: Me): void {
  const stakes = stakesUpToAfter(me.blocks, s.chain.tip, me);
  const waiting = new Map<NodeId, number>();
  for (let i = 0; i < s.params.k; i++) {
    const node = drawnByStake(stakes, me.random());
    waiting.set(node, (waiting.get(node) ?? 0) + 1);
  }
  const poll = s.asked++;
  s.polls.set(poll, { waiting, votes: new Map(), left: s.params.k });
  me.setTimer('query', s.params.queryTimeout, poll);
  for (const node of waiting.keys()) me.send(node, 'query', { poll, block: s.tip });
}

function finish(s: State, id: number, me: Me): void {
  const votes = tally(s, s.polls.get(id)!.votes, me);
  s.polls.delete(id);
  me.cancelTimer('query', id);
  let at = s.chain.tip;
  for (let here = s.conflicts.get(at); here; here = s.conflicts.get(at)) {
    const best = here.children.reduce((a, b) => ((votes.get(b) ?? 0) > (votes.get(a) ?? 0) ? b : a));
    const count = votes.get(best) ?? 0;
    const isSuccess = count >= s.params.alpha;
    const isDecided = isSuccess ? here.snow.record(best, count, s.params) : fail(s, at);
    if (isSuccess) for (const child of here.children) if (child !== best) fail(s, child);
    if (isDecided && at === s.chain.tip) accept(s, here.snow.preference, me);
    if (!isSuccess) break;
    at = best;
  }
  prefer(s);
  awaitTurn(s, me);
  poll(s, me);
}

/** Each answer counts for the block that it names and for all below it that are undecided. */
function tally(s: State, named: ReadonlyMap<BlockId, number>, { blocks }: Me): Map<BlockId, number> {
  const votes = new Map<BlockId, number>();
  const decided = blocks.height(s.chain.tip);
  for (const [block, count] of named) {
    for (let at = block; blocks.height(at) > decided; at = blocks.parent(at)) {
      if (s.processing.has(at)) votes.set(at, (votes.get(at) ?? 0) + count);
    }
  }
  return votes;
}

function livenessBound(p: Params, n: number, delta: Time): Time {
  if (2 * delta > p.queryTimeout) return Infinity;
  const polls = meanPolls(mostSilent(n, p), n, p);
  // The number of polls has an exponential tail: fifteen means are not reached once in a million.
  return p.interval + SLOTS_LOST * p.window + 15 * Math.ceil(polls / p.concurrentPolls) * p.queryTimeout + 10 * delta;
}

export const snowman: Protocol<State, Messages, Timers, Params> = {
  name: 'snowman',
  describe:
    'Avalanche’s chain: nodes poll k others drawn by stake and accept what β polls in a row name. Polls succeed by a cliff: with 75 % of the stake in favour and k = 20, α = 15, β = 20 a decision takes 40,629 of them',
  paper: 'Rocket et al., Scalable and Probabilistic Leaderless BFT Consensus through Metastability, arXiv 1906.08936',
  params: options,
  assumes: {
    identity: 'stake',
    network: 'Answers come within the time of a query, else polls fail and nothing is decided',
    honesty:
      'Holders of clearly less than 1 − α/k of the stake are silent or lie; a fork is improbable, never impossible',
  },
  staked: true,
  finality: { by: 'decide' },
  threshold: 'blocking-third',
  faults: mostLiars,
  livenessBound,
  appointed: (blocks, parent, facts) => slotProposer(blocks, parent, 0, facts),
  outstanding: () => 1,

  init(me, p) {
    if (!me.weights.some((weight) => weight > 0)) throw new RangeError('snowman: nobody has a stake');
    const chain = new DecidedChain();
    const [conflicts, processing, polls] = [new Map(), new Set<BlockId>(), new Map()];
    return {
      params: p,
      rules: { startsAgain: true },
      chain,
      conflicts,
      processing,
      polls,
      asked: 0,
      built: -1,
      tip: 0,
    };
  },

  input: {
    request(s, value, me) {
      s.chain.add(value);
      awaitTurn(s, me);
    },
    recover(s, me) {
      s.polls.clear();
      // What others name tells what was missed.
      ask(s, me);
      poll(s, me);
      awaitTurn(s, me);
    },
  },

  on: {
    block(s, m, _from, me) {
      if (!isSound(me.blocks, m.block, me, s.params)) return me.refuse(m.block);
      issue(s, m.block, me);
    },

    query(s, m, from, me) {
      if (!me.blocks.has(m.block)) me.fetch(m.block, from);
      me.send(from, 'chits', { poll: m.poll, block: s.tip });
    },

    chits(s, m, from, me) {
      const poll = s.polls.get(m.poll);
      const count = poll?.waiting.get(from);
      if (!poll || count === undefined) return;
      poll.waiting.delete(from);
      poll.left -= count;
      if (!me.blocks.has(m.block)) me.fetch(m.block, from);
      else poll.votes.set(m.block, (poll.votes.get(m.block) ?? 0) + count);
      if (isSettled(poll, s.params)) finish(s, m.poll, me);
    },
  },

  timeout: {
    query: (s, id, me) => finish(s, id, me),
    turn: (s, _key, me) => awaitTurn(s, me),
    early: (s, block, me) => issue(s, block, me),
  },

  carries: { block: (m) => m.block },
  bytes: { query: () => 100, chits: () => 150 },

  forge: {
    block: (m, _salt, me) => ({ block: secondProposal(m.block, me) }),
    // A vote for nothing above the parent.
    chits: (m, _salt, me) => ({ ...m, block: me.blocks.parent(m.block) }),
  },
};

export default snowman;
