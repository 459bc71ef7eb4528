/** A faulty node's behaviour. */
import type { BlockView } from './blocks.js';
import type { Make } from './node.js';
import type { BlockId, NodeId, Plugin, Time } from './plugin.js';
import type { Protocol } from './protocol.js';

/** What a behaviour knows and may do beyond the door of the node it has taken over. */
export interface BehaviourSetting<P = any, C = any> {
  readonly params: P;
  readonly protocol: Protocol;
  /** The protocol's own parameters in this run. */
  readonly protocolParams: any;
  /** From when until when the fault acts; `until` is Infinity when it never ends. */
  readonly at: Time;
  readonly until: Time;
  /** The time of the world; what a node takes for the time may be wrong. */
  now(): Time;
  /** Bound on the time from a correct node's broadcast to its last delivery, once the network is whole. */
  readonly delta: Time;
  /** Every node under this fault: one object for the whole coalition. */
  readonly coalition: ReadonlySet<NodeId>;
  /** What the whole coalition shares, as `conspire` made it. */
  readonly shared: C;
  /** Nodes outside that hear and are heard by nobody but a coalition that this one has a member of. */
  readonly captives: ReadonlySet<NodeId>;
  /** Blocks that some member has seen: the coalition's private network, on which nothing takes time. */
  readonly blocks: BlockView;
  /** Lets every member see a block, and its ancestors, that one of them has seen. Nothing is passed on by it. */
  reveal(block: BlockId): void;
  /** Whether a node hears a block from its neighbours alone, who pass it on. */
  readonly sparse: boolean;
  /**
   * Takes a node over for good, under an adaptive behaviour: from now on it counts as faulty. Only nodes under this fault,
   * and each behaviour keeps to its own budget.
   */
  corrupt(node: NodeId): void;
  /** Runs an action later, at a time not before now. */
  schedule(time: Time, action: () => void): void;
  /** A draw in [0, 1) from the stream of this fault. */
  random(): number;
}

/** What a run came to, as the results of a behaviour may need it. */
export interface RunOutcome {
  readonly end: Time;
  readonly weights: readonly number[];
  /** Producers of the blocks of the chain that the correct nodes agree on. */
  readonly canonical: readonly NodeId[];
  /** When each of these was made. */
  readonly times: readonly Time[];
  /** Producers of the other blocks up to that height. */
  readonly stale: readonly NodeId[];
  /** Mean time between blocks that mining aims at; 0 without mining. */
  readonly interval: Time;
}

/** Where a behaviour has been placed. */
export interface Placement {
  readonly coalition: ReadonlySet<NodeId>;
  /** As `captives` of the setting. */
  readonly captives: ReadonlySet<NodeId>;
  readonly weights: readonly number[];
  readonly detail: 'messages' | 'blocks';
}

/** What one coalition under a behaviour left behind. */
export interface Achieved<P = any, C = any> {
  readonly params: P;
  readonly coalition: ReadonlySet<NodeId>;
  readonly shared: C;
}

/** Between a node's gossip layer and the network, or between its protocol and its gossip layer. */
export type Seam = 'network' | 'protocol';

/** An adversary wraps an honest maker; composition is a fold, the first named is nearest the network. */
export interface Behaviour<P = any, C = any> extends Plugin<P> {
  /**
   * Whether a node under it still obeys the protocol's safety rules whenever it is up (crash), obeys them by a clock or at a
   * pace of its own (timing), which is as good as obeying unless the protocol is synchronous, or may lie. None: it is as correct
   * as any other, and judged like them.
   */
  readonly faulty: 'none' | 'crash' | 'timing' | 'byzantine';
  /** Where it stands; it may depend on what it is asked to do. */
  readonly seam: Seam | ((params: P) => Seam);
  /**
   * What its protocol must be like; absent: any will do. `mining`: there are proofs of work; `retargets`: whose difficulty changes; `mined-chain`: each block of the chain
   * is one of them, so that who keeps back blocks keeps back work; `mined-blocks`: and there are no others; `mined-branches`: or
   * the protocol says how long a branch is whose blocks take several. `ground-seed`: what stands
   * in a block moves the draw of the next leader. `slots`: leaders are drawn by slots; `nonce`: and the blocks
   * of some slots make the randomness of later ones. `hardware`: nodes have hardware that all trust. `chain`: blocks
   * are final by depth alone, so that nodes choose among chains. `head-votes`: committees of slots vote for the head of a chain.
   */
  readonly needs?:
    | 'mining'
    | 'retargets'
    | 'mined-chain'
    | 'mined-blocks'
    | 'mined-branches'
    | 'ground-seed'
    | 'slots'
    | 'nonce'
    | 'hardware'
    | 'chain'
    | 'head-votes';
  /**
   * What it is at block level: a time for which its miners are off, or a coalition that keeps blocks back. Absent: it acts on
   * messages, which are not there.
   */
  readonly atBlockLevel?: 'outage' | 'withholder';
  /** @throws when its options do not go with the nodes that it is given, as loading a scenario tells where that can be known */
  requires?(params: P, placed: Placement): void;
  /** Its nodes are correct until it corrupts them in the course of the run. */
  readonly adaptive?: boolean;
  /** How many copies of each of its nodes there are; absent: one. */
  copies?(params: P): number;
  /** By copy: the nodes outside the coalition that it hears and is heard by; absent: all of them. */
  sides?(params: P, coalition: ReadonlySet<NodeId>, n: number): readonly (readonly NodeId[])[] | undefined;
  /**
   * Nodes outside the coalition whose links it holds while the fault acts: they hear and are heard by its members alone, or,
   * when these do not deal with them either, by nobody.
   */
  captures?(params: P): { readonly nodes: readonly NodeId[]; readonly heard: boolean };
  /** Whether it takes what its nodes send and are sent to take no time: the adversary of theory, whom all others' words reach first. */
  swift?(params: P): boolean;
  /** What its coalitions achieved in a run, as columns of `runs.csv`; null with a reason where it is not defined. */
  readonly results?: {
    /** Names in snake case, with units where they have one, and what each is. */
    readonly columns: Readonly<Record<string, string>>;
    of(
      achieved: readonly Achieved<P, C>[],
      run: RunOutcome,
    ): Readonly<Record<string, number | { readonly why: string }>>;
  };
  /** Makes what the coalition shares, once for each fault. */
  conspire?(setting: Omit<BehaviourSetting<P, never>, 'shared'>): C;
  wrap(honest: Make, setting: BehaviourSetting<P, C>): Make;
  /** Stands right in front of the protocol besides, to hear what its nodes say and which views they enter. */
  watch?(honest: Make, setting: BehaviourSetting<P, C>): Make;
}
