/**
 * Balancing (Neu, Tas, Tse, "Ebb-and-Flow Protocols", S&P 2021, on Gasper): a coalition keeps honest validators level on two
 * branches of the chain, so that neither gets two thirds of the votes and nothing is finalized. A member that proposes makes
 * two blocks; one half of the slot's committee is shown the one, the other half the other. From then on members say nothing of
 * their own, and their votes are a store: before each slot the coalition shows those attesters who are to vote for the branch
 * that is behind as many of these votes as put it ahead in their eyes, and all others the same votes only when the slot's votes
 * have been cast. Whom it assigns to which branch it chooses anew for each slot, so that the votes come out even. With a
 * boost of p every honest block puts its branch ahead by p of a committee, and the store is soon empty.
 * Can: choose to whom and when its nodes speak, foresee committees, and decide late what a vote of a past slot is for.
 * Cannot: vote twice, delay honest messages, or spare the one who proposed twice his slashing. It begins again with the next
 * slot of its own when its votes do not suffice.
 */
import { z } from 'zod';
import type { Behaviour, NodeId } from '../contract.js';
import type { Attestation } from '../ledger/gasper/attestations.js';
import { Store } from '../ledger/gasper/store.js';
import {
  type AttackPlan,
  type AttackSetting,
  type Attester,
  AttesterCoalition,
  type BlockMessage,
} from './attester-coalition.js';
import { asMember, sumOver } from './coalitions.js';
import { type Side, TwoBranches, VOTE } from './two-branches.js';

class Balancing implements AttackPlan {
  readonly coalition: AttesterCoalition;
  /** Slots in which both branches were kept, the most of them in a row, slots in all, attempts and votes shown. */
  kept = 0;
  longest = 0;
  slots = 0;
  attempts = 0;
  shown = 0;
  /** The two branches, once there are any. */
  private branches: TwoBranches | undefined;
  /** What is public: the store of a node that hears what members hear. */
  private store: Store | undefined;

  constructor(setting: AttackSetting) {
    this.coalition = new AttesterCoalition(setting, this);
  }

  slotBegins(slot: number, leader: NodeId): void {
    const { coalition } = this;
    const [{ me }] = coalition.members as [Attester];
    this.store ??= new Store(me, coalition.options, coalition.chain.transition.rules);
    this.store.startSlot(slot);
    if (!coalition.acts) return this.giveUp();
    this.slots++;
    if (this.branches) {
      this.kept++;
      this.longest = Math.max(this.longest, slot - this.branches.since);
    }
    if (this.branches || coalition.setting.coalition.has(leader)) {
      coalition.at(coalition.inTimeFor(coalition.startOf(slot + 1)), () => this.prepare(slot + 1));
    }
  }

  /** The first fork: one block more beside a member's own. */
  keepsBlock(message: BlockMessage, member: Attester): boolean {
    const { coalition } = this;
    if (!coalition.acts) return false;
    // While there are two branches members propose nothing.
    if (this.branches) return true;
    const { setting } = coalition;
    const second = setting.protocol.forge!['block']!(message, 1, member.me) as BlockMessage;
    const branches = new TwoBranches(coalition, this.store!, [message.block, second.block], message.slot);
    this.branches = branches;
    this.attempts++;
    for (const each of [message, second]) {
      setting.reveal(each.block);
      coalition.tellMembers('block', each, member.me.id, member);
      this.store!.hearBlock(each.block, { id: -1, blocks: setting.blocks, now: setting.now() });
    }
    const sides = branches.assigned({ slot: message.slot, lead: 0, ahead: 0, proposer: -1 });
    member.say('block', message, sides[0]);
    member.say('block', second, sides[1]);
    coalition.at(this.cast(message.slot), () => {
      member.say('block', second, sides[0]);
      member.say('block', message, sides[1]);
    });
    return true;
  }

  keepsAttestation(): boolean {
    return this.branches !== undefined && this.coalition.acts;
  }

