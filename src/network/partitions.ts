import type { Time } from '../contract.js';

/** Groups that cannot talk to each other from `at` until just before `until`; null is for ever. */
export interface PartitionRule {
  /** Endpoints: nodes, or further copies of a node. */
  readonly partition: readonly (readonly number[])[];
  /** Only what is sent in these views is lost, first and last; absent: whatever the view. */
  readonly views?: readonly [number, number] | undefined;
  /** Only what the first group sends to the others is lost; the other way passes. */
  readonly oneWay: boolean;
  readonly at: Time;
  readonly until: Time | null;
}

interface Cut {
  /** Group of each node; −1 for a node that is in none and stays connected to everyone. */
  readonly group: Int32Array;
  readonly oneWay: boolean;
  readonly firstView: number;
  readonly lastView: number;
  readonly at: Time;
  readonly until: Time;
}

/**
 * Timed partitions. Rules may overlap: a message is blocked when any rule that is in force blocks it. A rule is in
 * force at times t with at ≤ t < until. Nodes that a rule does not name stay connected to everyone as far as that rule
 * goes, so on an overlay they may still carry messages from one group to another.
 */
export class Partitions {
  /** When the last rule ends: 0 without rules, Infinity when one never ends. */
  readonly lastEnd: Time;
  private readonly cuts: readonly Cut[];
  /** Times at which the set of rules in force changes, ascending. */
  private readonly changes: readonly Time[];
  /** The rules in force from `since` until just before `before`: what the last question was about. */
  private active: readonly Cut[] = [];
  private since: Time = 0;
  private before: Time = 0;

  /** @throws when a rule has fewer than two groups, an empty one, a node twice, one that does not exist, or no length */
  constructor(rules: readonly PartitionRule[], endpoints: number) {
    this.cuts = rules.map((rule) => cutOf(rule, endpoints));
    this.lastEnd = this.cuts.reduce((latest, cut) => Math.max(latest, cut.until), 0);
    this.changes = [...new Set(this.cuts.flatMap((cut) => [cut.at, cut.until]))].sort((a, b) => a - b);
  }

  /** Whether any rule is in force. */
  anyActive(now: Time): boolean {
    if (now < this.since || now >= this.before) this.turnTo(now);
    return this.active.length > 0;
  }

  /** Whether a message that sets out from `from` to `to` now is lost; `view` is the one that its sender is in. */
  blocked(from: number, to: number, now: Time, view = 0): boolean {
    if (!this.anyActive(now)) return false;
    for (const cut of this.active) {
      if (view < cut.firstView || view > cut.lastView) continue;
      const a = cut.group[from]!;
      const b = cut.group[to]!;
      if (a >= 0 && b >= 0 && a !== b && (a === 0 || !cut.oneWay)) return true;
    }
    return false;
  }

  /** The first time after `now` at which a rule begins or ends; Infinity when none does. */
  nextChange(now: Time): Time {
    return this.changes.find((change) => change > now) ?? Infinity;
  }

  private turnTo(now: Time): void {
    this.active = this.cuts.filter((cut) => cut.at <= now && now < cut.until);
    this.since = this.changes.findLast((change) => change <= now) ?? -Infinity;
    this.before = this.nextChange(now);
  }
}

function cutOf(rule: PartitionRule, endpoints: number): Cut {
  const until = rule.until ?? Infinity;
  if (!(rule.at < until)) throw new Error(`partition: it begins at ${rule.at} us and ends at ${until} us`);
  if (rule.partition.length < 2) throw new Error('partition: it takes two groups or more to separate anything');
  const group = new Int32Array(endpoints).fill(-1);
  rule.partition.forEach((nodes, index) => {
    if (nodes.length === 0) throw new Error(`partition: group ${index} is empty`);
    for (const node of nodes) {
      if (!(Number.isInteger(node) && node >= 0 && node < endpoints)) {
        throw new Error(`partition: node ${node} does not exist; ids go from 0 to ${endpoints - 1}`);
      }
      if (group[node]! >= 0) throw new Error(`partition: node ${node} is named twice`);
      group[node] = index;
    }
  });
  const [firstView, lastView] = rule.views ?? [-Infinity, Infinity];
  return { group, oneWay: rule.oneWay, firstView, lastView, at: rule.at, until };
}
