/** Words of an entry: kind, sender, copies still to come, and the body if that is an int32, as of most messages it is. */
const STRIDE = 4;
const SENDER = 1;
const COPIES = 2;
const BODY = 3;
/** Added to the kind of an entry whose body is in its words. */
const IS_WORD = 1 << 30;

/**
 * Bodies of the messages under way: one entry a broadcast, counted down as its copies arrive, its place used again. The words
 * of an entry stand side by side, so that an arrival touches one line of the cache.
 */
export class MessageTable {
  /** It starts small because a search makes thousands of runs a second. */
  private words = new Int32Array(4 * STRIDE);
  private readonly bodies: unknown[] = [];
  private readonly free: number[] = [];
  private used = 0;

  /** Keeps a message of which `copies` (≥ 1) will be delivered; returns its place. */
  add(kind: number, sender: number, body: unknown, copies: number): number {
    const place = this.free.pop() ?? this.fresh();
    const { words } = this;
    const isWord = typeof body === 'number' && (body | 0) === body;
    words[STRIDE * place] = isWord ? kind + IS_WORD : kind;
    words[STRIDE * place + SENDER] = sender;
    words[STRIDE * place + COPIES] = copies;
    if (isWord) words[STRIDE * place + BODY] = body;
    else this.bodies[place] = body;
    return place;
  }

  /** How many are kept. */
  get count(): number {
    return this.used - this.free.length;
  }

  kind(place: number): number {
    return this.words[STRIDE * place]! & ~IS_WORD;
  }

  sender(place: number): number {
    return this.words[STRIDE * place + SENDER]!;
  }

  body(place: number): unknown {
    return this.words[STRIDE * place]! >= IS_WORD ? this.words[STRIDE * place + BODY] : this.bodies[place];
  }

  /** One copy has arrived; after the last the place may be used for another message. */
  release(place: number): void {
    if (--this.words[STRIDE * place + COPIES]! === 0) {
      if (this.words[STRIDE * place]! < IS_WORD) this.bodies[place] = undefined;
      this.free.push(place);
    }
  }

  private fresh(): number {
    if (STRIDE * this.used === this.words.length) {
      const wider = new Int32Array(this.words.length * 4);
      wider.set(this.words);
      this.words = wider;
    }
    return this.used++;
  }
}
