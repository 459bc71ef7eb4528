import seedrandom from 'seedrandom';

/** Named streams of one run: a draw from one never shifts the draws of another. */
export class RandomStreams {
  private readonly seed: string;
  private readonly streams = new Map<string, () => number>();

  constructor(seed: string) {
    this.seed = seed;
  }

  /** The stream of this purpose and index; asked for again, it goes on where it was. */
  stream(purpose: string, index = 0): () => number {
    const label = `${this.seed}\0${purpose}\0${index}`;
    let stream = this.streams.get(label);
    if (!stream) this.streams.set(label, (stream = seedrandom.alea(label)));
    return stream;
  }
}
