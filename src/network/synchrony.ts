export class Synchrony {
  arrival(sentAt: number, delay: number, _f: number, _t: number, _u: number): number {
    return sentAt + delay;
  }
}
