import type { BlockId } from '../../contract.js';
import type { Simulator } from '../../kernel/simulator.js';
import type { Transport } from '../transport.js';
import type { LiveBlocks } from './live-blocks.js';

/**
 * Announcements, of which those that can have no effect are counted as sent and not carried out: the receiver has the block,
 * or has asked for it; or another announcement of it will have arrived by then. What a receiver does at an announcement, it
 * does at the first, and never forgets. Delays are keyed draws, so that nothing else changes. Whether this may be done in a
 * world is `whyNotElided`'s to say.
 */
export class Announcer {
  private readonly simulator: Simulator;
  private readonly transport: Transport;
  private readonly kind: number;
  private readonly times: Float64Array;

  constructor(simulator: Simulator, transport: Transport, kind: number, endpoints: number) {
    this.simulator = simulator;
    this.transport = transport;
    this.kind = kind;
    this.times = new Float64Array(endpoints);
  }

  /** Announces a block to `count` neighbours; `destinations` is written to. */
  announce(from: number, block: BlockId, count: number, destinations: Int32Array, live: LiveBlocks): void {
    const { transport, kind, times } = this;
    const row = live.row(block);
    const first = transport.reserve(from, kind, block, count);
    const { isWatched } = transport;
    let scheduled = 0;
    for (let i = 0; i < count; i++) {
      const to = destinations[i]!;
      if (row[to]! < 0 && !isWatched) continue;
      const arrival = transport.undisturbed(first + i, from, to, kind);
      if (isWatched) transport.reportCopy(from, to, kind, arrival);
      if (arrival >= row[to]!) continue;
      row[to] = arrival;
      times[scheduled] = arrival;
      destinations[scheduled++] = to;
    }
    if (scheduled === 0) return;
    live.add(block, scheduled);
    const message = this.simulator.message(kind, from, block, scheduled);
    this.simulator.deliverMany(scheduled, times, destinations, message);
  }
}
