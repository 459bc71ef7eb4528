/** Ledgers of amounts, as judges read them: what every block does to whose account, by its own words. */
import type { ChainFacts } from './protocol.js';
import type { NodeId, Value } from './plugin.js';

/** A block of a node's ledger; two are the same block if they are the same object. */
export interface LedgerBlock {
  readonly hash: string;
  readonly producer: NodeId;
  /** Handle of the batch of requests that it confirms. */
  readonly value: Value;
}

/** What one transaction does, whatever those who took it have checked. */
export interface Movement {
  /** Name of the transaction. */
  readonly id: string;
  /** Names of what it uses up, such as outputs or its own id: nothing may be used up twice in a chain. */
  readonly uses: readonly string[];
  /** Accounts with what each gains, or loses. */
  readonly changes: readonly Change[];
  /** New coins that the rules let it bring into being. */
  readonly issued: number;
  /** Whether an owner of what it takes has not signed it. */
  readonly unsigned?: boolean;
}
/** By how many coins an account grows; below 0: shrinks. */
export type Change = readonly [account: string, gain: number];

/** A block as its rules were meant. */
export interface Reading {
  readonly movements: readonly Movement[];
  /** Why nobody was entitled to make it who made it; absent: its maker was. */
  readonly unelected?: string | undefined;
}

/** The rules of a ledger as they are meant, beside which judges hold what nodes take: its blocks are read from the first on. */
export interface LedgerRules<P = any, B extends LedgerBlock = any> {
  open(
    params: P,
    facts: ChainFacts,
  ): {
    /** What accounts hold before the first block. */
    readonly balances: readonly Change[];
    /** Reads the next block of one chain. */
    read(block: B): Reading;
  };
}
