import type { Value } from '../contract.js';

/** A log entry on the wire: its index follows from its place. */
export interface Entry {
  /** Term of the leader that made it. */
  readonly term: number;
  readonly value: Value;
}

/** What tells how up-to-date a log is. */
export interface LogEnd {
  readonly lastIndex: number;
  readonly lastTerm: number;
}

/** Part of a log, and the entry before it: where both are held, the logs match up to the end of the piece. */
export interface Piece {
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly entries: readonly Entry[];
}

/** Index of the last entry of a piece, or of the one before it when it is empty. */
export const endOf = (piece: Piece): number => piece.prevIndex + piece.entries.length;

/** Why a follower's log does not match its leader's. */
export interface Conflict {
  readonly prevIndex: number;
  /** The term that stands there instead; 0: the log ends before. */
  readonly term: number;
  /** Where the entries of that term begin, or where the log ends. */
  readonly first: number;
}

/**
 * A log of values by index, from 1 on, each with the term in which it was made. It takes four bytes an entry and two
 * numbers a run of equal terms, so that it can be kept whole.
 */
export class TermLog {
  /** Index of the last entry; 0: there is none. */
  last = 0;
  private values = new Int32Array(64);
  /** Runs of entries of one term: the term, and the first index. Index 0 stands before all entries and has term 0. */
  private readonly terms: number[] = [0];
  private readonly starts: number[] = [0];

  get lastTerm(): number {
    return this.terms.at(-1)!;
  }

  get end(): LogEnd {
    return { lastIndex: this.last, lastTerm: this.lastTerm };
  }

  /** Term of the entry at an index from 0 to `last`. */
  term(index: number): number {
    return this.terms[this.run(index)]!;
  }

  value(index: number): Value {
    return this.values[index]!;
  }

  append(term: number, value: Value): void {
    const index = ++this.last;
    if (index >= this.values.length) {
      const longer = new Int32Array(2 * this.values.length);
      longer.set(this.values);
      this.values = longer;
    }
    this.values[index] = value;
    if (term === this.lastTerm) return;
    this.terms.push(term);
    this.starts.push(index);
  }

  /** Whether it has the entry before a piece. */
  matches({ prevIndex, prevTerm }: Piece): boolean {
    return prevIndex <= this.last && this.term(prevIndex) === prevTerm;
  }

  /**
   * Takes over a piece of a leader's log where the logs match before it. Entries of other terms go, and all after them,
   * unless `keeps` says otherwise.
   * @returns the index up to which it now has what the leader has
   */
  merge(piece: Piece, keeps = false): number {
    let index = piece.prevIndex;
    for (const { term, value } of piece.entries) {
      index++;
      if (index <= this.last && this.term(index) !== term && !keeps) this.truncate(index);
      if (index > this.last) this.append(term, value);
    }
    return index;
  }

  /** What a follower says whose log does not match before a piece. */
  conflict({ prevIndex }: Piece): Conflict {
    if (prevIndex > this.last) return { prevIndex, term: 0, first: this.last + 1 };
    const run = this.run(prevIndex);
    return { prevIndex, term: this.terms[run]!, first: this.starts[run]! };
  }

  /** Where a leader tries next: after its own entries of the conflicting term, or else before the follower's. */
  resume(conflict: Conflict): number {
    const run = this.terms.lastIndexOf(conflict.term);
    if (run <= 0) return conflict.first;
    return run + 1 < this.starts.length ? this.starts[run + 1]! : this.last + 1;
  }

  /** Takes away the entry at `index`, at least 1, and all after it. */
  truncate(index: number): void {
    this.last = index - 1;
    while (this.starts.at(-1)! >= index) {
      this.starts.pop();
      this.terms.pop();
    }
  }

  /** At most so many entries from `first` on, where `first` is at most one beyond the last. */
  piece(first: number, most: number): Piece {
    const entries: Entry[] = [];
    const end = Math.min(this.last, first + most - 1);
    for (let index = first; index <= end; index++) entries.push({ term: this.term(index), value: this.values[index]! });
    return { prevIndex: first - 1, prevTerm: this.term(first - 1), entries };
  }

  /** Nearly always one of the last runs is asked for. */
  private run(index: number): number {
    let run = this.starts.length - 1;
    while (this.starts[run]! > index) run--;
    return run;
  }
}
