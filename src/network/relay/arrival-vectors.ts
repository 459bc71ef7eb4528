import type { BlockId, Time } from '../../contract.js';
import type { Followers } from '../../host/followers.js';
import type { Simulator, Trace } from '../../kernel/simulator.js';
import type { BlockTree } from '../../ledger/block-tree.js';
import type { Meter } from '../transport-options.js';

/** Words of an arrival: time since the block was announced, receiver, sender, and what follows from it. */
const STRIDE = 4;
const TO = 1;
const FROM = 2;
const EFFECT = 3;
/** In the last word: whether the receiver adopts the block; above it the kind, and above that what it sends then. */
const ADOPTS = 1;
const KIND_SHIFT = 1;
const KIND_MASK = 0x3fff;
const SENT_SHIFT = 15;
const MOST_SENT = 0xffff;
const LONGEST: Time = 0x7fffffff;
/** Arrivals that are kept of all origins together, 16 bytes each. */
const MOST_ARRIVALS = 4_000_000;

/** Messages of one node at one moment. */
interface Sent {
  readonly kind: number;
  readonly copies: number;
  readonly sizeBytes: number;
}

/** Everything that happens after a node has announced a block of its own, until all others have it and nothing is under way. */
interface Vector {
  readonly sizeBytes: number | undefined;
  readonly announced: Sent | undefined;
  readonly arrivals: Int32Array;
  readonly sent: readonly Sent[];
  readonly span: Time;
}

export interface ArrivalOptions {
  readonly simulator: Simulator;
  readonly tree: BlockTree;
  readonly followers: Followers;
  readonly endpoints: number;
  /** What counts messages. */
  readonly meter: Meter;
  /** Whether anybody hears of single messages. */
  readonly isHeard: () => boolean;
  /** Difficulty of the next block on a tip. */
  readonly difficulty: (tip: BlockId) => number;
}

/** Has an endpoint adopt a block that it has got now. */
export type Admit = (endpoint: number, block: BlockId) => void;

/**
 * Arrivals of blocks where delays are fixed: when a block meets a quiet network whose nodes all stand on its parent, all that
 * follows depends on its origin alone. It is written down the first time, and gone through without events from then on,
 * whenever nothing else happens before it is over. All other blocks go by events. Whether a world is one in which this
 * holds is `whyNotReplayed`'s to say.
 */
export class ArrivalVectors implements Meter {
  /** Blocks that went by a vector. */
  replayed = 0;
  private readonly options: ArrivalOptions;
  /** By origin. */
  private readonly vectors = new Map<number, Vector>();
  private room = MOST_ARRIVALS;
  private isQuiet = false;
  private clearUntil: Time = 0;
  private notes: Notes | undefined;
  private traceBefore: Trace | undefined;

  constructor(options: ArrivalOptions) {
    this.options = options;
  }

  add(kind: number, copies: number, sizeBytes: number): void {
    this.options.meter.add(kind, copies, sizeBytes);
    this.notes?.sends(kind, copies, sizeBytes);
  }

  /** Somebody is about to say that it has made a block: looks what is under way, and how long nothing else happens. */
  look(): void {
    this.isQuiet = this.options.simulator.messagesUnderWay === 0;
    this.clearUntil = this.options.simulator.clearUntil();
  }

  /** Whether a block that an endpoint announces now goes by its vector; if not, it is to go by events. */
  takes(origin: number, block: BlockId, admit: Admit): boolean {
    this.stopNoting();
    if (!this.isQuiet || !this.isPlain(origin, block)) return false;
    const { simulator, tree } = this.options;
    const sizeBytes = tree.sizeBytes(block);
    const vector = this.vectors.get(origin);
    if (!vector) this.startNoting(origin, block, sizeBytes);
    if (!vector || vector.sizeBytes !== sizeBytes) return false;
    if (!this.isClear(vector)) return false;
    this.replayed++;
    if (vector.announced) this.count(vector.announced);
    // The endpoint's own message to itself comes first.
    simulator.schedule(simulator.now, () => this.replay(vector, block, admit));
    return true;
  }

  /** The arrival under way has brought a block that its receiver takes in. */
  admitted(): void {
    this.notes?.admits();
  }

  /** Nothing about a block is under way any more. */
  settled(block: BlockId): void {
    const { notes } = this;
    if (notes?.block !== block) return;
    this.stopNoting();
    const vector = notes.vector(this.options.endpoints);
    const isOver = this.options.simulator.messagesUnderWay === 0;
    if (!vector || !isOver || vector.arrivals.length / STRIDE > this.room) return;
    this.room -= vector.arrivals.length / STRIDE;
    this.vectors.set(notes.origin, vector);
  }

