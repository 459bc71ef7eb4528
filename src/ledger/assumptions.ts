/** What chains of one family take for granted alike; that of quorums stands beside them, in `quorum.ts`. */
import type { Assumptions } from '../contract.js';

/** Forks settled by work, from Nakamoto on. */
export const HONEST_POWER: Assumptions = {
  identity: 'work',
  network: 'Blocks reach everybody in far less time than passes between them; no bound need be known',
  honesty:
    'More than half of the hash power follows the rules, and the more so the more blocks are found while others spread',
};
