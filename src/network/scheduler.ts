import type { NodeId, Time, VoteFacts } from '../contract.js';

/** What the scheduler does with a message: let it travel at once, as the law says, or as late as is allowed. */
export type Treatment = 'soon' | 'lawful' | 'late';

/** Who chooses delays within what partial synchrony allows. */
export interface Scheduler {
  /** Whether it goes on choosing from the global stabilisation time on, within the bound. */
  readonly actsAfterGst: boolean;
  treat(sentAt: Time, from: NodeId, to: NodeId, kind: number, body: unknown): Treatment;
}

/**
 * Time is cut into epochs, and in each a fair coin per node puts it on one of two sides; what crosses the sides is late. So
 * any set of nodes may be kept from hearing the others, by chance and without a look at messages.
 */
export class SidesScheduler implements Scheduler {
  readonly actsAfterGst = false;
  private readonly epoch: Time;
  private readonly draw: (epoch: number, node: number) => number;

  /** @param draw a pure function to [0, 1) */
  constructor(epoch: Time, draw: (epoch: number, node: number) => number) {
    this.epoch = epoch;
    this.draw = draw;
  }

  treat(sentAt: Time, from: NodeId, to: NodeId): Treatment {
    const epoch = Math.floor(sentAt / this.epoch);
    return this.draw(epoch, from) < 0.5 === this.draw(epoch, to) < 0.5 ? 'lawful' : 'late';
  }
}

/** A rushing adversary: what faulty nodes say arrives at once, what correct ones say as late as is allowed. */
export class RushingScheduler implements Scheduler {
  readonly actsAfterGst = true;
  private readonly correct: readonly boolean[];

  constructor(correct: readonly boolean[]) {
    this.correct = correct;
  }

  treat(_sentAt: Time, from: NodeId): Treatment {
    return this.correct[from] ? 'late' : 'soon';
  }
}

/** Slots of which the splitter keeps count; older ones are over. */
const MOST_SLOTS = 256;

/**
 * Splits votes: in each slot (kind, height, view) one node, drawn for the slot, hears all votes in time, and every other
 * node one less than a quorum; the rest come late. So one node may lock or decide while nobody else can.
 */
export class SplittingScheduler implements Scheduler {
  readonly actsAfterGst = true;
  private readonly votes: readonly (VoteFacts<any> | undefined)[];
  private readonly enough: (votes: number) => boolean;
  private readonly n: number;
  private readonly draw: (x: number, y: number) => number;
  /** By slot, how many votes each node has heard in time. */
  private readonly heard = new Map<string, Int32Array>();

  constructor(options: {
    /** By message kind. */
    readonly votes: readonly (VoteFacts<any> | undefined)[];
    /** Whether so many votes make a certificate. */
    readonly enough: (votes: number) => boolean;
    readonly n: number;
    /** A pure function to [0, 1). */
    readonly draw: (x: number, y: number) => number;
  }) {
    this.votes = options.votes;
    this.enough = options.enough;
    this.n = options.n;
    this.draw = options.draw;
  }

  treat(_sentAt: Time, _from: NodeId, to: NodeId, kind: number, body: unknown): Treatment {
    const facts = this.votes[kind];
    if (!facts) return 'lawful';
    const [height, view] = [facts.height?.(body) ?? 0, facts.view(body)];
    if (to === Math.floor(this.draw(height, view) * this.n)) return 'lawful';
    const counts = this.slot(`${kind}/${height}/${view}`);
    // One's own vote is never late, and counts.
    if (this.enough(counts[to]! + 2)) return 'late';
    counts[to]!++;
    return 'lawful';
  }

  private slot(key: string): Int32Array {
    let counts = this.heard.get(key);
    if (!counts) {
      this.heard.set(key, (counts = new Int32Array(this.n)));
      if (this.heard.size > MOST_SLOTS) this.heard.delete(this.heard.keys().next().value!);
    }
    return counts;
  }
}
