import seedrandom from 'seedrandom';

/** A stream of uniform numbers that is the same for the same seed. */
export function alea(seed: string): () => number {
  return seedrandom.alea(seed);
}
