import type { BlockId, Links, NodeId } from '../../contract.js';
import type { Simulator } from '../../kernel/simulator.js';
import type { Transport } from '../transport.js';
import { leastDelays, type LeastDelays } from './least-delays.js';
import { NEVER, type LiveBlocks } from './live-blocks.js';

/** Times since a row was begun stay below this, and least delays too, so that their sum falls short of `NEVER`. */
const LATEST = 0x3fffffff;

/**
 * Announcements, of which those that can have no effect are counted as sent and not carried out: the receiver has the block,
 * or has asked for it; or another announcement of it will have arrived by then. What a receiver does at an announcement, it
 * does at the first, and never forgets. Delays are keyed draws, so that nothing else changes. Whether this may be done in a
 * world is `whyNotElided`'s to say.
 */
export class Announcer {
  private readonly simulator: Simulator;
  private readonly transport: Transport;
  private readonly offsets: Int32Array;
  /** In as few bytes as their numbers need: most of what is read here is this. */
  private readonly neighbours: Uint16Array | Int32Array;
  private readonly least: LeastDelays;
  private readonly kind: number;
  private readonly times: Float64Array;
  private readonly destinations: Int32Array;

  constructor(simulator: Simulator, transport: Transport, links: Links, kind: number) {
    const n = links.offsets.length - 1;
    this.simulator = simulator;
    this.transport = transport;
    this.offsets = links.offsets;
    this.neighbours = n <= 65_536 ? Uint16Array.from(links.neighbours) : links.neighbours;
    this.least = leastDelays(links, (from, to) => transport.least(from, to, kind));
    this.kind = kind;
    this.times = new Float64Array(n);
    this.destinations = new Int32Array(n);
  }

  /**
   * Announces a block to the neighbours of a node.
   * @param except the one it came from
   * @param served by node: 1 for those that need not be told; absent: all need
   */
  announce(from: NodeId, block: BlockId, except: NodeId, served: Uint8Array | undefined, live: LiveBlocks): void {
    const { transport, kind, times, destinations, offsets, neighbours } = this;
    const { places, values } = this.least;
    const row = live.row(block);
    const { now } = this.simulator;
    if (now - row.since > LATEST) row.countFrom(now);
    const { due, since } = row;
    const { isWatched } = transport;
    const elapsed = now - since;
    const first = transport.nextNumber(from);
    const end = offsets[from + 1]!;
    let copies = 0;
    let scheduled = 0;
    for (let i = offsets[from]!; i < end; i++) {
      const to = neighbours[i]!;
      if (served !== undefined && served[to] === 1) continue;
      const number = first + copies;
      // No branch: which of the neighbours it is cannot be foreseen.
      copies += to === except ? 0 : 1;
      if (isWatched && to !== except) {
        transport.reportCopy(from, to, kind, transport.undisturbed(number, from, to, kind));
      }
      // Nearly all know of the block, or will have heard of it whatever the draw is.
      const before = due[to]!;
      if (elapsed + values[places[i]!]! >= before || to === except) continue;
      const arrival = transport.undisturbed(number, from, to, kind);
      const after = arrival - since;
      if (after >= before && before !== NEVER) continue;
      due[to] = Math.min(after, NEVER);
      times[scheduled] = arrival;
      destinations[scheduled++] = to;
    }
    if (copies > 0) transport.account(from, kind, block, copies);
    if (scheduled === 0) return;
    live.add(block, scheduled);
    const message = this.simulator.message(kind, from, block, scheduled);
    this.simulator.deliverMany(scheduled, times, destinations, message);
  }
}
