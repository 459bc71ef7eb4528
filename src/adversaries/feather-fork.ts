/**
 * Feather fork: a coalition of miners announces that it will not build on blocks that it has blacklisted, and mines beside
 * them until its branch is longer or it has fallen so far behind that it gives up; then it mines on what it refused (Miller,
 * "Feather-forks: enforcing a blacklist with sub-50 % hash power", Bitcoin Talk, 2013; Narayanan et al., "Bitcoin and
 * Cryptocurrency Technologies", 2016, section 5.5). Blacklisted are the blocks of certain producers, or those that hold one of
 * the requests that a share of all is: the same requests as `censor` would leave out.
 * Can: orphan a block and what is built on it, when it gets a block ahead. It mines in the open: each of its blocks is told at
 * once, and at equal length honest miners stay where they were.
 * Cannot: keep a block back, or make others fear it: they go on as before, and do not leave the blacklisted out. A blacklisted
 * block on a branch that it fights already is no further attempt.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, BlockId, NodeId } from '../contract.js';
import { WITH_REQUESTS } from '../ledger/conditions.js';
import { oracleUnit } from '../ledger/oracle.js';
import { share } from '../quantities.js';
import { attemptColumns, attemptResults, Attempts } from './attempts.js';
import { SecretBranch, type Plan } from './secret-branch.js';

interface Params {
  readonly producers: readonly NodeId[];
  readonly share: number;
  readonly giveUp: number;
}

class FeatherFork implements Plan {
  readonly attempts = new Attempts();
  readonly branch: SecretBranch;
  genesisSeed = 0;
  private readonly params: Params;
  private fights = false;

  constructor(setting: Omit<BehaviourSetting<Params>, 'shared'>) {
    this.params = setting.params;
    this.branch = new SecretBranch(setting, this);
  }

  made(branch: SecretBranch): void {
    branch.publish();
    if (!this.fights) branch.adopt();
    else if (branch.prevails) this.end(true);
  }

  heard(branch: SecretBranch): void {
    if (!this.fights) this.fights = this.refuses(branch);
    if (!this.fights) branch.adopt();
    else if (branch.theirs - branch.own >= this.params.giveUp) this.end(false);
  }

  private end(isWon: boolean): void {
    this.fights = false;
    this.attempts.end(isWon);
    this.branch.adopt();
  }

  /** Whether one of the blocks that others have added is blacklisted. */
  private refuses({ publicTip, fork, setting }: SecretBranch): boolean {
    for (let at = publicTip; at !== fork; at = setting.blocks.parent(at)) if (this.isBlacklisted(at)) return true;
    return false;
  }

  private isBlacklisted(block: BlockId): boolean {
    const { params, branch, genesisSeed } = this;
    const { blocks } = branch.setting;
    if (params.producers.includes(blocks.producer(block))) return true;
    return (
      params.share > 0 && blocks.contents(block).some((request) => oracleUnit(genesisSeed, request) < params.share)
    );
  }
}

const featherFork: Behaviour<Params, FeatherFork> = {
  name: 'feather-fork',
  describe: 'Mines beside blacklisted blocks until its branch is longer, or gives up so many blocks behind',
  params: z
    .object({
      producers: z.array(z.int().min(0)).default([]).describe('Nodes whose blocks are blacklisted'),
      share: share().default(0).describe('Share of the requests that are blacklisted; which, all coalitions agree on'),
      giveUp: z.int().min(1).default(2).describe('k, deficit in blocks at which it mines on the blacklisted branch'),
    })
    .refine(({ producers, share }) => producers.length > 0 || share > 0, {
      error: 'expected producers, or a share above 0, or nothing is blacklisted',
    }),
  beside: { share: WITH_REQUESTS },
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'mined-chain',
  requires({ producers }, { coalition }) {
    const own = producers.find((producer) => coalition.has(producer));
    if (own !== undefined) throw new Error(`expected producers outside the coalition, found ${own}, which is its own`);
  },
  results: {
    columns: attemptColumns('feather_fork', 'Feather forks'),
    of: (achieved) =>
      attemptResults(
        'feather_fork',
        achieved.map(({ shared }) => shared.attempts),
      ),
  },
  conspire: (setting) => new FeatherFork(setting),
  wrap:
    (honest, { shared }) =>
    (me) => {
      shared.genesisSeed = me.genesisSeed;
      return shared.branch.member(honest, me);
    },
};

export default featherFork;
