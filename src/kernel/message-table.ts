/** Bodies of the messages under way: one entry a broadcast, counted down as its copies arrive, its place used again. */
export class MessageTable {
  kinds = new Int32Array(256);
  senders = new Int32Array(256);
  private copies = new Int32Array(256);
  private readonly bodies: unknown[] = [];
  private readonly free: number[] = [];
  private used = 0;

  /** Keeps a message of which `copies` (≥ 1) will be delivered; returns its place. */
  add(kind: number, sender: number, body: unknown, copies: number): number {
    const place = this.free.pop() ?? this.fresh();
    this.kinds[place] = kind;
    this.senders[place] = sender;
    this.copies[place] = copies;
    this.bodies[place] = body;
    return place;
  }

  body(place: number): unknown {
    return this.bodies[place];
  }

  /** One copy has arrived; after the last the place may be used for another message. */
  release(place: number): void {
    if (--this.copies[place]! === 0) {
      this.bodies[place] = undefined;
      this.free.push(place);
    }
  }

  private fresh(): number {
    if (this.used === this.kinds.length) {
      this.kinds = grown(this.kinds);
      this.senders = grown(this.senders);
      this.copies = grown(this.copies);
    }
    return this.used++;
  }
}

function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(array.length * 2);
  wider.set(array);
  return wider;
}
