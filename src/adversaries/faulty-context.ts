import type { BehaviourSetting, NodeContext, NodeId } from '../contract.js';
import { WrappedContext } from '../host/wrapped-context.js';

/** The door of a node that has been taken over: honest outside the fault's span, and always to the node itself. */
export abstract class FaultyContext<P = any, C = any> extends WrappedContext {
  protected readonly setting: BehaviourSetting<P, C>;

  constructor(inner: NodeContext, setting: BehaviourSetting<P, C>) {
    super(inner);
    this.setting = setting;
  }

  /** Whether the fault acts now. */
  protected get acts(): boolean {
    const { setting } = this;
    const now = setting.now();
    return now >= setting.at && now < setting.until;
  }

  protected toSelf(kind: string, body: unknown): void {
    this.inner.send(this.id, kind, body);
  }

  /** One message to each other node that `chosen` picks. */
  protected toOthers(kind: string, body: unknown, chosen: (to: NodeId) => boolean = () => true): void {
    const receivers = new Int32Array(this.n);
    let count = 0;
    for (let to = 0; to < this.n; to++) if (to !== this.id && chosen(to)) receivers[count++] = to;
    this.inner.multicast(receivers.subarray(0, count), kind, body);
  }
}
