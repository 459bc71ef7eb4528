/**
 * Ex-ante reorg (Schwarz-Schilling, Neu, Monnot, Asgaonkar, Tas, Tse, "Three Attacks on Proof-of-Stake Ethereum", Financial
 * Cryptography 2022, section 4): a coalition that proposes in some slots in a row keeps its blocks and the votes of its
 * validators in those slots back, and shows them as the next, honest, proposer speaks, who could not build on them. Its
 * branch then has the votes of its own committees' members, the honest block has none: without proposer boost one vote is
 * enough to push the block out, with a boost of p of a committee it takes more votes than that, for which a coalition with
 * a share α waits for about p/α slots of its own in a row.
 * Can: foresee proposers and committees to the end of the next epoch, count its votes beforehand, and choose whom it tells
 * first: everybody but the honest proposer, as late as the bound on delays allows.
 * Cannot: vote twice, or keep neighbours on sparse links from telling the proposer. When its votes are too few it is honest.
 */
import { z } from 'zod';
import type { Behaviour, BlockId, NodeId } from '../contract.js';
import type { Attestation } from '../ledger/gasper/attestations.js';
import {
  type AttackPlan,
  type AttackSetting,
  type Attester,
  AttesterCoalition,
  type BlockMessage,
} from './attester-coalition.js';
import { asMember, sumOver } from './coalitions.js';

interface Attempt {
  readonly first: number;
  /** The slot of the victim's block. */
  readonly end: number;
  readonly victim: NodeId;
  readonly blocks: { readonly message: BlockMessage; readonly member: Attester }[];
  readonly attestations: Attestation[];
  target: BlockId | undefined;
}

class ExAnteReorg implements AttackPlan {
  readonly coalition: AttesterCoalition;
  attempts = 0;
  reorged = 0;
  honestSlots = 0;
  private attempt: Attempt | undefined;

  constructor(setting: AttackSetting) {
    this.coalition = new AttesterCoalition(setting, this);
  }

  slotBegins(slot: number, leader: NodeId): void {
    const { coalition } = this;
    const isOwn = coalition.setting.coalition.has(leader);
    if (coalition.acts && leader >= 0 && !isOwn) this.honestSlots++;
    if (this.attempt && slot > this.attempt.end) this.conclude(this.attempt);
    if (!this.attempt && coalition.acts && isOwn) this.consider(slot);
  }

  /** Begins an attempt, if the votes of the slots that are its own from now on will outweigh a boost. */
  private consider(slot: number): void {
    const { coalition } = this;
    const { chain, setting, options } = coalition;
    const { shufflings, registry } = chain.stateAt(coalition.tip, slot, setting.blocks);
    const epoch = chain.epochOf(slot);
    let votes = 0;
    for (let end = slot; ; end++) {
      const shuffling = shufflings[1 + chain.epochOf(end) - epoch];
      if (!shuffling) return;
      const slotInEpoch = end % options.slotsPerEpoch;
      const proposer = shuffling.proposers[slotInEpoch]!;
      const owner = proposer < 0 ? -1 : chain.validators.ownerOf(proposer);
      if (!setting.coalition.has(owner)) {
        if (owner < 0 || votes <= chain.forks.boost(registry.total(epoch))) return;
        return this.begin(slot, end, owner);
      }
      for (const validator of shuffling.committee(slotInEpoch)) {
        if (setting.coalition.has(chain.validators.ownerOf(validator))) votes += registry.effective[validator]!;
      }
    }
  }

  private begin(first: number, end: number, victim: NodeId): void {
    const { coalition } = this;
    const attempt: Attempt = { first, end, victim, blocks: [], attestations: [], target: undefined };
    this.attempt = attempt;
    const start = coalition.startOf(end);
    const others = coalition.outsiders().filter((node) => node !== victim);
    coalition.at(coalition.inTimeFor(start), () => this.show(attempt, others));
    coalition.at(start + 1, () => this.show(attempt, [victim]));
  }

  private show({ blocks, attestations }: Attempt, to: readonly NodeId[]): void {
    for (const { message, member } of blocks) member.say('block', message, to);
    this.coalition.members[0]!.say('aggregate', { attestations }, to);
  }

  keepsBlock(message: BlockMessage, member: Attester): boolean {
    const { attempt, coalition } = this;
    if (!attempt || message.slot < attempt.first || message.slot >= attempt.end) return false;
    attempt.blocks.push({ message, member });
    coalition.setting.reveal(message.block);
    coalition.tellMembers('block', message, member.me.id, member);
    return true;
  }

  keepsAttestation(attestation: Attestation): boolean {
    const { attempt, coalition } = this;
    if (!attempt || attestation.slot < attempt.first || attestation.slot >= attempt.end) return false;
    attempt.attestations.push(attestation);
    coalition.tellMembers('aggregate', { attestations: [attestation] }, -1);
    return true;
  }

  hears(kind: string, body: unknown, from: NodeId): void {
    const { attempt } = this;
    if (!attempt || kind !== 'block' || from !== attempt.victim) return;
    const { slot, block } = body as BlockMessage;
    if (slot === attempt.end) attempt.target ??= block;
  }

  /** A slot later its committee has been heard. */
  private conclude({ target, end }: Attempt): void {
    this.attempt = undefined;
    if (target === undefined) return;
    const { tip, chain, setting } = this.coalition;
    this.attempts++;
    if (chain.blockAt(tip, end, setting.blocks) !== target) this.reorged++;
  }
}

const exAnteReorg: Behaviour<object, ExAnteReorg> = {
  name: 'ex-ante-reorg',
  describe: 'Keeps blocks and votes of its slots back, and pushes the next honest block out of the chain with them',
  params: z.object({}),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'head-votes',
  results: {
    columns: {
      ex_ante_honest_slots: 'Slots of honest proposers while it lasted',
      ex_ante_attempts: 'Honest blocks that were attacked',
      ex_ante_reorgs: 'Honest blocks that were pushed out of the chain',
      ex_ante_reorg_share: 'Share of the slots of honest proposers whose blocks were pushed out',
    },
    of(achieved) {
      const slots = sumOver(achieved, (each) => each.honestSlots);
      return {
        ex_ante_honest_slots: slots,
        ex_ante_attempts: sumOver(achieved, (each) => each.attempts),
        ex_ante_reorgs: sumOver(achieved, (each) => each.reorged),
        ex_ante_reorg_share:
          slots > 0 ? sumOver(achieved, (each) => each.reorged) / slots : { why: 'no honest node had a slot' },
      };
    },
  },
  conspire: (setting) => new ExAnteReorg(setting),
  wrap: asMember,
};

export default exAnteReorg;
