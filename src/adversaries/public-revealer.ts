/** The last revealer where everybody knows who leads which slot: Gasper's RANDAO. See `last-revealer`. */
import { type AttackPlan, type AttackSetting, type Attester, AttesterCoalition } from './attester-coalition.js';
import { NonceChoices } from './nonce-choices.js';

interface Params {
  readonly hold: number;
  readonly most: number;
}

export class PublicRevealer implements AttackPlan {
  readonly choices = new NonceChoices();
  /** It keeps nothing back that it will not show. */
  readonly lost = 0;
  readonly coalition: AttesterCoalition;
  private readonly params: Params;
  /** Until where slots have been decided about, and those among them that it leaves. */
  private decided = 0;
  private readonly leaves = new Set<number>();

  constructor(setting: Omit<AttackSetting, 'params'> & { readonly params: Params }) {
    this.params = setting.params;
    this.coalition = new AttesterCoalition(setting, this);
  }

  /** Chooses once no slot before the nonce is made is anybody else's. */
  leavesOut(slot: number, member: Attester): boolean {
    const { coalition } = this;
    if (!coalition.acts) return false;
    if (slot >= this.decided) this.consider(slot);
    return this.leaves.has(slot) && coalition.owner(slot) === member.me.id;
  }

  private consider(slot: number): void {
    const { coalition, params } = this;
    const { slotsPerEpoch } = coalition.options;
    const end = (coalition.chain.epochOf(slot) + 1) * slotsPerEpoch;
    if (end - slot > params.hold) return;
    const turns = Array.from({ length: end - slot }, (_, index) => slot + index);
    if (!turns.every((turn) => coalition.setting.coalition.has(coalition.owner(turn)))) return;
    this.decided = end;
    this.leaves.clear();
    const used = this.choices.best({
      turns,
      most: params.most,
      slots: slotsPerEpoch,
      chance: this.chance(slot),
      ledWith: (each) => this.ledWith(each),
    });
    for (const turn of turns) if (!used.includes(turn)) this.leaves.add(turn);
  }

  /** Probability that a slot is drawn to be led by a member. */
  private chance(slot: number): number {
    const { chain, tip, setting } = this.coalition;
    const { registry } = chain.stateAt(tip, slot, setting.blocks);
    let [own, all] = [0, 0];
    for (const validator of registry.active(chain.epochOf(slot))) {
      all += registry.effective[validator]!;
      if (setting.coalition.has(chain.validators.ownerOf(validator))) own += registry.effective[validator]!;
    }
    return own / all;
  }

  /** Slots that members lead in the next epoch but one when these turns reveal, by balances as they are. */
  private ledWith(turns: readonly number[]): number {
    const { chain, tip, setting, options } = this.coalition;
    const { transition, validators } = chain;
    const epoch = chain.epochOf(this.decided - 1);
    const { mix, registry, shufflings } = chain.stateAt(tip, epoch * options.slotsPerEpoch, setting.blocks);
    let reveals = mix;
    for (const turn of turns) {
      reveals = transition.mixed(reveals, shufflings[1].proposers[turn % options.slotsPerEpoch]!, epoch);
    }
    let led = 0;
    for (const proposer of transition.shuffling(epoch + 2, reveals, registry).proposers) {
      if (proposer >= 0 && setting.coalition.has(validators.ownerOf(proposer))) led++;
    }
    return led;
  }

  slotBegins(): void {}
  hears(): void {}

  keepsBlock(): boolean {
    return false;
  }

  keepsAttestation(): boolean {
    return false;
  }
}
