/**
 * Withheld attestations: validators of the coalition vote as the rules say, and nobody hears of it, or not before a time is over.
 * With a third of the stake or more nothing is justified without them (Casper FFG, Buterin & Griffith, arXiv 1710.09437, section
 * 2). What comes late still counts if a block of its epoch or of the next one holds it, and then justifies an epoch later.
 * Can: attest and propose by the rules, and choose for how long each attestation is kept back, from its own proposers as well.
 * Cannot: vote twice, or choose by what others do: what is shown just as it pushes a block out is `ex-ante-reorg`.
 */
import { z } from 'zod';
import type { Behaviour, Time } from '../contract.js';
import type { Attestation } from '../ledger/gasper/attestations.js';
import { duration } from '../quantities.js';
import { type AttackPlan, type AttackSetting, type Attester, AttesterCoalition } from './attester-coalition.js';
import { asMember, sumOver } from './coalitions.js';

interface Params {
  readonly for?: Time | undefined;
}

class WithheldAttestations implements AttackPlan {
  readonly coalition: AttesterCoalition;
  /** Votes of single validators that were kept back, and those shown later. */
  kept = 0;
  shown = 0;
  private readonly params: Params;

  constructor(setting: Omit<AttackSetting, 'params'> & { readonly params: Params }) {
    this.params = setting.params;
    this.coalition = new AttesterCoalition(setting, this);
  }

  keepsAttestation(attestation: Attestation, { me }: Attester): boolean {
    const { coalition, params } = this;
    if (!coalition.acts) return false;
    const { length } = attestation.validators;
    this.kept += length;
    if (params.for !== undefined) {
      coalition.at(coalition.setting.now() + params.for, () => {
        this.shown += length;
        me.broadcast('aggregate', { attestations: [attestation] });
      });
    }
    return true;
  }

  keepsBlock(): boolean {
    return false;
  }

  slotBegins(): void {}
  hears(): void {}
}

const withholdAttestations: Behaviour<Params, WithheldAttestations> = {
  name: 'withhold-attestations',
  describe: 'Keeps the attestations of its validators back, from everybody',
  params: z.object({
    for: duration().optional().describe('How long each is kept back; absent: for ever'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'head-votes',
  results: {
    columns: {
      withheld_votes: 'Votes of single validators that were kept back',
      withheld_votes_shown: 'Those of them that were shown later',
    },
    of(achieved) {
      return {
        withheld_votes: sumOver(achieved, ({ kept }) => kept),
        withheld_votes_shown: sumOver(achieved, ({ shown }) => shown),
      };
    },
  },
  conspire: (setting) => new WithheldAttestations(setting),
  wrap: asMember,
};

export default withholdAttestations;
