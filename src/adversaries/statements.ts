import type { Node, NodeId, Protocol } from '../contract.js';
import { protocolKinds } from '../contract.js';
import { FaultyNode } from './faulty-node.js';

/** What a message says as a vote, a proposal or the carrier of a block. */
export interface Statement {
  readonly height: number;
  readonly view: number;
  /** A value or a block; −1 stands for a vote for nothing. */
  readonly value: number;
}

/** What a message of this kind states; a block outside any slot stands at height and view 0. */
export function statementOf(protocol: Protocol, kind: string, body: any): Statement | undefined {
  const facts = protocol.votes?.[kind];
  if (facts) return { height: facts.height?.(body) ?? 0, view: facts.view(body), value: facts.value(body) };
  const block = protocol.carries?.[kind]?.(body);
  return block === undefined ? undefined : { height: 0, view: 0, value: block };
}

/**
 * The same message with another value in the place of the one it states; undefined when no single field of it is what
 * `votes` or `carries` reads the value from.
 */
export function restated(protocol: Protocol, kind: string, body: any, value: number): unknown {
  const stated = statementOf(protocol, kind, body);
  if (!stated || stated.value === value) return undefined;
  return substitutes(body, stated.value, value, 2).find((candidate) => {
    const says = statementOf(protocol, kind, candidate);
    return says?.value === value && says.height === stated.height && says.view === stated.view;
  });
}

/** Copies of a plain object in which one field, at most `depth` objects deep, is another number. */
function substitutes(body: any, from: number, to: number, depth: number): unknown[] {
  if (depth === 0 || typeof body !== 'object' || body === null) return [];
  if (Object.getPrototypeOf(body) !== Object.prototype) return [];
  return Object.keys(body).flatMap((key) => {
    if (body[key] === from) return [{ ...body, [key]: to }];
    return substitutes(body[key], from, to, depth - 1).map((part) => ({ ...body, [key]: part }));
  });
}

/** Tells a listener of every message of the protocol before the node hears it. */
export class ListeningNode extends FaultyNode {
  private readonly kinds: readonly string[];
  private readonly listener: (kind: string, body: unknown, from: NodeId) => void;

  constructor(inner: Node, protocol: Protocol, listener: (kind: string, body: unknown, from: NodeId) => void) {
    super(inner);
    this.kinds = protocolKinds(protocol);
    this.listener = listener;
  }

  override deliver(kind: number, body: unknown, from: NodeId): void {
    const name = this.kinds[kind];
    if (name !== undefined) this.listener(name, body, from);
    super.deliver(kind, body, from);
  }
}
