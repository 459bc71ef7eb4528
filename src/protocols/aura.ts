/**
 * Aura, the Authority Round of Parity Ethereum (2016; its wiki and the draft "Aura (Authority Round)" of Czaban, Habermeier,
 * Silva, Schoedon, Hyman, 2018): a list of N authorities take turns by the clock.
 *
 * 1. Step s = floor(time / step duration); the primary of a step is authority s mod N, and it signs one block.
 * 2. A block's step is above its parent's, its maker is the primary of it, and it waits until it is at most one step ahead of the receiver's clock.
 * 3. The chain of the highest score U128_max · height − step: the longest, then the one whose last step is earlier; of equals
 *    the first seen stays.
 * 4. A block is final when the authors of it and of its descendants are more than half of the N (`two-thirds`: more than two
 *    thirds, a later option of Parity). Finality does not bind the choice of the chain: so more than half of distinct authors
 *    twice, as when one authority runs two clones in two halves of a split network, make two final chains (Ekparinya, Gramoli,
 *    Jourjon, "The Attack of the Clones against Proof-of-Authority", NDSS 2020).
 *
 * Parity's wiki promises to bear half of the authorities. So it is where they are silent, and not where they lie. Let q authorities
 * make a block final, and f liars have turns in a row, each signing twice and telling either to one part of the honest: after
 * f − 1 honest blocks one part sees the f on top, 2f − 1 authors, and the other part f instead of the f − 1 honest ones, which is
 * longer. Where 2f − 1 ≥ q there are two final chains, without any split; f ≤ floor(q/2) is promised.
 *
 * Left out: empty steps (a primary without transactions signs an empty block), changes of the list by contracts, reports of
 * misbehaviour beyond `blame`, the difficulty in headers, which says the same as the score.
 */
import { z } from 'zod';
import type { BlockId, BlockView, NodeContext, NodeId, Protocol, Time, Value } from '../contract.js';
import { DecidedChain } from '../ledger/decided-chain.js';
import { secondProposal } from '../ledger/equivocation.js';
import { replays } from '../ledger/mempool.js';
import { ASK_BYTES, askAnyone, hearing, tellTip, type TipMessages } from '../ledger/tip-exchange.js';
import { positiveDuration } from '../quantities.js';

const HEADER_BYTES = 600;
/** Rounds of N steps in which more than enough authors must have signed once all hear each other. */
const ROUNDS = 4;

const params = z.object({
  step: positiveDuration().prefault('5 s').describe('Duration of a step (t)'),
  finality: z
    .enum(['half', 'two-thirds'])
    .default('half')
    .describe('What part of the authorities must have signed a block or a descendant of it, and more than that'),
  batch: z.int().min(1).default(100).describe('Most requests in one block'),
});
type Params = z.infer<typeof params>;

interface Header {
  readonly step: number;
  readonly value: Value;
}
const GENESIS: Header = { step: -1, value: 0 };
type Timers = 'step' | 'early';
type Me = NodeContext<TipMessages, Timers>;

interface State {
  readonly params: Params;
  /** How many authorities stand behind a block, by the authors of it and its descendants. */
  readonly endorsers: (authors: readonly NodeId[]) => number;
  tip: BlockId;
  /** The last step in which this node has signed. */
  signed: number;
  readonly chain: DecidedChain;
}

const headerOf = (blocks: BlockView, block: BlockId): Header => blocks.header(block) ?? GENESIS;
const stepAt = (time: Time, { step }: Params): number => Math.floor(time / step);
const primary = (step: number, n: number): NodeId => step % n;

function isSound(blocks: BlockView, block: BlockId, n: number, p: Params): boolean {
  return blocks.derive('sound', block, () => {
    if (blocks.height(block) === 0) return true;
    const parent = blocks.parent(block);
    const { step } = headerOf(blocks, block);
    return (
      isSound(blocks, parent, n, p) &&
      Number.isSafeInteger(step) &&
      step > headerOf(blocks, parent).step &&
      blocks.producer(block) === primary(step, n) &&
      blocks.contents(block).length <= p.batch &&
      !replays(blocks, block)
    );
  });
}

