/**
 * Sybil: the nodes of the fault are identities of one owner (Douceur, "The Sybil Attack", IPTPS 2002), who keeps to the rules
 * with each of them. Splitting is this: the same world with more of them.
 * Can: have as many tickets, votes or turns as it has identities; be asked what they cost, and what share of the chain they
 * bring. Cannot: break a rule, or get more than its stake or hash power gives, where that is what counts.
 */
import { z } from 'zod';
import type { Behaviour } from '../contract.js';
import type { Results } from './attempts.js';

interface Params {
  readonly identityCost: number;
}

const sybil: Behaviour<Params> = {
  name: 'sybil',
  describe: 'Honest identities that all have one owner',
  params: z.object({
    identityCost: z.number().min(0).default(1).describe('What one identity costs, in any unit: a deposit, a machine'),
  }),
  faulty: 'none',
  seam: 'protocol',
  results: {
    columns: {
      sybil_identities: 'Identities of all owners that have several',
      sybil_share: 'Share of the canonical blocks that these make',
      sybil_weight_share: 'Share of the stake or hash power that they have',
      sybil_cost: 'What the identities cost',
      sybil_cost_per_percent: 'What one per cent of the canonical blocks has cost',
    },
    of(achieved, { canonical, weights }): Results {
      const owned = new Set(achieved.flatMap(({ coalition }) => [...coalition]));
      const cost = achieved.reduce((sum, { coalition, params }) => sum + coalition.size * params.identityCost, 0);
      const made = canonical.filter((producer) => owned.has(producer)).length;
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const weight = [...owned].reduce((sum, node) => sum + weights[node]!, 0);
      const none = { why: 'no block became canonical' };
      return {
        sybil_identities: owned.size,
        sybil_share: canonical.length > 0 ? made / canonical.length : none,
        sybil_weight_share: total > 0 ? weight / total : { why: 'nobody has a weight' },
        sybil_cost: cost,
        sybil_cost_per_percent: made > 0 ? (cost * canonical.length) / (100 * made) : { why: 'they made no block' },
      };
    },
  },
  wrap: (honest) => honest,
};

export default sybil;
