/**
 * Clique: proof of authority by Szilágyi, EIP-225 "Clique proof-of-authority consensus protocol" (2017). A list of signers
 * make blocks on top of each other; letters and names as there.
 *
 * 1. A block is at least BLOCK_PERIOD after its parent. In turn is the signer whose index in the sorted list is the height modulo
 *    SIGNER_COUNT: it signs at once, with difficulty 2. Any other signs with difficulty 1, after a random delay of up to
 *    SIGNER_COUNT · 500 ms (the wiggle).
 * 2. A signer signs at most one of SIGNER_LIMIT = floor(SIGNER_COUNT/2) + 1 blocks in a row.
 * 3. The chain of the greatest total difficulty. The EIP is silent on ties: the first seen one stays (`first-seen`), as in the
 *    first implementations, which can lock all signers out on forks of equal weight; or a total order (EIP-3436, 2021; default):
 *    fewer blocks, then the larger (height − index of the signer) modulo SIGNER_COUNT, then the lower hash.
 * 4. A block may carry one vote to add or to drop a signer; more than half of the signers carry it out at once. Every
 *    EPOCH_LENGTH blocks pending votes are forgotten, in a block that holds none. Users have signers vote by the commands.
 *
 * Nothing is final by the EIP; here it is by depth. Whoever hears nothing for a while asks another node for its tip, as the
 * status exchange of the network below would tell. Left out: the encoding in Ethereum's headers, checkpoints for fast
 * synchronisation, signatures (taken for granted).
 */
import { z } from 'zod';
import type { BlockId, BlockView, ChainFacts, NodeContext, NodeId, Protocol, Time, Value } from '../contract.js';
import { secondBlock } from '../ledger/equivocation.js';
import { Mempool, replays } from '../ledger/mempool.js';
import { oracle } from '../ledger/oracle.js';
import { Signers } from '../ledger/signer-votes.js';
import { ASK_BYTES, askAnyone, hearing, tellTip, type TipMessages } from '../ledger/tip-exchange.js';
import { duration, positiveDuration } from '../quantities.js';

const HEADER_BYTES = 600;
const [DIFF_INTURN, DIFF_NOTURN] = [2, 1];
/** Longest time between two blocks of an honest majority, over the period and the longest wiggle. */
const PATIENCE = 2;

const params = z.object({
  period: positiveDuration().prefault('15 s').describe('Least time between two blocks (BLOCK_PERIOD)'),
  wiggle: duration().prefault('500 ms').describe('Longest random delay of a signer out of turn, for each signer'),
  epoch: z.int().min(2).default(30_000).describe('Blocks after which pending votes are forgotten (EPOCH_LENGTH)'),
  signers: z.int().min(1).optional().describe('Signers at genesis: the first so many nodes; absent: all'),
  ties: z
    .enum(['eip-3436', 'first-seen'])
    .default('eip-3436')
    .describe('Between chains of equal difficulty: a total order, or whichever came first'),
  confirmations: z.int().min(0).default(6).describe('Depth at which a block counts as final'),
  blockTransactions: z.int().min(0).default(1000).describe('Most transactions in one block'),
});
type Params = z.infer<typeof params>;

interface Rules extends Params {
  /** SIGNER_LIMIT: of so many blocks in a row a signer signs at most one. */
  readonly signerLimit: (signers: number) => number;
}

/** A vote as it stands in a block. */
interface Proposal {
  readonly target: NodeId;
  readonly admit: boolean;
}
interface Header {
  readonly vote: Proposal | undefined;
}
type Messages = TipMessages & { transaction: { readonly value: Value } };
type Timers = 'sign' | 'quiet' | 'early';
type Me = NodeContext<Messages, Timers>;

interface State {
  readonly params: Rules;
  tip: BlockId;
  readonly pool: Mempool;
  /** By target, whether the user of this node wants it among the signers. */
  readonly proposals: Map<NodeId, boolean>;
}

// ——— Signers and votes ———

