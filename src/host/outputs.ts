import type { Observer } from '../contract.js';

type Listeners = { readonly [K in keyof Observer]-?: NonNullable<Observer[K]>[] };

/** The observers of a run, sorted by what they want to hear, so that nobody pays for what nobody hears. */
export class Outputs {
  readonly listeners: Listeners = {
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

  add(observer: Observer): void {
    for (const name of Object.keys(this.listeners) as (keyof Observer)[]) {
      const listener = observer[name];
      if (listener) (this.listeners[name] as unknown[]).push(listener.bind(observer));
    }
  }
}
