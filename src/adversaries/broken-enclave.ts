/**
 * Broken enclave: the trusted hardware of its nodes says what its owner wants (as by Foreshadow, Van Bulck et al., USENIX
 * Security 2018), where the protocol lets hardware draw a number that nobody else can check (Sawtooth PoET 1.0, "Enclave
 * compromise").
 * Can: draw as often as it likes and keep the highest draw, or have the highest there is. Cannot: break a rule that others
 * check, or win more often than tests of the chain's history allow without being refused.
 */
import { z } from 'zod';
import type { Behaviour } from '../contract.js';
import { oracleUnit } from '../ledger/oracle.js';
import type { Results } from './attempts.js';
import { FaultyContext } from './faulty-context.js';

/** The highest draw below 1. */
const HIGHEST = 1 - Number.EPSILON / 2;
/** Draws of one node that are told apart. */
const MOST_DRAWS = 1_000_000;

interface Params {
  readonly draws?: number | undefined;
}

class BrokenContext extends FaultyContext<Params> {
  override trustedDraw(input: number): number {
    let best = this.inner.trustedDraw(input);
    if (!this.acts) return best;
    const { draws } = this.setting.params;
    if (draws === undefined) return HIGHEST;
    for (let draw = 1; draw < draws; draw++) {
      best = Math.max(best, oracleUnit(input, MOST_DRAWS * (this.id + 1) + draw));
    }
    return best;
  }
}

const brokenEnclave: Behaviour<Params> = {
  name: 'broken-enclave',
  describe: 'Its trusted hardware draws what it wants',
  params: z.object({
    draws: z
      .int()
      .min(2)
      .max(MOST_DRAWS)
      .optional()
      .describe('How often it draws, to keep the best: it is worth so many nodes; absent: it has the best there is'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'hardware',
  results: {
    columns: { broken_enclave_share: 'Share of the canonical blocks of nodes whose enclaves are broken' },
    of(achieved, { canonical }): Results {
      if (canonical.length === 0) return { broken_enclave_share: { why: 'no block became canonical' } };
      const broken = new Set(achieved.flatMap(({ coalition }) => [...coalition]));
      return { broken_enclave_share: canonical.filter((producer) => broken.has(producer)).length / canonical.length };
    },
  },
  wrap: (honest, setting) => (me) => honest(new BrokenContext(me, setting)),
};

export default brokenEnclave;
