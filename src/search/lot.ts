import seedrandom from 'seedrandom';

/** Draws from one stream. */
export class Lot {
  private readonly random: () => number;

  constructor(seed: string) {
    this.random = seedrandom.alea(seed);
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  /** A whole number, both ends included. */
  whole(least: number, most: number): number {
    return least + Math.floor(this.random() * (most - least + 1));
  }

  one<T>(things: readonly T[]): T {
    return things[Math.floor(this.random() * things.length)]!;
  }

  /** So many of the things, in their order. */
  some<T>(things: readonly T[], count: number): T[] {
    const places = [...things.keys()];
    for (let i = 0; i < count; i++) {
      const j = i + Math.floor(this.random() * (places.length - i));
      [places[i], places[j]] = [places[j]!, places[i]!];
    }
    return places
      .slice(0, count)
      .toSorted((a, b) => a - b)
      .map((place) => things[place]!);
  }

  /** A time in milliseconds, as a scenario writes it. */
  time(leastMs: number, mostMs: number): string {
    return `${this.whole(leastMs, mostMs)} ms`;
  }
}
