/** What a protocol says of itself. */
import type { BlockDraft, BlockView, Payment } from './blocks.js';
import type { Economy } from './economy.js';
import type { Command, View } from './command.js';
import type { LedgerRules } from './ledger.js';
import type { NodeContext } from './node.js';
import type { BlockId, NodeId, Plugin, Time, Value } from './plugin.js';
import type { SlotLottery } from './slots.js';
import type { Certificate, Evidence, Fork, VoteFacts } from './votes.js';

/** What a protocol takes for granted: its promises hold as far as this does. */
export interface Assumptions {
  /**
   * What keeps one participant from counting as many: solved puzzles, staked coins, a given list of members, one identity to a
   * person, or hardware that its maker vouches for.
   */
  readonly identity: 'work' | 'stake' | 'members' | 'persons' | 'hardware';
  /** What must hold of delays, losses and clocks; one sentence without a full stop. */
  readonly network: string;
  /** Who must be honest, in what, and what keeps them so; one sentence without a full stop. */
  readonly honesty: string;
}

/** A rule for tips that is all that a protocol does at a block. */
export interface Follows<S, M, T extends string, P> {
  /** The handlers that the rule speaks for: who puts others in their place takes the rule out of force. */
  readonly on: Protocol<S, M, T, P>['on'];
  /** The tip of a node after it has heard of a block: the block or the same as before; undefined: it refuses the block. */
  choose(blocks: BlockView, tip: BlockId, block: BlockId, params: P): BlockId | undefined;
  /** Brings the state of a node to the tip that has been chosen for it meanwhile. */
  catchUp(s: S, tip: BlockId, me: NodeContext<M, T>): void;
}

