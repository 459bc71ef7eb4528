/** What chains of one family take for granted and promise alike; that of quorums stands beside them, in `quorum.ts`. */
import type { Assumptions, Protocol } from '../contract.js';
import { minority } from './quorum.js';

/** Forks settled by work, from Nakamoto on. */
const HONEST_POWER: Assumptions = {
  identity: 'work',
  network: 'Blocks reach everybody in far less time than passes between them; no bound need be known',
  honesty:
    'More than half of the hash power follows the rules, and the more so the more blocks are found while others spread',
};

type Promised = 'assumes' | 'finality' | 'threshold' | 'faults' | 'livenessBound' | 'requests';

/** A chain of blocks that take work, one in an `interval` on average, and count as final `confirmations` deep. */
export const SECURED_BY_WORK = {
  assumes: HONEST_POWER,
  finality: { by: 'depth', confirmations: ({ confirmations }) => confirmations },
  threshold: 'majority',
  faults: minority,
  // Without a block for 30 mean intervals: probability e^−30 in an honest run.
  livenessBound: ({ interval }, _n, delta) => 30 * interval + 10 * delta,
  requests: 'one',
} satisfies Pick<
  Protocol<unknown, unknown, never, { readonly interval: number; readonly confirmations: number }>,
  Promised
>;
