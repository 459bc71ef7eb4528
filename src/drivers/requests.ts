import type { NodeId, Time, Value } from '../contract.js';

export interface RequestOptions {
  /** Requests per second in an open loop; absent: a closed loop that keeps `outstanding` requests unanswered. */
  readonly rate?: number | undefined;
  readonly outstanding: number;
  readonly now: () => Time;
  readonly schedule: (time: Time, action: () => void) => void;
  /** Makes the next request's handle and tells the judges. */
  readonly create: () => Value;
  /** Hands a request to a node. */
  readonly hand: (node: NodeId, value: Value) => void;
  /** Who gets a request: all nodes, or one drawn by weight among `senders`. */
  readonly receivers: 'all' | 'one';
  readonly n: number;
  /** Cumulative weights of the clients' nodes; a node that adds nothing sends nothing. */
  readonly senders: Float64Array;
  readonly arrivalDraw: () => number;
  readonly senderDraw: () => number;
}

/** Pause of a client whose request took no time at all: else one instant would hold requests without end. */
const PAUSE_US: Time = 1_000;

/** Clients: they bring requests at a Poisson rate, or the next one when one has been answered. */
export class RequestDriver {
  private readonly options: RequestOptions;
  /** Requests that no correct node has answered yet, and when each was made. */
  private readonly open = new Map<Value, Time>();

  constructor(options: RequestOptions) {
    this.options = options;
  }

  start(): void {
    if (this.options.rate !== undefined) return this.armArrival();
    for (let i = 0; i < this.options.outstanding; i++) this.bring();
  }

  get unanswered(): number {
    return this.open.size;
  }

  /** A correct node has put these requests into its output; in a closed loop each is followed by a new one. */
  answered(values: readonly Value[]): void {
    const now = this.options.now();
    for (const value of values) {
      const made = this.open.get(value);
      if (!this.open.delete(value) || this.options.rate !== undefined) continue;
      // After the event under way, so that a request never cuts into a handler.
      this.options.schedule(made === now ? now + PAUSE_US : now, () => this.bring());
    }
  }

  private armArrival(): void {
    const { options } = this;
    const meanUs = 1e6 / options.rate!;
    const wait = Math.round(-Math.log1p(-options.arrivalDraw()) * meanUs);
    options.schedule(options.now() + wait, () => {
      this.bring();
      this.armArrival();
    });
  }

  private bring(): void {
    const { options } = this;
    const value = options.create();
    this.open.set(value, options.now());
    if (options.receivers === 'one') return options.hand(this.drawSender(), value);
    for (let node = 0; node < options.n; node++) options.hand(node, value);
  }

  private drawSender(): NodeId {
    const { senders, senderDraw } = this.options;
    const target = senderDraw() * senders[senders.length - 1]!;
    let node = 0;
    while (node < senders.length - 1 && senders[node]! <= target) node++;
    return node;
  }
}
