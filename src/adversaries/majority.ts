/**
 * Majority: a coalition with more than half of the hash power makes of the chain what it likes (Nakamoto, "Bitcoin", 2008,
 * section 11; Bonneau, "Hostile Blockchain Takeovers", 2018, for power that is bought or rented).
 * `rewrite`: its power arrives when the public chain has grown by `depth` blocks since the last time; it mines in secret on the
 * block before these until its chain is the longer one, and publishes it. Before its power arrives it mines nothing: those
 * proofs of work belong to whoever owned the power.
 * `censor`: it never builds on a block that is not its own, and tells of its own blocks at once.
 * Can: undo any number of blocks, or make every block from some height on. With less than half of the power it may try, and
 * never gives up: a rewriting takes the longer the nearer to a half, and may never end.
 * Cannot: change what stands in others' blocks, or spend what is not its own.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, Time } from '../contract.js';
import { SecretBranch, type Plan } from './secret-branch.js';
import { FaultyNode } from './faulty-node.js';
import type { Results } from './attempts.js';
import { sumOver } from './coalitions.js';

interface Params {
  readonly mode: 'rewrite' | 'censor';
  readonly depth: number;
}

class Majority implements Plan {
  rewritten = 0;
  /** Blocks mined, by whomever, and time from the arrival of the power to the rewriting, in all rewritings. */
  mined = 0;
  took: Time = 0;
  readonly branch: SecretBranch;
  private readonly params: Params;
  private since: { readonly time: Time; readonly theirs: number } | undefined;

  constructor(setting: Omit<BehaviourSetting<Params>, 'shared'>) {
    this.params = setting.params;
    this.branch = new SecretBranch(setting, this);
  }

  /** Whether the coalition has hash power now. */
  get mines(): boolean {
    return this.params.mode === 'censor' || this.since !== undefined || !this.branch.acts;
  }

  made(branch: SecretBranch): void {
    if (this.params.mode === 'censor') branch.publish();
    this.proceed(branch);
  }

  heard(branch: SecretBranch): void {
    this.proceed(branch);
  }

  private proceed(branch: SecretBranch): void {
    const { mode, depth } = this.params;
    const now = branch.setting.now();
    const ahead = branch.own > branch.theirs;
    if (mode === 'censor') {
      // The others' branch has lost, so that hearing of it changes nothing.
      if (branch.theirs === 0) branch.listen();
    } else if (!this.since) {
      if (branch.theirs >= depth) this.since = { time: now, theirs: branch.theirs };
    } else if (ahead) {
      const mined = branch.own + branch.theirs - this.since.theirs;
      branch.publish();
      if (!branch.prevails) return;
      this.rewritten++;
      this.mined += mined;
      this.took += now - this.since.time;
      this.since = undefined;
      branch.listen();
    }
  }
}

class MajorityNode extends FaultyNode {
  private readonly majority: Majority;

  constructor(member: FaultyNode, majority: Majority) {
    super(member);
    this.majority = majority;
  }

  override mined(puzzle: string): void {
    if (this.majority.mines) super.mined(puzzle);
  }
}

const majority: Behaviour<Params, Majority> = {
  name: 'majority',
  describe: 'Rewrites the chain with most of the hash power, or lets nobody else add a block',
  params: z.object({
    mode: z
      .enum(['rewrite', 'censor'])
      .default('rewrite')
      .describe('Undo so many blocks again and again, or build on no block of others'),
    depth: z.int().min(1).default(6).describe('Blocks that are undone (rewrite)'),
  }),
  beside: { depth: { what: 'mode: rewrite', holds: ({ mode }: Params) => mode === 'rewrite' } },
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'mined-chain',
  results: {
    columns: {
      majority_rewrites: 'Times that the chain was rewritten',
      majority_rewrite_blocks: 'Mean number of blocks mined, by whomever, from the first of an attack to the rewriting',
      majority_rewrite_s: 'Mean time from the first moment of an attack to the rewriting',
      majority_share: 'Share of the main chain that the coalition made',
    },
    of(achieved, { canonical }): Results {
      const times = sumOver(achieved, (each) => each.rewritten);
      const none = { why: 'the chain was never rewritten' };
      const own = canonical.filter((producer) => achieved.some(({ coalition }) => coalition.has(producer))).length;
      return {
        majority_rewrites: times,
        majority_rewrite_blocks: times > 0 ? sumOver(achieved, (each) => each.mined) / times : none,
        majority_rewrite_s: times > 0 ? sumOver(achieved, (each) => each.took) / times / 1e6 : none,
        majority_share: canonical.length > 0 ? own / canonical.length : { why: 'no block became canonical' },
      };
    },
  },
  conspire: (setting) => new Majority(setting),
  wrap:
    (honest, { shared }) =>
    (me) =>
      new MajorityNode(shared.branch.member(honest, me), shared),
};

export default majority;
