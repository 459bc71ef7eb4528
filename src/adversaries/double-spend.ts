/**
 * Double spend: again and again, a coalition of miners pays a victim in public and mines in secret on a chain without the
 * payment, waits until the payment has z confirmations, and publishes its chain as soon as that wins; too far behind, it gives
 * up (Nakamoto, "Bitcoin", 2008, section 11; Rosenfeld, "Analysis of Hashrate-Based Double Spending", 2014; the exact race:
 * Grunspan & Perez-Marco, "Double Spend Races", 2018). The payment is taken to stand in the first public block after the
 * moment at which it is made, so that z confirmations are z public blocks. It is made as soon as the secret chain is
 * `premined` blocks ahead; until then, a coalition that falls behind starts again from the public chain.
 * `wins: longer` publishes a chain that is strictly longer, which every honest node takes. `wins: tie` counts as won what has
 * come as far as the public chain, as Rosenfeld's closed form does; honest nodes that saw the payment first would not go over.
 * `premined: 1, wins: longer` has the same probability and does rewrite the chain.
 * Can: use the hash power of its nodes, which share one view; choose when to publish. Attempts begin one after the other, as
 * the last one ends, and are independent: mining has no memory.
 * Cannot: mine faster, overtake messages, or tell apart who is paid: no request of the workload is spent twice.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, Time } from '../contract.js';
import { attemptColumns, attemptResults, Attempts } from './attempts.js';
import { SecretBranch, type Plan } from './secret-branch.js';

interface Params {
  readonly confirmations?: number | undefined;
  readonly premined: number;
  readonly wins: 'longer' | 'tie';
  readonly giveUp: number;
}

/** One payment: how long its confirmations took, in microseconds, and whether it was undone. */
export interface Payment {
  readonly confirmedAfter: Time;
  readonly undone: boolean;
}

export class DoubleSpend implements Plan {
  readonly attempts = new Attempts();
  /** Every payment that was confirmed before its attempt ended. */
  readonly payments: Payment[] = [];
  readonly branch: SecretBranch;
  private readonly confirmations: number;
  private readonly params: Params;
  /** When the payment was made, and the height of the public chain then; undefined: it is not made yet. */
  private paid: { readonly at: Time; readonly height: number } | undefined;
  private confirmedAt: Time | undefined;

  constructor(setting: Omit<BehaviourSetting<Params>, 'shared'>) {
    const { params, protocol, protocolParams } = setting;
    this.params = params;
    const { finality } = protocol;
    const deep = finality.by === 'depth' ? finality.confirmations(protocolParams) : 1;
    this.confirmations = params.confirmations ?? deep;
    this.branch = new SecretBranch(setting, this);
    if (params.premined === 0) setting.schedule(setting.at, () => this.pay());
  }

  made(branch: SecretBranch): void {
    this.proceed(branch);
  }

  heard(branch: SecretBranch): void {
    this.proceed(branch);
  }

  private proceed(branch: SecretBranch): void {
    if (!this.paid) return this.prepare(branch);
    const { wins, giveUp } = this.params;
    const now = branch.setting.now();
    if (branch.height(branch.publicTip) - this.paid.height >= this.confirmations) this.confirmedAt ??= now;
    const lead = branch.own - branch.theirs;
    if (this.confirmedAt !== undefined && lead >= (wins === 'tie' ? 0 : 1)) {
      branch.publish();
      // Where not length decides, it may have to go on.
      if (wins === 'tie' || branch.prevails) this.end(true);
    } else if (lead <= -giveUp) this.end(false);
  }

  private prepare(branch: SecretBranch): void {
    if (branch.own < branch.theirs) branch.adopt();
    if (branch.own - branch.theirs >= this.params.premined) this.pay();
  }

  private pay(): void {
    const { branch } = this;
    this.paid = { at: branch.setting.now(), height: branch.height(branch.publicTip) };
    this.confirmedAt = this.confirmations === 0 ? this.paid.at : undefined;
  }

  private end(undone: boolean): void {
    const { branch } = this;
    this.attempts.end(undone);
    if (this.confirmedAt !== undefined) {
      this.payments.push({ confirmedAfter: this.confirmedAt - this.paid!.at, undone });
    }
    this.paid = this.confirmedAt = undefined;
    if (undone) branch.listen();
    else branch.adopt();
    if (branch.own - branch.theirs >= this.params.premined) this.pay();
  }
}

const doubleSpend: Behaviour<Params, DoubleSpend> = {
  name: 'double-spend',
  describe: 'Mines in secret to undo payments that have so many confirmations, again and again',
  params: z.object({
    confirmations: z
      .int()
      .min(0)
      .optional()
      .describe('z, public blocks after a payment for which the victim waits; absent: as many as make a block final'),
    premined: z.int().min(0).default(0).describe('Lead of the secret chain at which the payment is made'),
    wins: z
      .enum(['longer', 'tie'])
      .default('longer')
      .describe('What counts as won: a strictly longer chain, which is then taken by all, or one that is as long'),
    giveUp: z.int().min(1).default(30).describe('Deficit in blocks at which an attempt is given up'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'mined-chain',
  results: {
    columns: {
      ...attemptColumns('double_spend', 'Double spends'),
      double_spend_confirmation_s: 'Mean time from a payment to its last confirmation',
    },
    of(achieved) {
      const all = achieved.map(({ shared }) => shared);
      const payments = all.flatMap((each) => each.payments);
      const sum = payments.reduce((total, { confirmedAfter }) => total + confirmedAfter, 0);
      const mean = payments.length > 0 ? sum / payments.length / 1e6 : { why: 'no payment was confirmed' };
      return {
        ...attemptResults(
          'double_spend',
          all.map(({ attempts }) => attempts),
        ),
        double_spend_confirmation_s: mean,
      };
    },
  },
  conspire: (setting) => new DoubleSpend(setting),
  wrap:
    (honest, { shared }) =>
    (me) =>
      shared.branch.member(honest, me),
};

export default doubleSpend;
