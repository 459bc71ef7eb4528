export interface LoggedEvent {
  readonly time: number;
  readonly node: number;
  /** −1: a timer. */
  readonly from: number;
  readonly kind: number;
}

const CHUNK = 1 << 16;
const FIELDS = 3;

/** Every event of a run in 20 bytes each, in chunks that never move. */
export class EventLog {
  length = 0;
  private readonly times: Float64Array[] = [];
  private readonly others: Int32Array[] = [];

  add(time: number, node: number, from: number, kind: number): void {
    const place = this.length % CHUNK;
    if (place === 0) {
      this.times.push(new Float64Array(CHUNK));
      this.others.push(new Int32Array(CHUNK * FIELDS));
    }
    this.times.at(-1)![place] = time;
    const others = this.others.at(-1)!;
    others[place * FIELDS] = node;
    others[place * FIELDS + 1] = from;
    others[place * FIELDS + 2] = kind;
    this.length++;
  }

  at(index: number): LoggedEvent | undefined {
    if (index >= this.length) return undefined;
    const chunk = Math.floor(index / CHUNK);
    const place = index % CHUNK;
    const [node, from, kind] = this.others[chunk]!.subarray(place * FIELDS, place * FIELDS + FIELDS);
    return { time: this.times[chunk]![place]!, node: node!, from: from!, kind: kind! };
  }

  matches(index: number, time: number, node: number, from: number, kind: number): boolean {
    if (index >= this.length) return false;
    const chunk = Math.floor(index / CHUNK);
    const place = index % CHUNK;
    const others = this.others[chunk]!;
    return (
      this.times[chunk]![place] === time &&
      others[place * FIELDS] === node &&
      others[place * FIELDS + 1] === from &&
      others[place * FIELDS + 2] === kind
    );
  }
}
