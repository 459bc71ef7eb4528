import type { BlockId, NodeId, Observer, Time } from '../contract.js';
import { HeldBack } from './held-back.js';

/** What observers hear by functions of theirs. */
type Heard = Omit<Required<Observer>, 'isPatient'>;
type Listeners = { readonly [K in keyof Heard]: Heard[K][] };

/** The observers of a run, sorted by what they want to hear, so that nobody pays for what nobody hears. */
export class Outputs {
  private readonly all: Listeners = {
    onSend: [],
    onDeliver: [],
    onRequest: [],
    onPropose: [],
    onMint: [],
    onReceive: [],
    onAdopt: [],
    onAppend: [],
    onDecide: [],
    onBlame: [],
    onStatement: [],
    onEnterView: [],
    onLock: [],
    onCertify: [],
    onCorrupt: [],
    onTransmit: [],
    onMark: [],
  };
  /** What patient observers are told later: blocks that nodes have received, and tips that they have adopted. */
  private readonly receptions = new HeldBack();
  private readonly adoptions = new HeldBack();

  /** Whoever is to be told of anything but receptions and adoptions; patient observers have heard of these by now. */
  get listeners(): Omit<Listeners, 'onReceive' | 'onAdopt'> {
    this.release();
    return this.all;
  }

  add(observer: Observer): void {
    for (const name of Object.keys(this.all) as (keyof Heard)[]) {
      const listener = observer[name]?.bind(observer);
      if (!listener) continue;
      if (observer.isPatient && name === 'onReceive') this.receptions.listeners.push(listener as Heard['onReceive']);
      else if (observer.isPatient && name === 'onAdopt') this.adoptions.listeners.push(listener as Heard['onAdopt']);
      else (this.all[name] as unknown[]).push(listener);
    }
  }

  received(time: Time, node: NodeId, block: BlockId): void {
    this.receptions.add(time, node, block);
    for (const listener of this.all.onReceive) listener(time, node, block);
  }

  adopted(time: Time, node: NodeId, tip: BlockId): void {
    this.adoptions.add(time, node, tip);
    for (const listener of this.all.onAdopt) listener(time, node, tip);
  }

  /** Tells patient observers what they have not heard yet. */
  release(): void {
    this.receptions.release();
    this.adoptions.release();
  }
}