/** Who may sign on top of a block. */
export function signersAfter(
  blocks: BlockView,
  block: BlockId,
  facts: Pick<ChainFacts, 'weights'>,
  p: Params,
): Signers {
  return blocks.derive('signers', block, () => {
    if (blocks.height(block) === 0) return new Signers(facts.weights.map((_, node) => node).slice(0, p.signers));
    const before = signersAfter(blocks, blocks.parent(block), facts, p);
    const { vote } = blocks.header(block) as Header;
    const kept = blocks.height(block) % p.epoch === 0 ? before.withoutVotes() : before;
    return vote ? kept.after({ signer: blocks.producer(block), ...vote }) : kept;
  });
}

/** Whether a node may sign on top of a block: a signer that signed none of the last SIGNER_LIMIT − 1. */
function maySign(blocks: BlockView, parent: BlockId, node: NodeId, signers: Signers, p: Rules): boolean {
  if (!signers.has(node)) return false;
  let at = parent;
  for (let left = p.signerLimit(signers.list.length) - 1; left > 0 && blocks.height(at) > 0; left--) {
    if (blocks.producer(at) === node) return false;
    at = blocks.parent(at);
  }
  return true;
}

const inTurn = ({ list }: Signers, height: number): NodeId => list[height % list.length]!;
const difficultyOf = (signers: Signers, height: number, node: NodeId): number =>
  inTurn(signers, height) === node ? DIFF_INTURN : DIFF_NOTURN;

/** The first of the user's proposals that would change something and that this node has not voted for. */
function proposalFor(s: State, signers: Signers, me: Me): Proposal | undefined {
  for (const [target, admit] of s.proposals) {
    if (admit === signers.has(target)) continue;
    if (!signers.votes.some((vote) => vote.signer === me.id && vote.target === target)) return { target, admit };
  }
  return undefined;
}

// ——— The rules of a block and of a chain ———

function isSound(blocks: BlockView, block: BlockId, facts: ChainFacts, p: Rules): boolean {
  return blocks.derive('sound', block, () => {
    if (blocks.height(block) === 0) return true;
    const parent = blocks.parent(block);
    const signer = blocks.producer(block);
    const height = blocks.height(block);
    if (!isSound(blocks, parent, facts, p)) return false;
    const signers = signersAfter(blocks, parent, facts, p);
    return (
      blocks.time(block) >= blocks.time(parent) + p.period &&
      maySign(blocks, parent, signer, signers, p) &&
      blocks.totalWork(block) - blocks.totalWork(parent) === difficultyOf(signers, height, signer) &&
      !(height % p.epoch === 0 && (blocks.header(block) as Header).vote) &&
      blocks.contents(block).length <= p.blockTransactions &&
      !replays(blocks, block)
    );
  });
}

function isBetter(a: BlockId, b: BlockId, p: Params, me: Me): boolean {
  const { blocks } = me;
  const heavier = blocks.totalWork(a) - blocks.totalWork(b);
  if (heavier !== 0 || p.ties === 'first-seen') return heavier > 0;
  const shorter = blocks.height(b) - blocks.height(a);
  if (shorter !== 0) return shorter > 0;
  const sooner = sinceTurn(blocks, a, me, p) - sinceTurn(blocks, b, me, p);
  return sooner > 0 || (sooner === 0 && oracle(me.genesisSeed, a) < oracle(me.genesisSeed, b));
}

/** EIP-3436, rule 3. */
function sinceTurn(blocks: BlockView, block: BlockId, facts: ChainFacts, p: Params): number {
  if (blocks.height(block) === 0) return 0;
  const { list } = signersAfter(blocks, blocks.parent(block), facts, p);
  const count = list.length;
  return (((blocks.height(block) - list.indexOf(blocks.producer(block))) % count) + count) % count;
}

// ——— What a node does ———

const longest = ({ period, wiggle }: Params, signers: number): Time => period + signers * wiggle;

function awaitTurn(s: State, atLeast: Time, me: Me): void {
  const { params, tip } = s;
  const signers = signersAfter(me.blocks, tip, me, params);
  me.setTimer('quiet', PATIENCE * longest(params, signers.list.length));
  if (!maySign(me.blocks, tip, me.id, signers, params)) return me.cancelTimer('sign');
  const turns = inTurn(signers, me.blocks.height(tip) + 1) === me.id;
  const wiggle = turns ? 0 : me.random() * signers.list.length * params.wiggle;
  me.setTimer('sign', Math.max(atLeast, me.blocks.time(tip) + params.period - me.now) + wiggle);
}

