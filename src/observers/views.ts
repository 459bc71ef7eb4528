import type { NodeId, Observer, Time, ViewCause } from '../contract.js';

/** Views that correct nodes entered because the one before was given up: each counts once, however many enter it. */
export class Views implements Observer {
  private readonly correct: readonly boolean[];
  private anyEntered = false;
  /** By height. */
  private readonly changed = new Map<number, Set<number>>();
  private count = 0;

  constructor(correct: readonly boolean[]) {
    this.correct = correct;
  }

  onEnterView(_time: Time, node: NodeId, height: number, view: number, _leader: NodeId, cause: ViewCause): void {
    if (!this.correct[node]) return;
    this.anyEntered = true;
    if (cause !== 'timeout') return;
    let views = this.changed.get(height);
    if (!views) this.changed.set(height, (views = new Set()));
    if (views.has(view)) return;
    views.add(view);
    this.count++;
  }

  /** Null where no correct node ever entered a view. */
  get changes(): number | null {
    return this.anyEntered ? this.count : null;
  }
}
