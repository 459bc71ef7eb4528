import type { Node, NodeId, Value } from '../contract.js';

/** A node in front of a node: passes everything on; a subclass changes what it wants changed. */
export class FaultyNode implements Node {
  protected inner: Node;

  constructor(inner: Node) {
    this.inner = inner;
  }

  deliver(kind: number, body: unknown, from: NodeId): void {
    this.inner.deliver(kind, body, from);
  }

  timeout(timer: number, key: number): void {
    this.inner.timeout(timer, key);
  }

  start(): void {
    this.inner.start();
  }

  request(value: Value): void {
    this.inner.request(value);
  }

  mined(puzzle: string): void {
    this.inner.mined(puzzle);
  }

  command(name: string, options: unknown): string | void {
    return this.inner.command(name, options);
  }

  recover(): void {
    this.inner.recover();
  }
}
