import type { Certificate, NodeId, Value } from '../contract.js';
import type { Ordered } from './view-changes.js';
import { Voters } from './voters.js';

/** Votes for one value in a slot: two phases, each a set of voters with its size. */
export class Ballot {
  readonly value: Value;
  prepares = 0;
  commits = 0;
  private readonly bits: Uint32Array;
  private readonly words: number;
  private readonly countsRepeats: boolean;

  constructor(value: Value, n: number, countsRepeats = false) {
    this.value = value;
    this.countsRepeats = countsRepeats;
    this.words = (n + 31) >>> 5;
    this.bits = new Uint32Array(2 * this.words);
  }

  /** False when the node had prepared this value before. */
  prepare(node: NodeId): boolean {
    if (!this.mark(node >>> 5, node)) return false;
    this.prepares++;
    return true;
  }

  /** False when the node had committed this value before. */
  commit(node: NodeId): boolean {
    if (!this.mark(this.words + (node >>> 5), node)) return false;
    this.commits++;
    return true;
  }

  /** The prepares by now, and the primary's pre-prepare, which stands for its own. */
  preparedCertificate({ seq, view, value }: Ordered, primary: NodeId): Certificate {
    const voters = Voters.ofWords(this.bits.slice(0, this.words));
    voters.add(primary);
    return { kind: 'prepare', height: seq, view, value, voters };
  }

  /** The commits by now. */
  committedCertificate({ seq, view, value }: Ordered): Certificate {
    return { kind: 'commit', height: seq, view, value, voters: Voters.ofWords(this.bits.slice(this.words)) };
  }

  private mark(word: number, node: NodeId): boolean {
    const bit = 1 << (node & 31);
    const before = this.bits[word]!;
    if ((before & bit) !== 0) return this.countsRepeats;
    this.bits[word] = before | bit;
    return true;
  }
}

/** What a node knows of one sequence number in one view. */
export class Slot {
  readonly view: number;
  readonly seq: number;
  accepted: Value | undefined = undefined;
  prepared = false;
  committed = false;
  /** Nearly always the only value that anybody votes for. */
  private first: Ballot | undefined = undefined;
  private rivals: Ballot[] | undefined = undefined;
  private readonly n: number;
  private readonly countsRepeats: boolean;

  constructor(view: number, seq: number, n: number, countsRepeats: boolean) {
    this.view = view;
    this.seq = seq;
    this.n = n;
    this.countsRepeats = countsRepeats;
  }

  ballot(value: Value): Ballot {
    const { first } = this;
    if (first !== undefined && first.value === value) return first;
    if (first === undefined) return (this.first = new Ballot(value, this.n, this.countsRepeats));
    this.rivals ??= [];
    let rival = this.rivals.find((ballot) => ballot.value === value);
    if (!rival) this.rivals.push((rival = new Ballot(value, this.n, this.countsRepeats)));
    return rival;
  }

  /** Counts a prepare, until this is prepared; whether there are now at least so many of them. */
  prepare(value: Value, node: NodeId, enough: number): boolean {
    if (this.prepared) return false;
    const ballot = this.ballot(value);
    return ballot.prepare(node) && ballot.prepares >= enough;
  }

  /** Counts a commit, until this is committed; whether there are now at least so many of them. */
  commit(value: Value, node: NodeId, enough: number): boolean {
    if (this.committed) return false;
    const ballot = this.ballot(value);
    return ballot.commit(node) && ballot.commits >= enough;
  }

  /** Forgets the votes, once they have done their work. */
  close(): void {
    this.first = this.rivals = undefined;
  }
}

/** One node's slots by view and sequence number, from which settled ones and old views are dropped. */
export class VoteLog {
  private readonly n: number;
  private readonly countsRepeats: boolean;
  /** By view: the slot of sequence number s stands at place s − `dropped` − 1. */
  private readonly views = new Map<number, (Slot | undefined)[]>();
  private dropped = 0;
  /** P: per sequence number, what was prepared in the highest view. */
  private readonly prepared = new Map<number, Ordered>();
  /** The slot asked for last: votes come in bursts for one slot. */
  private last: Slot | undefined = undefined;

  /** With `countsRepeats` a vote counts as often as it is heard: for a variant that is broken on purpose. */
  constructor(n: number, countsRepeats = false) {
    this.n = n;
    this.countsRepeats = countsRepeats;
  }

  /** @throws RangeError when that sequence number was dropped */
  slot(view: number, seq: number): Slot {
    const { last } = this;
    if (last !== undefined && last.seq === seq && last.view === view) return last;
    return (this.last = this.look(view, seq));
  }

  /** The slot if anything is known of it. */
  find(view: number, seq: number): Slot | undefined {
    return this.views.get(view)?.[seq - this.dropped - 1];
  }

  notePrepared(slot: Slot, m: Ordered): void {
    slot.prepared = true;
    this.prepared.set(m.seq, m);
  }

  /** P, in the order of sequence numbers. */
  allPrepared(): readonly Ordered[] {
    return [...this.prepared.values()].sort((a, b) => a.seq - b.seq);
  }

  dropUpTo(seq: number): void {
    for (const at of this.prepared.keys()) if (at <= seq) this.prepared.delete(at);
    if (seq <= this.dropped) return;
    this.last = undefined;
    for (const slots of this.views.values()) slots.splice(0, seq - this.dropped);
    this.dropped = seq;
  }

  dropViewsBelow(view: number): void {
    this.last = undefined;
    for (const old of this.views.keys()) if (old < view) this.views.delete(old);
  }

  private look(view: number, seq: number): Slot {
    const place = seq - this.dropped - 1;
    let slots = this.views.get(view);
    if (!slots) this.views.set(view, (slots = []));
    if (place < 0) throw new RangeError(`sequence number ${seq} is settled and was dropped`);
    if (place < slots.length) return (slots[place] ??= new Slot(view, seq, this.n, this.countsRepeats));
    while (slots.length < place) slots.push(undefined);
    const slot = new Slot(view, seq, this.n, this.countsRepeats);
    slots.push(slot);
    return slot;
  }
}
