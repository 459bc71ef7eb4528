import {
  protocolKinds,
  protocolTimers,
  type BlockId,
  type Make,
  type Node,
  type NodeContext,
  type NodeId,
  type Protocol,
  type Value,
} from '../contract.js';

type Handler = (s: any, body: any, from: NodeId, me: NodeContext) => void;
type TimerHandler = (s: any, key: number, me: NodeContext) => void;

/** A protocol with its handlers in arrays, so that dispatch is by small integers. */
export interface Compiled {
  readonly protocol: Protocol;
  readonly params: any;
  readonly handlers: readonly Handler[];
  readonly timeouts: readonly TimerHandler[];
}

export function compile(protocol: Protocol, params: unknown): Compiled {
  const on = protocol.on as Record<string, Handler>;
  const timeout = (protocol.timeout ?? {}) as Record<string, TimerHandler>;
  return {
    protocol,
    params,
    handlers: protocolKinds(protocol).map((kind) => on[kind]!),
    timeouts: protocolTimers(protocol).map((timer) => timeout[timer]!),
  };
}

/** An honest node: the protocol's state and the door it speaks through. */
class ProtocolNode implements Node {
  private readonly compiled: Compiled;
  private readonly handlers: readonly Handler[];
  private readonly me: NodeContext;
  readonly s: unknown;

  constructor(compiled: Compiled, me: NodeContext) {
    this.compiled = compiled;
    this.handlers = compiled.handlers;
    this.me = me;
    this.s = compiled.protocol.init(me, compiled.params);
  }

  deliver(kind: number, body: unknown, from: NodeId): void {
    this.handlers[kind]!(this.s, body, from, this.me);
  }

  timeout(timer: number, key: number): void {
    this.compiled.timeouts[timer]!(this.s, key, this.me);
  }

  start(): void {
    this.compiled.protocol.input?.start?.(this.s, this.me);
  }

  request(value: Value): void {
    this.compiled.protocol.input?.request?.(this.s, value, this.me);
  }

  mined(puzzle: string): void {
    this.compiled.protocol.input?.mined?.(this.s, this.me, puzzle);
  }

  command(name: string, options: unknown): string | void {
    return this.compiled.protocol.commands![name]!.handle(this.s, options, this.me);
  }

  catchUp(tip: BlockId): void {
    this.compiled.protocol.follows!.catchUp(this.s, tip, this.me);
  }

  recover(): void {
    this.compiled.protocol.input?.recover?.(this.s, this.me);
  }
}

/** @param keep hears of the state of every node that is made: a node that has lost its memory has another */
export function honest(compiled: Compiled, keep: (state: unknown) => void = () => {}): Make {
  return (me) => {
    const node = new ProtocolNode(compiled, me);
    keep(node.s);
    return node;
  };
}
