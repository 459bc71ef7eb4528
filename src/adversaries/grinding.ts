/**
 * Grinding of the seed: where what stands in a block moves the draw of the next leader, a coalition that makes a block tries up
 * to m of them and publishes one after which it leads again (peercoin's first versions; Kiayias et al., "Ouroboros", Crypto
 * 2017, section on grinding). With a share s of the stake it leads again with probability 1 − (1 − s)^m instead of s, and makes a
 * share s/(s + (1 − s)^m) of the chain.
 * Can: make its own blocks as it likes, and reckon who is drawn after each of them.
 * Cannot: make others' blocks or change them, or try more than m, which its time to hash allows.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, BlockDraft, BlockId, NodeContext } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';

interface Params {
  readonly tries: number;
}
type Setting = BehaviourSetting<Params>;

class GrindingDoor extends WrappedContext {
  private readonly setting: Setting;

  constructor(inner: NodeContext, setting: Setting) {
    super(inner);
    this.setting = setting;
  }

  override mint(parent: BlockId, draft: BlockDraft = {}): BlockId {
    const { setting } = this;
    const now = setting.now();
    const acts = now >= setting.at && now < setting.until;
    return this.inner.mint(parent, acts ? this.best(parent, draft) : draft);
  }

  /** The first block of those tried after which a member leads; the last one, when none is found. */
  private best(parent: BlockId, draft: BlockDraft): BlockDraft {
    const { protocol, protocolParams, params, coalition } = this.setting;
    const ground = protocol.ground!;
    let tried = draft;
    for (let salt = 1; salt <= params.tries; salt++) {
      tried = ground.salted(draft, salt);
      if (coalition.has(ground.next(this.blocks, parent, this.id, tried, this, protocolParams))) break;
    }
    return tried;
  }
}

const grinding: Behaviour<Params> = {
  name: 'grinding',
  describe: 'Tries so many blocks until one makes it the next leader, where contents move the draw',
  params: z.object({
    tries: z.int().min(1).max(1_000_000).default(10).describe('m, most blocks that it tries each time'),
  }),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'ground-seed',
  results: {
    columns: {
      grinding_share: 'Share of the main chain that the coalition made',
      grinding_next: "Share of the main-chain blocks after the coalition's that are its own",
    },
    of(achieved, { canonical }) {
      const isOwn = canonical.map((producer) => achieved.some(({ coalition }) => coalition.has(producer)));
      const own = isOwn.filter(Boolean).length;
      const followed = isOwn.slice(0, -1).filter(Boolean).length;
      const again = isOwn.filter((is, height) => is && height > 0 && isOwn[height - 1]).length;
      return {
        grinding_share: isOwn.length > 0 ? own / isOwn.length : { why: 'no block became canonical' },
        grinding_next: followed > 0 ? again / followed : { why: 'no block came after one of the coalition' },
      };
    },
  },
  wrap: (honest, setting) => (me) => honest(new GrindingDoor(me, setting)),
};

export default grinding;
