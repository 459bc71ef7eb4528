import type { NodeId, Observer, Time, ViewCause } from '../contract.js';

/** A view as the correct nodes had it: height, view, leader (−1: none was known), when the first entered it, and why. */
export type TimedView = readonly [height: number, view: number, leader: NodeId, from: Time, cause: ViewCause];

const MOST_VIEWS = 3_000;

/** The views of a run in the order in which correct nodes first entered them. */
export class ViewTimeline implements Observer {
  private readonly correct: readonly boolean[];
  private readonly entered: TimedView[] = [];
  private readonly places = new Map<string, number>();

  constructor(correct: readonly boolean[]) {
    this.correct = correct;
  }

  onEnterView(time: Time, node: NodeId, height: number, view: number, leader: NodeId, cause: ViewCause): void {
    if (!this.correct[node]) return;
    const name = `${height}/${view}`;
    const place = this.places.get(name);
    if (place === undefined) {
      if (this.entered.length === MOST_VIEWS) return;
      this.places.set(name, this.entered.length);
      this.entered.push([height, view, leader, time, cause]);
    } else if (this.entered[place]![2] < 0 && leader >= 0) {
      // A leader that became known later leads from then on.
      this.entered[place] = [height, view, leader, time, this.entered[place]![4]];
    }
  }

  get views(): readonly TimedView[] {
    return this.entered;
  }
}
