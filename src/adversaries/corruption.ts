import type { BehaviourSetting, NodeId } from '../contract.js';

type Setting = Omit<BehaviourSetting<{ readonly budget?: number | undefined }>, 'shared'>;

/** The nodes that an adaptive adversary has taken so far, never more than its budget, which is f unless one is stated. */
export class Corruption {
  readonly taken = new Set<NodeId>();
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
    if (this.taken.size >= (setting.params.budget ?? f)) return false;
    this.taken.add(node);
    setting.corrupt(node);
    return true;
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