  hears(kind: string, body: unknown, from: NodeId): void {
    const { setting } = this.coalition;
    const surroundings = { id: -1, blocks: setting.blocks, now: setting.now() };
    if (kind === 'block') {
      const { block } = body as BlockMessage;
      setting.reveal(block);
      if (!this.branches?.blocks.includes(block)) this.store?.hearBlock(block, surroundings);
    } else if (kind === 'aggregate') {
      for (const each of (body as { attestations: Attestation[] }).attestations) this.store?.hear(each, from);
    } else if (this.coalition.options.aggregators === 0) this.store?.hear(body as Attestation, from);
  }

  /** When the votes of a slot have been cast. */
  private cast(slot: number): number {
    return this.coalition.startOf(slot) + Math.ceil(this.coalition.options.slot / 3) + 1;
  }

  private giveUp(): void {
    this.branches = undefined;
  }

  /** Just before a slot: shows those who are to vote for the branch that is behind what puts it ahead. */
  private prepare(slot: number): void {
    const { coalition, store, branches } = this;
    if (!branches || !coalition.acts || !store) return;
    const { chain, setting } = coalition;
    const { blocks } = setting;
    store.slot = slot;
    store.boosted = -1;
    const head = store.head({ id: -1, blocks, now: setting.now() });
    const ahead: Side = branches.isOn(head, 0) ? 0 : 1;
    if (!branches.isOn(head, ahead)) return this.giveUp();
    const behind: Side = ahead === 0 ? 1 : 0;
    const [first, second] = branches.blocks;
    const apart = chain.forks.weightOf(store.view, first, blocks) - chain.forks.weightOf(store.view, second, blocks);
    const proposer = branches.honestProposer(head, slot);
    const rival = branches.honestProposer(branches.tip(behind), slot);
    const { registry } = chain.stateAt(head, slot, blocks);
    const boost = proposer < 0 ? 0 : chain.forks.boost(registry.total(chain.epochOf(slot)));
    const needed = Math.floor((Math.abs(apart) + boost) / VOTE) + 1;
    const sway = branches.taken(needed, behind, slot);
    if (!sway) return this.giveUp();
    const { votes, gain } = sway;
    this.shown += votes.reduce((sum, { validators }) => sum + validators.length, 0);
    const lead = apart + (behind === 0 ? VOTE : -VOTE) * gain;
    const sides = branches.assigned({ slot, lead, ahead, proposer });
    const swayed = sides[behind].filter((node) => node !== proposer);
    this.show(
      votes,
      swayed.filter((node) => node !== rival),
    );
    // Whoever would propose on the branch that is behind must not see it ahead before the slot begins.
    if (swayed.includes(rival)) coalition.at(coalition.startOf(slot) + 1, () => this.show(votes, [rival]));
    for (const vote of votes) store.hear(vote, -1);
    const rest = coalition.outsiders().filter((node) => !swayed.includes(node));
    coalition.at(this.cast(slot), () => {
      this.show(votes, rest);
      coalition.tellMembers('aggregate', { attestations: votes }, -1);
    });
  }

  private show(attestations: readonly Attestation[], to: readonly NodeId[]): void {
    this.coalition.members[0]!.say('aggregate', { attestations }, to);
  }
}

const balancing: Behaviour<object, Balancing> = {
  name: 'balancing',
  describe: 'Keeps honest validators level on two branches by votes that it shows some of them first',
  params: z.object({}),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'head-votes',
  results: {
    columns: {
      balancing_attempts: 'Times that two branches were begun',
      balancing_slots_share: 'Share of the slots at whose beginning two branches were kept level',
      balancing_longest_slots: 'Most slots in a row in which two branches were kept level',
      balancing_votes: 'Votes shown to some first, each slot that two branches were kept level',
    },
    of(achieved) {
      const [slots, kept] = [sumOver(achieved, (each) => each.slots), sumOver(achieved, (each) => each.kept)];
      return {
        balancing_attempts: sumOver(achieved, (each) => each.attempts),
        balancing_slots_share: slots > 0 ? kept / slots : { why: 'no slot began' },
        balancing_longest_slots: achieved.reduce((most, { shared }) => Math.max(most, shared.longest), 0),
        balancing_votes:
          kept > 0 ? sumOver(achieved, (each) => each.shown) / kept : { why: 'no two branches were kept level' },
      };
    },
  },
  conspire: (setting) => new Balancing(setting),
  wrap: asMember,
};

export default balancing;
