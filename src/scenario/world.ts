/** What a loaded scenario is once units are parsed, defaults filled in and the sweep expanded: plain data. */
import type { Economy, NodeId, Time } from '../contract.js';
import type { BandwidthChoice, LineUse } from '../network/bandwidth.js';
import type { QuotaRule } from '../network/quotas.js';
import type { RelayTerms } from '../network/relay/terms.js';
import type { FeeLaw } from './fees.js';

/** A choice from a family of plug-ins: its name and its own validated parameters. */
export interface Choice {
  readonly kind: string;
  readonly [parameter: string]: unknown;
}

/** Which nodes a fault takes. */
export type NodeSelector =
  | { readonly ids: readonly NodeId[] }
  | { readonly count: number }
  /** The fewest nodes, drawn at random, that hold at least this share of the weight. */
  | { readonly share: number }
  | { readonly region: string }
  | { readonly role: string };

/** Nodes that misbehave in one way from `at` on, until `until`. */
export interface BehaviourFault {
  readonly behaviour: string;
  /** The behaviour's own validated parameters. */
  readonly params: Readonly<Record<string, unknown>>;
  readonly nodes: NodeSelector;
  readonly at: Time;
  /** Infinity is written as null. */
  readonly until: Time | null;
}

/** Groups that do not hear each other from `at` on, until `until`. */
export interface PartitionFault {
  /** Nodes; a number with a letter, such as `0b`, is a further copy of a node. */
  readonly partition: readonly (readonly (NodeId | string)[])[];
  /** Only what is sent in these views is lost, first and last. */
  readonly views?: readonly [number, number] | undefined;
  /** Only what the first group sends to the others is lost; the other way passes. */
  readonly oneWay: boolean;
  readonly at: Time;
  readonly until: Time | null;
}

/** What goes wrong in a run. */
export type Fault = BehaviourFault | PartitionFault;

/** What a user has a node do. */
export interface ScriptedCommand {
  readonly at: Time;
  readonly node: NodeId;
  readonly do: string;
  /** As written; each protocol's own schema reads them. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Miners join pools; see the pooling driver. */
export interface PoolingChoice {
  readonly pools: readonly { readonly operator: NodeId; readonly fee: number }[];
  readonly riskAversion: number;
  readonly revision: Time;
}

/** Everything around the protocol; times in microseconds, sizes in bytes, rates in bit/s. */
export interface World {
  /** Only miners and the arrivals of blocks; absent: every message is carried. */
  readonly detail?: 'blocks';
  readonly nodes: {
    /** The published world whose nodes these are, but for what the scenario says otherwise. */
    readonly preset?: string;
    readonly count: number;
    readonly weights: Choice;
    /** Nodes by whom they belong to; whoever is in none belongs to itself. Absent: nobody asks. */
    readonly owners?: Readonly<Record<string, readonly NodeId[]>> | undefined;
    readonly regions:
      { readonly preset: string; readonly quotas?: QuotaRule } | { readonly shares: Readonly<Record<string, number>> };
  };
  readonly network: {
    /** The published world whose network this is, but for what the scenario says otherwise. */
    readonly preset?: string;
    readonly topology: Choice;
    readonly latency: Choice;
    readonly bandwidth?: BandwidthChoice & LineUse;
    readonly loss: number;
    readonly duplication: number;
    readonly reordering?: { readonly probability: number; readonly by: Time };
    readonly synchrony?: {
      readonly gst: Time;
      readonly delta: Time;
      readonly before: 'adversarial' | 'random';
      /** Default sides. */
      readonly scheduler?: 'sides' | 'rushing' | 'split-votes';
    };
    /** When a requested block has not come, the next announcer is asked; Infinity is written as null. */
    readonly requestTimeout: Time | null;
    /** How blocks travel on sparse links; absent: `DEFAULT_RELAY`. */
    readonly relay?: RelayTerms;
  };
  readonly faults: readonly Fault[];
  /** In the order in which they stand; absent: none. */
  readonly commands?: readonly ScriptedCommand[];
  readonly workload?: {
    readonly rate: number;
    readonly size: number;
    readonly senders: 'equal' | 'weight';
    readonly fee?: FeeLaw | undefined;
  };
  readonly economy: Economy & { readonly pooling?: PoolingChoice | undefined };
  readonly stop: { readonly time?: Time; readonly blocks?: number; readonly events: number };
  /** Canonical blocks per window of the time series. */
  readonly window: {
    readonly blocks: number;
    /** Producers with more than half of a window that make the chain centralized; absent: 1. */
    readonly centralized?: number | undefined;
  };
}

/** One run: everything that its result depends on, beside the version of the program. */
export interface RunSpec {
  /** The point of the sweep as `key=value;…`, empty without a sweep. */
  readonly variant: string;
  /** The protocol's label in the scenario. */
  readonly protocol: string;
  /** Registered name, or the path of a user's own file relative to the scenario. */
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** Of a user's own protocol file; its result depends on what stands in there. */
  readonly sourceSha256?: string;
  readonly seed: string;
  readonly world: World;
}
