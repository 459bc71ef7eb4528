/**
 * Last-revealer bias: the blocks of an epoch make the nonce of the next one, so that a coalition which leads the last k slots of those
 * that count chooses among 2^k nonces, each block that it leaves out costing one (Kiayias et al., "Ouroboros", Crypto 2017, on
 * grinding; for Ethereum's RANDAO: Alpturer & Weinberg, "Optimal RANDAO Manipulation in Ethereum", AFT 2024). It keeps its blocks of
 * the last `hold` slots back, in the hope that nobody else leads one, and as these have passed publishes those after which it
 * will lead most often, less what it left out: one step of greed.
 * Where everybody knows who leads which slot, as in Gasper, nothing need be kept back: once the slots that are left of the epoch
 * are all its own, it chooses, and leaves those out that it does without.
 * Can: use or leave each of its slots; publish a little later; know its own slots of the next epoch under each nonce.
 * Cannot: see who else will lead. Where somebody does, it publishes at once if it has more blocks than they, and else has lost
 * those that it kept.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, BlockId, NodeId } from '../contract.js';
import { asMember, sumOver } from './coalitions.js';
import { NonceChoices } from './nonce-choices.js';
import { PublicRevealer } from './public-revealer.js';
import { SlotCoalition, type SlotPlan } from './slot-coalition.js';

interface Params {
  readonly hold: number;
  readonly most: number;
}

interface Turn {
  readonly leader: NodeId;
  readonly slot: number;
}

class LastRevealer implements SlotPlan {
  readonly choices = new NonceChoices();
  /** Blocks that it kept back for nothing. */
  lost = 0;
  readonly coalition: SlotCoalition;
  private readonly params: Params;
  /** The block under those it keeps, and these. */
  private base: BlockId = 0;
  private kept: Turn[] = [];
  private publishing = false;

  constructor(setting: Omit<BehaviourSetting<Params>, 'shared'>) {
    this.params = setting.params;
    this.coalition = new SlotCoalition(setting, this, true);
    setting.schedule(setting.at, () => this.await());
    // What it still keeps when the fault ends is shown.
    if (setting.until !== Infinity) setting.schedule(setting.until - 1, () => this.show(this.kept));
  }

  heard(): void {
    const { coalition, kept } = this;
    if (this.publishing || kept.length === 0) return;
    const theirs = coalition.height(coalition.publicTip) - coalition.height(this.base);
    if (kept.length > theirs) this.show(kept);
    else {
      this.lost += kept.length;
      this.kept = [];
    }
  }

  /** Turns are found epoch by epoch, as the nonce of the next one is not known before. */
  private await(): void {
    const { coalition } = this;
    if (!coalition.acts) return;
    const least = coalition.slot + 1;
    const window = coalition.window(least)!;
    const turn = coalition.nextTurn(coalition.draws(coalition.publicTip), least);
    const end = least <= window.until ? window.until : window.drawn.from;
    const slot = Math.min(turn?.slot ?? Infinity, end);
    coalition.atSlot(slot, () => this.reach(slot));
  }

  private reach(slot: number): void {
    const { coalition, params } = this;
    if (!coalition.acts) return;
    const window = coalition.window(slot)!;
    if (slot === window.until) this.choose();
    const turn = coalition.nextTurn(coalition.draws(coalition.publicTip), slot);
    if (turn?.slot === slot) {
      if (slot < window.until && slot >= window.until - params.hold) this.keep(turn);
      else this.use(turn);
    }
    this.await();
  }

  private keep(turn: Turn): void {
    if (this.kept.length === 0) this.base = this.coalition.publicTip;
    this.kept.push(turn);
  }

  private use(turn: Turn): void {
    this.base = this.coalition.publicTip;
    this.show([turn]);
  }

  /** Makes and publishes blocks on the base. */
  private show(turns: readonly Turn[]): void {
    const chain: BlockId[] = [];
    let tip = this.base;
    for (const { leader, slot } of turns) chain.push((tip = this.coalition.make(tip, leader, slot)));
    this.kept = [];
    if (chain.length === 0) return;
    this.publishing = true;
    this.coalition.tell(chain);
    this.coalition.follow(tip);
    this.publishing = false;
  }

  private choose(): void {
    const { kept, params, coalition } = this;
    if (kept.length === 0) return;
    const { drawn } = coalition.window(kept[0]!.slot)!;
    const used = this.choices.best({
      turns: kept,
      most: params.most,
      slots: drawn.until - drawn.from,
      chance: coalition.chance(),
      ledWith: (turns) => this.ledWith(turns),
    });
    this.show(used);
  }

  /** Slots of the next epoch that the coalition leads when it uses these turns. */
  private ledWith(turns: readonly Turn[]): number {
    const { coalition } = this;
    let draws = coalition.draws(this.base);
    for (const { leader, slot } of turns) draws = coalition.extended(draws, leader, slot);
    const { drawn } = coalition.window(this.kept[0]!.slot)!;
    let led = 0;
    for (let turn = coalition.nextTurn(draws, drawn.from); turn && turn.slot < drawn.until; led++)
      turn = coalition.nextTurn(draws, turn.slot + 1);
    return led;
  }
}

const none = { why: 'it never had a choice' };

const lastRevealer: Behaviour<Params, LastRevealer | PublicRevealer> = {
  name: 'last-revealer',
  describe: 'Keeps its last blocks of those that make a nonce back, and shows those after which it leads most often',
  params: z.object({
    hold: z
      .int()
      .min(1)
      .default(20)
      .describe('Slots before the nonce is made in which it keeps its blocks back, or leaves them out'),
    most: z.int().min(1).max(12).default(8).describe('Most blocks that it chooses among: of 2^most nonces'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'nonce',
  results: {
    columns: {
      last_revealer_choices: 'Nonces that the coalition could choose',
      last_revealer_tail: 'Mean number of blocks that it could use or leave at a choice, k of 2^k nonces',
      last_revealer_gain:
        'Mean number of slots that a choice gained: led in the next epoch, less blocks left out, over honest play',
      last_revealer_gain_theory: 'The same by the law of the best of 2^k, for the tails that it had',
      last_revealer_gain_se: 'Standard error of that mean by the same law',
      last_revealer_lost: 'Blocks that were kept back for nothing, as somebody else led a slot',
      last_revealer_share: 'Share of the main chain that the coalition made',
    },
    of(achieved, { canonical }) {
      const sum = (figure: (each: LastRevealer | PublicRevealer) => number) => sumOver(achieved, figure);
      const choices = sum((each) => each.choices.count);
      const own = canonical.filter((producer) => achieved.some(({ coalition }) => coalition.has(producer))).length;
      return {
        last_revealer_choices: choices,
        last_revealer_tail: choices > 0 ? sum(({ choices: { tails } }) => tails) / choices : none,
        last_revealer_gain: choices > 0 ? sum(({ choices: { gained } }) => gained) / choices : none,
        last_revealer_gain_theory: choices > 0 ? sum(({ choices: { expected } }) => expected) / choices : none,
        last_revealer_gain_se: choices > 0 ? Math.sqrt(sum(({ choices: { variance } }) => variance)) / choices : none,
        last_revealer_lost: sum((each) => each.lost),
        last_revealer_share: canonical.length > 0 ? own / canonical.length : { why: 'no block became canonical' },
      };
    },
  },
  conspire: (setting) => (setting.protocol.slots ? new LastRevealer(setting) : new PublicRevealer(setting)),
  wrap: asMember,
};

export default lastRevealer;
