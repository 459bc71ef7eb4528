/** Rolling fingerprint of the events of a run: two 32-bit lanes over (time, node, from, kind). */
export class Digest {
  private a = 0x811c9dc5 | 0;
  private b = 0x9747b28c | 0;

  update(time: number, node: number, from: number, kind: number): void {
    const low = time | 0;
    const high = (time / 4294967296) | 0;
    let a = this.a;
    let b = this.b;
    a = Math.imul(a ^ low, 0x9e3779b1);
    b = Math.imul(b ^ node, 0x85ebca6b) + low;
    a = (a ^ (a >>> 15)) + Math.imul(high, 0x27d4eb2f) + from;
    b = (b ^ (b >>> 13)) + Math.imul(kind + 1, 0xc2b2ae35);
    this.a = Math.imul(a, 0x165667b1) ^ (b >>> 16);
    this.b = Math.imul(b, 0xcc9e2d51) ^ (a >>> 11);
  }

  /** 16 hexadecimal digits. */
  hex(): string {
    return lane(this.a) + lane(this.b);
  }
}

function lane(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