function sign(s: State, me: Me): void {
  const signers = signersAfter(me.blocks, s.tip, me, s.params);
  const height = me.blocks.height(s.tip) + 1;
  const header: Header = { vote: height % s.params.epoch === 0 ? undefined : proposalFor(s, signers, me) };
  const contents = s.pool.oldest(s.params.blockTransactions);
  const work = difficultyOf(signers, height, me.id);
  const block = me.mint(s.tip, { work, contents, header, sizeBytes: HEADER_BYTES });
  adopt(s, block, me);
  me.broadcast('block', { block });
}

export function adopt(s: State, tip: BlockId, me: Me): void {
  s.pool.follow(me.blocks, s.tip, tip);
  s.tip = tip;
  me.adopt(tip);
  awaitTurn(s, 0, me);
}

export const stateOf = (rules: Rules): State => ({ params: rules, tip: 0, pool: new Mempool(), proposals: new Map() });

const heard = hearing<State, Me>({
  isSound: (s, block, me) => isSound(me.blocks, block, me, s.params),
  isBetter: (s, block, me) => isBetter(block, s.tip, s.params, me),
  adopt,
});

export const clique: Protocol<State, Messages, Timers, Params> = {
  name: 'clique',
  describe:
    'Clique proof of authority: signers in turn weigh 2 and others 1, each signs one of half a round of blocks, the heaviest chain; signers vote signers in and out',
  paper: 'Szilágyi, EIP-225: Clique proof-of-authority consensus protocol, 2017; ties by EIP-3436, 2021',
  params,
  assumes: {
    identity: 'members',
    network: 'Blocks reach everybody within a fraction of the wiggle, and the network is never split for long',
    honesty: 'More than half of the signers is honest; nothing is at stake, and who signs twice is not punished',
  },
  finality: { by: 'depth', confirmations: (p) => p.confirmations },
  threshold: 'majority',
  // SIGNER_LIMIT signers must go on.
  faults: (n, p) => Math.ceil(Math.min(n, p.signers ?? n) / 2) - 1,
  // Rivals of equal weight end at the latest when who is quiet asks; then a chain that was cut off must be fetched.
  livenessBound: (p, n, delta) => 5 * PATIENCE * longest(p, n) + 20 * delta,
  appointed: (blocks, parent, facts, p) => inTurn(signersAfter(blocks, parent, facts, p), blocks.height(parent) + 1),
  requests: 'one',

  init: (_me, p) => stateOf({ ...p, signerLimit: (signers) => Math.floor(signers / 2) + 1 }),

  commands: {
    propose: {
      describe: 'Vote for taking a node among the signers, or for dropping it, whenever this node signs',
      schema: z.object({
        target: z.int().min(0).describe('The node'),
        admit: z.boolean().default(true).describe('Whether to add it; else to drop it'),
      }),
      nodes: ['target'],
      handle: (s, { target, admit }: Proposal) => void s.proposals.set(target, admit),
    },
    discard: {
      describe: 'Vote no more on a node',
      schema: z.object({ target: z.int().min(0).describe('The node') }),
      nodes: ['target'],
      handle: (s, { target }: { target: NodeId }) => void s.proposals.delete(target),
    },
  },

  input: {
    start: (s, me) => awaitTurn(s, 0, me),
    request: (_s, value, me) => me.broadcast('transaction', { value }),
    recover(s, me) {
      askAnyone(me);
      // Time for the answer, lest it sign on top of what has long been built upon.
      awaitTurn(s, s.params.period, me);
    },
  },

  on: {
    block: heard.block,

    transaction(s, m) {
      s.pool.add(m.value);
    },

    ask: tellTip,
  },

  timeout: {
    sign: (s, _key, me) => sign(s, me),

    quiet(s, _key, me) {
      askAnyone(me);
      me.setTimer('quiet', longest(s.params, signersAfter(me.blocks, s.tip, me, s.params).list.length));
    },

    early: heard.early,
  },

  carries: { block: (m) => m.block },
  bytes: { transaction: (_m, facts) => facts.requestBytes, ask: () => ASK_BYTES },

  forge: {
    block: (m, _salt, me) => ({ block: secondBlock(m.block, me) }),
  },
};

export default clique;
