/**
 * Selfish mining: a coalition of miners keeps its blocks back and publishes them as a strategy says, so that others' work is
 * wasted (Eyal & Sirer, "Majority is not Enough", 2014; Nayak et al., "Stubborn Mining", 2016). The options hold at either
 * level of detail; below is what it does with single messages.
 * Can: use the hash power of its nodes, which share one view, and choose when to publish. With `gamma` its messages take no
 * time, as in the models of theory. `explicit`: in a tie a coin says whether its block is with the others before the honest
 * one, or comes too late; all but the finder of that block then stay on it, so that the coin falls in its favour with
 * probability γ/(1 − the finder's share of the honest power). `delays`: its blocks reach each other node after U(0, d), with
 * d = (1 − Σ h²) ε/γ over the honest shares h and the honest nodes' delay ε, one and the same for all (CPR's model).
 * Cannot: make the finder of a block mine against it, so that γ is at most what the others hold; overtake messages where
 * `gamma` is absent: γ is then what the network makes of it. On sparse links only its neighbours hear it without delay, and γ
 * is less exact. Where each block's work depends on when it was made, branches of one length are rarely tied in work, and a
 * match then decides by work and not by γ. Where a block takes several proofs, branches are as long as the protocol says, and ties
 * that go by what is in them have no γ. `selfish_gamma` says what γ was.
 */
import { z } from 'zod';
import type { Behaviour, BehaviourSetting, NodeContext, NodeId, Time } from '../contract.js';
import type { Fork, Strategy } from '../strategies/index.js';
import { SecretBranch, type Plan } from './secret-branch.js';
import { Takings, TAKINGS_COLUMNS } from './takings.js';
import { requireSolvable, selfishMiningShape, strategyOf, type SelfishMiningParams } from './withholding-options.js';

/** By node: its share of the power of those that are not left out. */
function sharesWithout(leftOut: ReadonlySet<NodeId>, weights: readonly number[]): number[] {
  const outside = weights.map((weight, node) => (leftOut.has(node) ? 0 : weight));
  const total = outside.reduce((sum, weight) => sum + weight, 0);
  return outside.map((weight) => weight / total);
}

function shareOf(nodes: ReadonlySet<NodeId>, weights: readonly number[]): number {
  let [own, total] = [0, 0];
  weights.forEach((weight, node) => {
    total += weight;
    if (nodes.has(node)) own += weight;
  });
  return own / total;
}

/** Probability that a block is found by another honest miner than the one before it. */
function meetings(shares: readonly number[]): number {
  return 1 - shares.reduce((sum, share) => sum + share * share, 0);
}

/** @throws when γ is more than the share of the others, whoever finds a block */
function requireGamma({ gamma }: SelfishMiningParams, shares: readonly number[]): void {
  if (!gamma) return;
  if (shares.every((share) => !(share > 0)))
    throw new Error('expected honest miners where a gamma is given, found none');
  const largest = shares.reduce((most, share) => Math.max(most, share), 0);
  const [wanted, most] = 'explicit' in gamma ? [gamma.explicit, 1 - largest] : [gamma.delays, meetings(shares)];
  // Rounding must not refuse (D − 1)/D of D equal miners.
  if (wanted <= most + 1e-9) return;
  throw new Error(
    `expected a gamma of at most ${Number(most.toPrecision(6))}, for who finds a block does not leave it; found ${wanted}`,
  );
}

/** One coalition. Its state is Sapirshtein, Sompolinsky and Zohar's: the lengths of both branches, and what a tie is. */
class SelfishMiner implements Plan {
  /** Honest blocks found while a tie was fought, and those among them that extend the coalition's branch. */
  ties = 0;
  won = 0;
  readonly branch: SecretBranch;
  private readonly setting: Omit<BehaviourSetting<SelfishMiningParams>, 'shared'>;
  private strategy: Strategy | undefined;
  private fork: Fork = 'irrelevant';
  /** By node: its share of the power outside the coalition. */
  private shares: readonly number[] = [];

  constructor(setting: Omit<BehaviourSetting<SelfishMiningParams>, 'shared'>) {
    this.setting = setting;
    this.branch = new SecretBranch(setting, this);
  }

