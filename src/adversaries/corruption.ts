import type { BehaviourSetting, NodeId } from '../contract.js';

interface Budget {
  /** Nodes. */
  readonly budget?: number | undefined;
  /** Share of all weight, at a price by weight. */
  readonly stake?: number | undefined;
}
type Setting = Omit<BehaviourSetting<Budget>, 'shared'>;

/**
 * The nodes that an adaptive adversary has taken so far, never more than its budget: a number of nodes, f unless one is stated, or
 * a share of the weight.
 */
export class Corruption {
  readonly taken = new Set<NodeId>();
  /** Of every node; known once there are nodes. */
  weights: readonly number[] = [];
  private readonly setting: Setting;

  constructor(setting: Setting) {
    this.setting = setting;
  }

  /** Whether the node is the adversary's, by now or before. Only its candidates can be taken, and only while it acts. */
  take(node: NodeId, f: number): boolean {
    if (this.taken.has(node)) return true;
    const { setting } = this;
    const now = setting.now();
    if (now < setting.at || now >= setting.until || !setting.coalition.has(node)) return false;
    if (!this.affords(node, f)) return false;
    this.taken.add(node);
    setting.corrupt(node);
    return true;
  }

  /** Share of all weight that the taken have. */
  get share(): number {
    return this.shareOf([...this.taken]);
  }

  private affords(node: NodeId, f: number): boolean {
    const { budget = f, stake } = this.setting.params;
    return stake === undefined ? this.taken.size < budget : this.shareOf([...this.taken, node]) <= stake + 1e-12;
  }

  private shareOf(nodes: readonly NodeId[]): number {
    const total = this.weights.reduce((sum, weight) => sum + weight, 0);
    return total > 0 ? nodes.reduce((sum, node) => sum + this.weights[node]!, 0) / total : 0;
  }
}

/** The latest view that anybody has entered, and who leads it. */
export class LatestView {
  height = -1;
  view = -1;
  leader: NodeId = -1;

  /** False for a view that is over, or known already with its leader. */
  enter(height: number, view: number, leader: NodeId): boolean {
    if (height < this.height || (height === this.height && view < this.view)) return false;
    if (height === this.height && view === this.view && (leader === this.leader || leader < 0)) return false;
    this.height = height;
    this.view = view;
    this.leader = leader;
    return true;
  }
}
