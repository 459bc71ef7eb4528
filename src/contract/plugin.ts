/** The words that every plug-in shares. */
import type { ZodType } from 'zod';

/** Index of a node, 0 … n−1. Copies of one identity share it. */
export type NodeId = number;
/** Whole microseconds since the start of the run. */
export type Time = number;
/** Interned handle of a request or of a proposed batch of requests: equal handles, equal values. 0 is the null value. */
export type Value = number;
/** Index into the run's block tree; 0 is genesis. */
export type BlockId = number;

/** What every listed thing says of itself; `params` is validated, documented and put in the JSON Schema from one source. */
export interface Plugin<P = any> {
  /** The word used in scenario files; written once, here. */
  readonly name: string;
  /** One sentence for `list`, the schema and the docs table. */
  readonly describe: string;
  /** A zod object of the options with defaults, units and descriptions; the discriminating `kind` is added by the loader. */
  readonly params: ZodType<P>;
  /** Options that do something only beside others; where they are written without these they are refused. */
  readonly beside?: { readonly [option: string]: Condition<P> };
}

/** What an option needs to have an effect. */
export interface Condition<P = any> {
  /** In the words of a scenario file, after "with". */
  readonly what: string;
  holds(params: P, scenario: Beside): boolean;
}

/** What else a scenario holds that options may lean on. */
export interface Beside {
  readonly detail: 'messages' | 'blocks';
  /** Whether anybody brings requests, whether these pay, and whether blocks pay. */
  readonly requests: boolean;
  readonly fees: boolean;
  readonly rewards: boolean;
}