  /** @throws when γ is more than can be, and when the strategy cannot be solved */
  meet({ weights }: NodeContext): void {
    if (this.shares.length > 0) return;
    const { coalition, captives, params } = this.setting;
    const own = new Set([...coalition, ...captives]);
    this.shares = sharesWithout(own, weights);
    this.strategy = strategyOf(params, shareOf(own, weights));
    requireGamma(params, this.shares);
  }

  made(branch: SecretBranch): void {
    if (this.fork === 'relevant') this.fork = 'irrelevant';
    this.act(branch);
  }

  heard(branch: SecretBranch): void {
    if (this.fork === 'active' && !this.setting.protocol.mining?.tiesByContent) {
      this.ties++;
      if (branch.owns(branch.setting.blocks.parent(branch.publicTip))) this.won++;
    }
    this.fork = 'relevant';
    this.act(branch);
  }

  private act(branch: SecretBranch): void {
    const { own, theirs } = branch;
    const top = branch.height(branch.fork) + theirs;
    switch (this.strategy!.decide(own, theirs, this.fork)) {
      case 'adopt':
        branch.adopt();
        this.fork = 'irrelevant';
        break;
      case 'override':
        branch.publish(top + 1, this.spread());
        branch.listen();
        this.fork = 'irrelevant';
        break;
      case 'match':
        branch.publish(top, this.spread() ?? this.tossed(branch));
        this.fork = 'active';
        break;
      case 'wait':
    }
  }

  /** CPR's delays. */
  private spread(): (() => Time) | undefined {
    const { params, delta, random } = this.setting;
    if (!params.gamma || !('delays' in params.gamma)) return undefined;
    const longest = (meetings(this.shares) * Math.max(1, delta)) / params.gamma.delays;
    return () => Math.round(random() * longest);
  }

  /** By the coin at once, or once every other node has heard the honest block. */
  private tossed({ publicTip, setting }: SecretBranch): (() => Time) | undefined {
    const { params, delta, random } = this.setting;
    if (!params.gamma || !('explicit' in params.gamma)) return undefined;
    const others = 1 - this.shares[setting.blocks.producer(publicTip)]!;
    return random() * others < params.gamma.explicit ? undefined : () => delta + 2;
  }
}

const selfishMining: Behaviour<SelfishMiningParams, SelfishMiner> = {
  name: 'selfish-mining',
  describe: 'Keeps its blocks back and publishes them as a strategy says, so that the work of others is wasted',
  params: z.object(selfishMiningShape),
  faulty: 'byzantine',
  seam: 'protocol',
  needs: 'mined-branches',
  requires: (params, { coalition, captives, weights, detail }) => {
    const own = new Set([...coalition, ...captives]);
    requireSolvable(params, shareOf(own, weights));
    // By blocks alone a lottery says where an honest block goes, its finder's earlier one notwithstanding.
    if (detail === 'blocks' && params.gamma && 'explicit' in params.gamma) return;
    requireGamma(params, sharesWithout(own, weights));
  },
  swift: ({ gamma }) => gamma !== undefined,
  atBlockLevel: 'withholder',
  results: {
    columns: TAKINGS_COLUMNS,
    of(achieved, { canonical, times, stale, weights, interval, end }) {
      const branches = achieved.map(({ shared }) => shared.branch);
      const isOwn = (node: NodeId) => branches.some((branch) => branch.hasMember(node));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const held = weights.reduce((sum, weight, node) => sum + (isOwn(node) ? weight : 0), 0);
      const takings = new Takings(held / total, interval);
      canonical.forEach((producer, index) => takings.canonical(isOwn(producer), times[index]!));
      for (const producer of stale) takings.stale(isOwn(producer));
      const fought = achieved.reduce((sum, { shared }) => sum + shared.ties, 0);
      const won = achieved.reduce((sum, { shared }) => sum + shared.won, 0);
      return takings.results(end, { fought, won });
    },
  },
  conspire: (setting) => new SelfishMiner(setting),
  wrap:
    (honestMake, { shared }) =>
    (me) => {
      shared.meet(me);
      return shared.branch.member(honestMake, me);
    },
};

export default selfishMining;
