/**
 * Newcomer: the node is off from the start until `until`, then starts with nothing but genesis, and is honest (weak subjectivity:
 * Buterin, "Proof of Stake: How I Learned to Love Weak Subjectivity", 2014; bootstrapping from genesis: Badertscher, Gaži, Kiayias,
 * Russell, Zikas, "Ouroboros Genesis", CCS 2018). Whoever was there has seen which blocks came when; a newcomer is shown chains,
 * and has the protocol's rule to choose between them.
 * Can: be taken in by whatever chain the rule prefers. Its results say whether it was.
 * Cannot: lie. As it was off it counts as faulty, so that judges leave it out: where it stands alone harms nobody else.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, BlockId, BlockView, NodeContext, NodeId, RunOutcome } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';
import { crashing } from './crash.js';

type Setting = Omit<BehaviourSetting, 'shared'>;

class Newcomers {
  /** By node: the tip of the chain that it takes for the right one. */
  readonly tips = new Map<NodeId, BlockId>();
  readonly blocks: BlockView;

  constructor({ blocks }: Setting) {
    this.blocks = blocks;
  }

  /** Blocks of the chain that all agree on which the node has others in place of. */
  strayed(tip: BlockId, { canonical, times }: RunOutcome): number {
    const { blocks } = this;
    let strayed = 0;
    for (let at = tip; at !== 0; at = blocks.parent(at)) {
      const place = blocks.height(at) - 1;
      if (place >= canonical.length) continue;
      if (canonical[place] === blocks.producer(at) && times[place] === blocks.time(at)) break;
      strayed++;
    }
    return strayed;
  }
}

class NewcomerContext extends WrappedContext {
  private readonly newcomers: Newcomers;

  constructor(inner: NodeContext, newcomers: Newcomers) {
    super(inner);
    this.newcomers = newcomers;
  }

  override adopt(tip: BlockId): void {
    this.newcomers.tips.set(this.id, tip);
    this.inner.adopt(tip);
  }
}

const newcomer: Behaviour<Record<string, never>, Newcomers> = {
  name: 'newcomer',
  describe: 'Is off until its end, joins with nothing but genesis, and is honest',
  params: z.object({}),
  faulty: 'crash',
  seam: 'network',
  needs: 'chain',
  results: {
    columns: {
      newcomer_deceived: 'Share of the newcomers whose chain is not the one that the correct nodes agree on',
      newcomer_strayed_blocks: 'Agreed blocks that newcomers have others in place of, on average',
    },
    of(achieved, run) {
      const strayed = achieved.flatMap(({ shared }) =>
        [...shared.tips.values()].map((tip) => shared.strayed(tip, run)),
      );
      const mean = (sum: number) => (strayed.length > 0 ? sum / strayed.length : { why: 'nobody has joined' });
      return {
        newcomer_deceived: mean(strayed.filter((blocks) => blocks > 0).length),
        newcomer_strayed_blocks: mean(strayed.reduce((sum, blocks) => sum + blocks, 0)),
      };
    },
  },
  conspire: (setting) => new Newcomers(setting),
  wrap: (honest, setting) => crashing((me) => honest(new NewcomerContext(me, setting.shared)), setting, 'kept'),
};

export default newcomer;