/** A protocol: a plain typed object that reads like its paper. S state, M messages, T timers, P parameters. */
export interface Protocol<S = any, M = any, T extends string = any, P = any> extends Plugin<P> {
  /** Author, year, title, section. */
  readonly paper: string;
  /** What it takes for granted, for readers who compare. */
  readonly assumes: Assumptions;
  /**
   * How an output becomes final: by `decide`, or by being buried under this many blocks; who decides what is so buried may
   * say how deep.
   */
  readonly finality:
    | { readonly by: 'decide'; confirmations?(params: P): number }
    | { readonly by: 'depth'; confirmations(params: P): number };
  /**
   * Whether the rules want several proposals at every height, of which one is decided: those that lose are no waste, and a
   * stale rate would say nothing.
   */
  readonly severalPropose?: true;
  /** f, the number of faulty nodes that the paper tolerates among n. */
  faults(n: number, params: P): number;
  /** Which faults that number is about; default 'byzantine'. */
  readonly faultModel?: 'crash' | 'byzantine';
  /** What the paper asks of the network; default 'partial' synchrony. */
  readonly timing?: 'synchronous' | 'partial';
  /** Coalition size from which the paper's promise is lost: named threshold for the headline coefficient. */
  readonly threshold: 'majority' | 'blocking-third';
  /**
   * Longest time that a correct node may go without progress once the network is healed, when delays are at most
   * `delta`, from `healedAt` on: timers may have grown until then. Beyond it the liveness invariant is violated.
   * Infinity: nothing is promised under such delays.
   */
  livenessBound(params: P, n: number, delta: Time, healedAt: Time): Time;
  /** Nodes in a named role at the start, e.g. `leader`; a fault may choose its nodes by it. */
  readonly roles?: { readonly [role: string]: (n: number, params: P, weights: readonly number[]) => readonly NodeId[] };
  /** How fast proofs of work are found, by a node whose chain ends in `tip`; only with `input.mined`. */
  readonly mining?: {
    /** Work that one block takes on top of `tip`, relative to the difficulty at genesis (1). */
    difficulty(blocks: BlockView, tip: BlockId, params: P): number;
    /** Mean interval at difficulty 1 with the whole genesis power. */
    interval(params: P): Time;
    /**
     * The puzzles that every miner works on at once, each with the mean number of its solutions in one `interval`, which the
     * difficulty divides too; absent: one, `block`, once.
     */
    puzzles?(params: P): Readonly<Record<string, number>>;
    /**
     * Of several puzzles the one whose every solution is a block of the chain, where nothing else is; solutions of the others lie
     * beside the chain (fruits). Absent: a block takes several proofs, or none.
     */
    readonly blockPuzzle?: string;
    /**
     * Of a chain some of whose blocks take no proof of work: how many of those that end in `block` take one, each of which is a
     * unit. Attacks on mining count these alone. Absent: the height.
     */
    proofs?(blocks: BlockView, block: BlockId): number;
    /**
     * Of a chain whose blocks take several proofs each, which lie beside it until a block names them: how long the chain is that
     * ends in `block` with so many proofs for the next one, as an attack on mining had better reckon. Proofs that make it longer
     * are kept back like blocks; others are lost unless they are told. Absent: attacks on mining are refused there.
     */
    branchLength?(blocks: BlockView, block: BlockId, proofs: number, params: P): number;
    /** Honest miners decide between branches of one length by what is in them, not by what came first. */
    readonly tiesByContent?: boolean;
    /** How many heights below `tip` the difficulty looks, or what a block names may stand; absent: none. */
    reach?(params: P): number;
    /** Whether the difficulty ever changes; absent: it does not. */
    retargets?(params: P): boolean;
  };
  /**
   * Who is paid what once a block of the canonical chain counts; called for every block in order. Absent: its producer gets
   * one reward, and the fees of what it confirms.
   */
  pays?(blocks: BlockView, block: BlockId, pay: Payment, params: P): void;
  /** What is counted as a producer's work, where it is not the block. */
  readonly unit?: {
    /** The word for one. */
    readonly name: string;
    /** Whether this block, of the chain or beside it, is one. */
    is(blocks: BlockView, block: BlockId): boolean;
    /** Those that a block of the canonical chain brings in. */
    of(blocks: BlockView, block: BlockId): readonly BlockId[];
  };
  /**
   * Votes beside the blocks, whose holders have a say of their own in what becomes final: in certificates of one kind, or
   * carried by blocks. Absent: who makes blocks has all the say, or nobody else's is on record.
   */
  readonly voices?:
    | {
        /** The message kind of the votes that decide, or that come closest to it. */
        readonly certificates: string;
        /** What votes weigh, by node; absent: one each. */
        weigh?(certificate: Certificate, blocks: BlockView, facts: ChainFacts, params: P): ArrayLike<number>;
      }
    | {
        carried(
          blocks: BlockView,
          block: BlockId,
          add: (voter: NodeId, weight: number) => void,
          facts: ChainFacts,
          params: P,
        ): void;
      };
  /**
   * The rule by which a miner chooses among the chains that it has seen, where that and the difficulty are all there is to the
   * protocol: then it can be run at block level. `most-work`: the most total work; `heaviest-subtree`: from genesis on to the
   * child with the most work in its subtree; the first seen on a tie.
   */
  readonly forkChoice?: 'most-work' | 'heaviest-subtree';
  /** What block level needs to know besides, of a protocol whose blocks name others beside their parent, as uncles. */
  readonly naming?: {
    /** The options with which the fork choice and this are all there is. */
    when(params: P): boolean;
    /** Work of a block on top of `parent` that is made at this time. */
    work(blocks: BlockView, parent: BlockId, time: Time, params: P): number;
    /** Of the blocks off the chain that a miner has heard of, lowest first, then by hearing, those that its block names. */
    names(blocks: BlockView, parent: BlockId, heard: readonly BlockId[], miner: NodeId, params: P): readonly BlockId[];
  };
  /**
   * Of a protocol whose nodes do nothing at a block but choose a tip, by a rule that looks at their tip and at the block alone:
   * that rule. A node that hears of nothing but blocks is then run by the rule, beside the others, and its state waits until
   * it has to act. Its `init` and its handler of blocks have no other effects.
   */
  readonly follows?: Follows<S, M, T, P>;
  /** Whether weights are stakes, which its rules ask `stakesAfter` for: only then the economy may say how coins count. */
  readonly staked?: true;
  /** Whether its blocks bring proofs of double signing (`culprits`), so that the economy may say what that costs. */
  readonly proves?: true;
  /** Share of all stake at genesis that its own rules have slashed on the chain up to a block. */
  slashed?(blocks: BlockView, block: BlockId, facts: ChainFacts, params: P): number;
  /** Whose leaders are drawn for each slot by itself; absent: they are not drawn so. */
  readonly slots?: SlotLottery<P>;
  /**
   * Where what stands in a block moves the draw of the next leader: what its maker can try out before it makes the block.
   * Absent: nothing but keeping silent moves it.
   */
  readonly ground?: {
    /** Whether it is so with these parameters. */
    when(params: P): boolean;
    /** As good a block, by which another leader is drawn. */
    salted(draft: BlockDraft, salt: number): BlockDraft;
    /** Whom the rules would appoint first after such a block on top of `parent`, by the stakes before it. */
    next(blocks: BlockView, parent: BlockId, maker: NodeId, draft: BlockDraft, facts: ChainFacts, params: P): NodeId;
  };
  /**
   * Where whoever is drawn in proportion to what its stake counts makes the next block, and delays are not what the protocol is
   * about: then it can be run at block level, by the lottery alone.
   */
  readonly lottery?: {
    /** Whether it is so with these parameters; absent: always. */
    when?(params: P): boolean;
    /** Time from a block to the next. */
    interval(params: P): Time;
  };
  /**
   * Options, as a scenario writes them, under which searches run it: smaller worlds than its defaults, of which it promises the
   * same. Absent: its defaults.
   */
  readonly searched?: Readonly<Record<string, unknown>>;
  /**
   * Whether committees of slots vote for the head of the chain as `ledger/gasper` has it, with proposers drawn by a mix of what
   * earlier ones reveal: what attacks on such votes and on the mix act on.
   */
  readonly headVotes?: boolean;
  /** Whom the rules appoint first for the block on top of `parent`; absent: whoever produced it. */
  appointed?(blocks: BlockView, parent: BlockId, facts: ChainFacts, params: P): NodeId;
  /** @throws when its options do not go with the stakes or powers at genesis and with what becomes of them, as loading tells */
  requires?(params: P, world: Pick<ChainFacts, 'weights' | 'economy'>): void;
  init(me: NodeContext<M, T>, params: P): S;
  /** What drivers bring. */
  readonly input?: {
    start?(s: S, me: NodeContext<M, T>): void;
    /** A client's request. `requests` says who gets it. */
    request?(s: S, value: Value, me: NodeContext<M, T>): void;
    /** This node has solved a puzzle, named as in `mining.puzzles`. */
    mined?(s: S, me: NodeContext<M, T>, puzzle: string): void;
    /** Back from a crash, with its state and without its timers. */
    recover?(s: S, me: NodeContext<M, T>): void;
  };
  /** Who gets a client's request: every node, or one that then passes it on. Default 'all'. */
  readonly requests?: 'all' | 'one';
  /**
   * How many requests are outstanding in a closed loop (no `workload` in the scenario). Absent: the protocol makes
   * blocks without requests, and none are brought.
   */
  outstanding?(params: P, n: number): number;
  readonly on: { readonly [K in keyof M]: (s: S, m: Readonly<M[K]>, from: NodeId, me: NodeContext<M, T>) => void };
  readonly timeout?: { readonly [K in T]: (s: S, key: number, me: NodeContext<M, T>) => void };
  /** What a user may have a node do, by name. */
  readonly commands?: { readonly [name: string]: Command<S, M, T> };
  /** What a user may look at in a node, by name; the chain, its blocks and the node's facts are there for every protocol. */
  readonly views?: { readonly [name: string]: View<S> };
  /** Of a protocol whose nodes `append` to ledgers of amounts. */
  readonly ledger?: LedgerRules<P>;
  /** Kinds that carry a block: the transport delivers its ancestors first and may announce instead of pushing. */
  readonly carries?: { readonly [K in keyof M]?: (m: Readonly<M[K]>) => BlockId };
  /** Size on the wire; default 200 B. */
  readonly bytes?: { readonly [K in keyof M]?: (m: Readonly<M[K]>, facts: SizeFacts) => number };
  /** Kinds that are signed votes or proposals. */
  readonly votes?: { readonly [K in keyof M]?: VoteFacts<Readonly<M[K]>> };
  /** Votes of other kinds that the sender of a message casts by it: PBFT's pre-prepares in a NEW-VIEW. */
  readonly holds?: {
    readonly [K in keyof M]?: (m: Readonly<M[K]>) => readonly { readonly kind: keyof M & string; readonly body: any }[];
  };
  /** Kinds by which a certificate or a decision is made known: what a leader may keep back to leave others behind. */
  readonly certificates?: readonly (keyof M & string)[];
  /** When votes are enough for a certificate: `votes` of `total`, each voter counting one, or its weight. */
  readonly quorum?: {
    readonly weighted?: boolean;
    enough(votes: number, total: number, params: P): boolean;
    /** What nodes weigh at a height, where that changes; absent: always their weight at genesis. */
    weights?(blocks: Pick<BlockView, 'derive'>, height: number, facts: ChainFacts): ArrayLike<number>;
  };
  /** Kinds whose bodies `accuse` needs beside the votes. */
  readonly evidence?: readonly (keyof M & string)[];
  /**
   * Who is provably to blame for a fork, beside those who voted twice in a slot. Absent: the protocol is not accountable,
   * or only for double votes.
   */
  accuse?(fork: Fork, evidence: Evidence, params: P): readonly NodeId[];
  /** Whether a fork lets at least a third of the nodes (f + 1) be blamed, as its paper or analysis shows. */
  readonly accountable?: boolean;
  /**
   * How a liar would alter a message of his own; kinds without an entry cannot be altered. It never writes to the message
   * given, and what it proposes or mints through `me` is the liar's.
   */
  readonly forge?: { readonly [K in keyof M]?: (m: Readonly<M[K]>, salt: number, me: NodeContext<M, T>) => M[K] };
  /** A broken variant that a named scenario must report as violated; the name of the honest protocol it mutilates. */
  readonly canaryOf?: string;
}

/** What the size of a message may depend on. */
export interface SizeFacts {
  readonly n: number;
  /** Size of one request, from the scenario's workload. */
  readonly requestBytes: number;
  /** Requests in a proposed batch. */
  contents(value: Value): readonly Value[];
}

/** Facts fixed at genesis that a rule may depend on. */
export interface ChainFacts {
  readonly weights: readonly number[];
  readonly economy: Economy;
  readonly genesisSeed: number;
}

/** Message kinds of a protocol in the order in which they are numbered. */
export function protocolKinds(protocol: Protocol): readonly string[] {
  return Object.keys(protocol.on);
}

/** Timers of a protocol in the order in which they are numbered. */
export function protocolTimers(protocol: Protocol): readonly string[] {
  return Object.keys(protocol.timeout ?? {});
}

/** Whether what it decides is for ever by the votes of a quorum: no longer chain can undo it, as under finality by depth. */
export function decidesForEver({ finality }: Pick<Protocol, 'finality'>): boolean {
  return finality.by === 'decide' && finality.confirmations === undefined;
}
