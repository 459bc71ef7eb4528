/**
 * Nothing at stake: a slot that a coalition leads costs nothing to use, so that it extends every branch it has ever begun, and
 * shows the deepest one as soon as that undoes payments of z confirmations (Bentov, Gabizon, Mizrahi, "Cryptocurrencies without
 * Proof of Work", 2016; Dembo et al., "Everything is a Race and Nakamoto Always Wins", CCS 2020, section on proof of stake; Bagaria
 * et al., "Proof-of-Stake Longest Chain Protocols: Security vs Predictability", 2022). Where every block renews the
 * randomness, each branch is a draw of its own and the tree deepens at e times the coalition's rate: a share of 1/(1 + e) is
 * enough, 0.269. Where an epoch has one nonce all branches lead in the same slots, none is better than a single secret chain, and
 * half of the stake is needed.
 * Can: use its slots on all branches at once; keep them secret; choose when to publish. Attempts begin one after the other from
 * the public tip, each with the first confirmation still to come.
 * Cannot: use a slot before it has come, undo more than the protocol allows, or think of more than so many branches.
 * Left out: honest nodes that use their slots on several tips too, as it would pay them to.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, BlockId } from '../contract.js';
import { attemptColumns, attemptResults, Attempts, type Results } from './attempts.js';
import { asMember } from './coalitions.js';
import { SlotCoalition, type SlotPlan } from './slot-coalition.js';
import { SlotTree } from './slot-tree.js';

interface Params {
  readonly confirmations: number;
  readonly giveUp: number;
  readonly branches: number;
}

class NothingAtStake implements SlotPlan {
  readonly attempts = new Attempts();
  /** Public blocks undone by all attempts that succeeded. */
  undone = 0;
  readonly coalition: SlotCoalition;
  private readonly params: Params;
  private root: BlockId = 0;
  private tree: SlotTree | undefined;
  private publishing = false;

  constructor(setting: Omit<BehaviourSetting<Params>, 'shared'>) {
    this.params = setting.params;
    this.coalition = new SlotCoalition(setting, this, true);
    setting.schedule(setting.at, () => this.start());
  }

  heard(): void {
    if (this.tree && !this.publishing) this.proceed();
  }

  private start(): void {
    const { coalition } = this;
    if (!coalition.acts) return;
    this.root = coalition.publicTip;
    this.tree = new SlotTree(coalition, coalition.draws(this.root), coalition.slot + 1, this.params.branches);
    this.awaitTurn(this.tree);
  }

  private awaitTurn(tree: SlotTree): void {
    const slot = tree.nextSlot;
    if (slot === undefined) return;
    this.coalition.atSlot(slot, () => {
      if (this.tree !== tree || !this.coalition.acts) return;
      tree.grow(slot);
      this.proceed();
      if (this.tree === tree) this.awaitTurn(tree);
    });
  }

  private proceed(): void {
    const { coalition, params, tree } = this;
    const theirs = coalition.height(coalition.publicTip) - coalition.height(this.root);
    if (theirs >= params.confirmations && tree!.depth > theirs) this.publish(theirs);
    else if (theirs - tree!.depth >= params.giveUp) this.end(false);
  }

  private publish(theirs: number): void {
    const { coalition } = this;
    const chain: BlockId[] = [];
    let tip = this.root;
    for (const { leader, slot } of this.tree!.path) chain.push((tip = coalition.make(tip, leader, slot)));
    this.tree = undefined;
    this.publishing = true;
    coalition.tell(chain);
    // Once members' own code has heard of it, it has gone over to it, or may not.
    coalition.setting.schedule(coalition.setting.now() + 1, () => {
      this.publishing = false;
      const succeeded = coalition.publicTip === tip;
      if (succeeded) this.undone += theirs;
      this.end(succeeded);
    });
  }

  private end(succeeded: boolean): void {
    this.attempts.end(succeeded);
    this.start();
  }
}

const nothingAtStake: Behaviour<Params, NothingAtStake> = {
  name: 'nothing-at-stake',
  describe: 'Uses each of its slots on every branch it has begun, and publishes the deepest once that undoes payments',
  params: z.object({
    confirmations: z.int().min(1).default(6).describe('z, public blocks that an attempt must undo at least'),
    giveUp: z.int().min(1).default(30).describe('Deficit in blocks at which an attempt is given up'),
    branches: z
      .int()
      .min(1)
      .max(1_000_000)
      .default(1000)
      .describe('Most branches that are kept in mind; 1: a single secret chain'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'slots',
  results: {
    columns: {
      ...attemptColumns('nothing_at_stake', 'Attempts to undo payments'),
      nothing_at_stake_blocks: 'Mean number of public blocks undone by an attempt that succeeded',
    },
    of(achieved): Results {
      const all = achieved.map(({ shared }) => shared);
      const won = all.reduce((sum, { attempts }) => sum + attempts.won, 0);
      const undone = all.reduce((sum, each) => sum + each.undone, 0);
      return {
        ...attemptResults(
          'nothing_at_stake',
          all.map(({ attempts }) => attempts),
        ),
        nothing_at_stake_blocks: won > 0 ? undone / won : { why: 'no attempt succeeded' },
      };
    },
  },
  conspire: (setting) => new NothingAtStake(setting),
  wrap: asMember,
};

export default nothingAtStake;
