import seedrandom from 'seedrandom';

/** A source of uniform draws: multiples of 2^-32 in [0, 1), so 0 is possible and 1 is not. */
export type UniformSource = () => number;

const SEPARATOR = '\0';

/**
 * The name of a stream: seed, purpose and, if given, index, set apart by NUL so that no two different triples share a name.
 * @throws RangeError when seed or purpose contain NUL
 */
export function streamLabel(seed: string, purpose: string, index?: number | string): string {
  if (seed.includes(SEPARATOR) || purpose.includes(SEPARATOR)) {
    throw new RangeError('a seed or a purpose of a random stream must not contain the character NUL');
  }
  const label = seed + SEPARATOR + purpose;
  return index === undefined ? label : label + SEPARATOR + index;
}

/**
 * The random streams of a run: one `alea` generator (J. Baagøe; package seedrandom) for each purpose and index, named by the
 * run's seed. A stream depends on its name alone, not on which others exist or in which order they are asked for; leave out
 * of the seed whatever runs are to have in common (the protocol, for common random numbers).
 */
export class RandomStreams {
  readonly seed: string;
  private readonly streams = new Map<string, UniformSource>();

  /** @throws RangeError when the seed contains NUL */
  constructor(seed: string) {
    streamLabel(seed, '');
    this.seed = seed;
  }

  /**
   * The stream of a purpose and an index (a node's number, say). A second call with the same arguments returns the same
   * stream, which goes on where it is: draws are never repeated. Keep the function where draws are frequent.
   * @param index an integer, or nothing, which is a stream of its own
   * @throws RangeError when the purpose contains NUL or the index is no integer
   */
  stream(purpose: string, index?: number): UniformSource {
    if (index !== undefined && !Number.isSafeInteger(index)) {
      throw new RangeError(`the index of a random stream is an integer, not ${index}`);
    }
    const label = streamLabel(this.seed, purpose, index);
    let stream = this.streams.get(label);
    if (stream === undefined) {
      stream = seedrandom.alea(label);
      this.streams.set(label, stream);
    }
    return stream;
  }
}
