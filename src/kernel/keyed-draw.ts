import seedrandom from 'seedrandom';

/** A counter-based generator: a fixed random function of two integers, so that no draw depends on the order of execution. */
export class KeyedDraw {
  private readonly k0: number;
  private readonly k1: number;
  private readonly k2: number;

  constructor(seed: string, purpose: string) {
    const stream = seedrandom.alea(`${seed}\0${purpose}`);
    this.k0 = stream.int32();
    this.k1 = stream.int32();
    this.k2 = stream.int32();
  }

  /** In (0, 1). `x` is an integer in [0, 2^53), `y` an int32. */
  uniform(x: number, y: number): number {
    let h = (x | 0) ^ this.k0;
    h = Math.imul(h ^ (h >>> 16), 0x21f0aaad) ^ Math.imul((x / 4294967296) | 0, 0x9e3779b1) ^ this.k1;
    h = Math.imul(h ^ (h >>> 15), 0x735a2d97) + y;
    h = Math.imul(h ^ (h >>> 16), 0x21f0aaad) ^ this.k2;
    h = Math.imul(h ^ (h >>> 15), 0x735a2d97);
    return ((h ^ (h >>> 15)) >>> 0) * 2.3283064365386963e-10 + 1.1641532182693481e-10;
  }
}
