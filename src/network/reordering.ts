import type { Time } from '../contract.js';
import type { KeyedDraw } from '../kernel/keyed-draw.js';

/** So many messages, 0 to 1, are held for up to `by` longer, so that later ones overtake them. */
export class Reordering {
  private readonly probability: number;
  private readonly by: Time;
  private readonly draw: KeyedDraw;

  constructor({ probability, by }: { readonly probability: number; readonly by: Time }, draw: KeyedDraw) {
    this.probability = probability;
    this.by = by;
    this.draw = draw;
  }

  /** How long a message is held, by its number and receiver. */
  held(number: number, key: number): number {
    const u = this.draw.uniform(number, key);
    // Below the probability, what is left of the draw is uniform again.
    return u < this.probability ? (u / this.probability) * this.by : 0;
  }
}
