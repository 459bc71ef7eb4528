/** What a user may ask of a node: to do something, or to show what it knows. */
import type { ZodType } from 'zod';
import type { NodeContext } from './node.js';

/** Something that a user has a node do, by a scenario's `commands` or while a simulation is served. */
export interface Command<S = any, M = any, T extends string = any> {
  /** One sentence for the docs table and the page. */
  readonly describe: string;
  /** A zod object of its options; a scenario writes them beside `at`, `node` and `do`. */
  readonly schema: ZodType;
  /** Options that name a node, or several in a list: any other number is refused before a node hears of it. */
  readonly nodes?: readonly string[];
  /** Does it, or says in a few words why not, as a server would refuse a request. */
  handle(s: S, options: any, me: NodeContext<M, T>): string | void;
}

/** What a view may look at beside a node's state: what the node itself knows, and nothing that it could change. */
export type Onlooker = Pick<
  NodeContext,
  'id' | 'n' | 'f' | 'now' | 'blocks' | 'weights' | 'economy' | 'genesisSeed' | 'contents' | 'payload'
>;

/** What a node's owner sees of it. */
export interface View<S = any> {
  /** One sentence for the docs table and the page. */
  readonly describe: string;
  /** A zod object of its options, such as an address. */
  readonly schema: ZodType;
  /**
   * A pure function of the node's state that gives plain JSON: a list of flat objects is shown as a table, an object as its
   * entries; null where there is nothing of that name.
   */
  show(s: S, options: any, me: Onlooker): unknown;
}