  /** Whether all nodes stand on the block's parent, will adopt it, and go on with the race as before. */
  private isPlain(origin: number, block: BlockId): boolean {
    const { tree, followers, difficulty, isHeard } = this.options;
    const parent = tree.parent(block);
    return (
      !tree.isBeside(block) &&
      tree.references(block).length === 0 &&
      tree.contents(block).length === 0 &&
      followers.adopts(parent, block) &&
      difficulty(parent) === difficulty(block) &&
      !isHeard() &&
      followers.agreeOn(parent, origin)
    );
  }

  /** Whether nothing else happens before it is over. */
  private isClear({ span, arrivals }: Vector): boolean {
    const { simulator } = this.options;
    return this.clearUntil > simulator.now + span && simulator.allows(arrivals.length / STRIDE);
  }

  private replay({ arrivals, sent }: Vector, block: BlockId, admit: Admit): void {
    const { simulator } = this.options;
    const { now } = simulator;
    // This action is no event of the run.
    simulator.events--;
    for (let i = 0; i < arrivals.length && !simulator.isStopping; i += STRIDE) {
      const effect = arrivals[i + EFFECT]!;
      const kind = (effect >> KIND_SHIFT) & KIND_MASK;
      simulator.note(now + arrivals[i]!, arrivals[i + TO]!, arrivals[i + FROM]!, kind);
      if ((effect & ADOPTS) !== 0) admit(arrivals[i + TO]!, block);
      const what = effect >>> SENT_SHIFT;
      if (what > 0) this.count(sent[what - 1]!);
    }
  }

  private count({ kind, copies, sizeBytes }: Sent): void {
    this.options.meter.add(kind, copies, sizeBytes);
  }

  private startNoting(origin: number, block: BlockId, sizeBytes: number | undefined): void {
    if (this.room < this.options.endpoints) return;
    const { simulator } = this.options;
    const notes = new Notes(origin, block, sizeBytes, simulator.now);
    const before = simulator.trace;
    this.notes = notes;
    this.traceBefore = before;
    simulator.trace = (index, time, node, from, kind) => {
      before?.(index, time, node, from, kind);
      notes.arrives(time, node, from, kind);
    };
  }

  private stopNoting(): void {
    if (!this.notes) return;
    this.notes = undefined;
    this.options.simulator.trace = this.traceBefore;
  }
}

/** What happens after an announcement, as it is written down. */
class Notes {
  readonly origin: number;
  readonly block: BlockId;
  private readonly sizeBytes: number | undefined;
  private readonly begun: Time;
  private announced: Sent | undefined;
  private readonly words: number[] = [];
  private readonly sent: Sent[] = [];
  private readonly places = new Map<string, number>();
  private adoptions = 0;
  /** Where the last word of the arrival under way stands; below 0: it is none that is written down. */
  private at = -1;
  private isSound = true;

  constructor(origin: number, block: BlockId, sizeBytes: number | undefined, begun: Time) {
    this.origin = origin;
    this.block = block;
    this.sizeBytes = sizeBytes;
    this.begun = begun;
  }

  arrives(time: Time, node: number, from: number, kind: number): void {
    // What the origin says to itself is said whenever it makes a block.
    if (node === from && node === this.origin) return;
    if (from < 0 || kind > KIND_MASK || time - this.begun > LONGEST) this.isSound = false;
    this.at = this.words.push(time - this.begun, node, from, kind << KIND_SHIFT) - 1;
  }

  admits(): void {
    this.adoptions++;
    if (this.at < 0) this.isSound = false;
    else this.words[this.at]! |= ADOPTS;
  }

  sends(kind: number, copies: number, sizeBytes: number): void {
    if (this.at < 0) {
      if (this.announced) this.isSound = false;
      this.announced = { kind, copies, sizeBytes };
      return;
    }
    const name = `${kind} ${copies} ${sizeBytes}`;
    const place = this.places.get(name) ?? this.sent.push({ kind, copies, sizeBytes });
    this.places.set(name, place);
    if (place > MOST_SENT || this.words[this.at]! >>> SENT_SHIFT > 0) this.isSound = false;
    this.words[this.at]! |= place << SENT_SHIFT;
  }

  /** Undefined: not all others have adopted the block, or more happened than can be written. */
  vector(endpoints: number): Vector | undefined {
    const { words, sizeBytes, announced, sent } = this;
    if (!this.isSound || this.adoptions !== endpoints - 1) return undefined;
    const span = words[words.length - STRIDE] ?? 0;
    return { sizeBytes, announced, arrivals: Int32Array.from(words), sent, span };
  }
}
