import type { Time } from '../contract.js';

/** Bins to a factor of e; a value is known to within half a bin, 0.2 %. */
const BINS_PER_E = 256;
/** e^37 microseconds are more than 300 years. */
const BINS = 37 * BINS_PER_E;

/** How often which latency occurred, in bounded memory: equal bins of the logarithm, and 0 apart. */
export class LatencyHistogram {
  private readonly counts = new Float64Array(BINS + 1);
  private total = 0;

  add(latency: Time): void {
    const bin = latency < 1 ? 0 : Math.min(BINS, 1 + Math.floor(Math.log(latency) * BINS_PER_E));
    this.counts[bin]!++;
    this.total++;
  }

  /** Nearest-rank quantiles at 0, 1, …, 100 %, in microseconds; empty without a value. */
  quantiles(): number[] {
    if (this.total === 0) return [];
    const found: number[] = [];
    let bin = -1;
    let below = 0;
    for (let percent = 0; percent <= 100; percent++) {
      const rank = Math.max(1, Math.ceil((percent / 100) * this.total));
      while (below < rank) below += this.counts[++bin]!;
      found.push(bin === 0 ? 0 : Math.exp((bin - 0.5) / BINS_PER_E));
    }
    return found;
  }
}