/** Whether the score of `a` is the higher one. */
function isBetter(a: BlockId, b: BlockId, blocks: BlockView): boolean {
  const longer = blocks.height(a) - blocks.height(b);
  return longer > 0 || (longer === 0 && headerOf(blocks, a).step < headerOf(blocks, b).step);
}

/** Authorities that make a block final (q). */
const quorum = (n: number, p: Params): number => Math.floor(p.finality === 'half' ? n / 2 : (2 * n) / 3) + 1;

/** The newest block of the chain that is final: behind it and its descendants stand enough authors. */
function newestFinal(s: State, me: Me): BlockId {
  const { blocks, n } = me;
  const authors: NodeId[] = [];
  for (let at = s.tip; blocks.height(at) > 0; at = blocks.parent(at)) {
    authors.push(blocks.producer(at));
    if (s.endorsers(authors) >= quorum(n, s.params)) return at;
  }
  return 0;
}

function adopt(s: State, tip: BlockId, me: Me): void {
  s.tip = tip;
  s.chain.commit(newestFinal(s, me), me);
}

function sign(s: State, step: number, me: Me): void {
  s.signed = step;
  const contents = s.chain.batch(s.tip, s.params.batch, me);
  const header: Header = { step, value: me.propose(contents) };
  const block = me.mint(s.tip, { contents, header, sizeBytes: HEADER_BYTES });
  adopt(s, block, me);
  me.broadcast('block', { block });
}

/** Whoever is primary of the step that has begun signs; then all wait for the next. */
function beginStep(s: State, me: Me): void {
  const step = stepAt(me.now, s.params);
  me.setTimer('step', (step + 1) * s.params.step - me.now);
  const due = primary(step, me.n) === me.id && step > s.signed;
  if (due && step > headerOf(me.blocks, s.tip).step) sign(s, step, me);
}

const heard = hearing<State, Me>({
  isSound: (s, block, me) => isSound(me.blocks, block, me.n, s.params),
  // At the earliest in the step before its own.
  due: (s, block, me) => (headerOf(me.blocks, block).step - 1) * s.params.step,
  double: {
    why: 'two blocks in one step',
    is: (s, block, { blocks }) => headerOf(blocks, block).step === headerOf(blocks, s.tip).step,
  },
  isBetter: (s, block, me) => isBetter(block, s.tip, me.blocks),
  adopt,
});

export const stateOf = (p: Params, endorsers: State['endorsers']): State => ({
  params: p,
  endorsers,
  tip: 0,
  signed: -1,
  chain: new DecidedChain(),
});

export const aura: Protocol<State, TipMessages, Timers, Params> = {
  name: 'aura',
  describe:
    'Aura proof of authority: authorities take turns by the clock, the longest chain, final when more than half of them have signed on top',
  paper: 'Parity Ethereum, Aura (Authority Round), 2016; Czaban et al., draft EIP, 2018',
  params,
  assumes: {
    identity: 'members',
    network: 'Blocks reach everybody within a step, clocks agree to within a step, and the network never splits',
    honesty:
      'Those who lie are fewer than half of those who make a block final; who signs twice in a step is seen, and not punished',
  },
  finality: { by: 'decide' },
  timing: 'synchronous',
  threshold: 'blocking-third',
  faults: (n, p) => Math.min(Math.floor(quorum(n, p) / 2), n - quorum(n, p)),
  livenessBound: (p, n, delta) => ROUNDS * n * p.step + 20 * delta,
  outstanding: () => 1,

  init: (_me, p) => stateOf(p, (authors) => new Set(authors).size),

  input: {
    start: (s, me) => beginStep(s, me),
    request: (s, value) => s.chain.add(value),
    recover(s, me) {
      askAnyone(me);
      // Time for the answer.
      me.setTimer('step', (stepAt(me.now, s.params) + 1) * s.params.step - me.now);
    },
  },

  on: {
    block: heard.block,
    ask: tellTip,
  },

  timeout: { step: (s, _key, me) => beginStep(s, me), early: heard.early },

  carries: { block: (m) => m.block },
  bytes: { ask: () => ASK_BYTES },

  forge: {
    block: (m, _salt, me) => ({ block: secondProposal(m.block, me) }),
  },
};

export default aura;
