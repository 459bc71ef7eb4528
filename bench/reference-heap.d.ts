/** A plain binary heap of event objects, ordered by (time, sequence) through a comparator. */
export class ReferenceHeap {
  readonly size: number;
  time: number;
  a: number;
  b: number;
  push(time: number, a: number, b: number): void;
  pop(): boolean;
  peekTime(): number;
}
