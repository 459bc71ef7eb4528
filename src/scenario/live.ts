import { z, type ZodType } from 'zod';
import type { NodeId, Time, Value } from '../contract.js';
import type { Ending } from '../kernel/simulator.js';
import { NodeOutputs } from '../observers/node-outputs.js';
import { assemble, type Assembled } from './assembly.js';
import { checkNodes, checkOptions, commandsOf, type CommandFacts } from './commands.js';
import type { Registry } from './families.js';
import type { Complaint } from './problems.js';
import { generalView, SYNONYMS, viewsOf, type NodeFacts, type ViewFacts } from './views.js';
import type { RunSpec } from './world.js';

/** What is wrong with what a user asks: there is no such thing, its options are wrong, or the node refuses. */
export class AskedWrongly extends Error {
  override readonly name = 'AskedWrongly';
  readonly sort: 'absent' | 'invalid' | 'refused';

  constructor(sort: AskedWrongly['sort'], message: string) {
    super(message);
    this.sort = sort;
  }
}

/** @throws AskedWrongly when there is anything to complain of */
function refuse(complaints: readonly Complaint[]): void {
  if (complaints.length === 0) return;
  const lines = complaints.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  throw new AskedWrongly('invalid', lines.join('\n'));
}

/** A simulation that users look at and act upon while it stands still between two moments. */
export class LiveRun {
  readonly spec: RunSpec;
  readonly commands: Readonly<Record<string, CommandFacts>>;
  readonly views: Readonly<Record<string, ViewFacts>>;
  /** Why it has ended, if it has: its own condition was met. */
  ended: Ending | undefined;
  private readonly run: Assembled;
  private readonly outputs: NodeOutputs;

  /** @param endless whether it goes on for as long as it is asked to, whatever the scenario says of its end */
  constructor(spec: RunSpec, registry: Registry, endless: boolean) {
    const { stop } = spec.world;
    // With a time, no stall ends it either.
    const open = { time: Number.MAX_SAFE_INTEGER, events: stop.events };
    this.spec = endless ? { ...spec, world: { ...spec.world, stop: open } } : spec;
    this.run = assemble(this.spec, registry);
    this.run.wakeAll();
    this.outputs = new NodeOutputs(spec.world.nodes.count);
    this.run.host.outputs.add(this.outputs);
    this.commands = commandsOf(this.run.protocol);
    this.views = viewsOf(this.run.protocol);
    this.run.start();
  }

  get now(): Time {
    return this.run.host.simulator.now;
  }

  get events(): number {
    return this.run.host.simulator.events;
  }

  /** Events that are still to come. */
  get pending(): number {
    return this.run.host.simulator.pending;
  }

  get nodes(): number {
    return this.spec.world.nodes.count;
  }

  /** Lets time go on until `time`, at most so many events; what stopped it. */
  until(time: Time, events = Infinity): Ending {
    const { simulator } = this.run.host;
    const { stop } = this.spec.world;
    const last = Math.min(time, stop.time ?? Infinity);
    const ending = simulator.run({ time: last, events: Math.min(simulator.events + events, stop.events) });
    // Nothing happens any more, but time goes on.
    if (ending === 'idle' && time < Infinity) simulator.now = Math.max(simulator.now, last);
    const isOver = ending === 'stopped' || ending === 'pending' || (ending === 'time' && last < time);
    if (isOver) this.ended = ending;
    return ending;
  }

  /**
   * Has a node do something now.
   * @returns numbers of the requests that it has brought
   * @throws AskedWrongly
   */
  command(node: NodeId, name: string, options: unknown): Value[] {
    this.requireNode(node);
    const facts = Object.hasOwn(this.commands, name) ? this.commands[name] : undefined;
    if (!facts)
      throw new AskedWrongly('absent', `no command "${name}"; there are ${Object.keys(this.commands).join(', ')}`);
    const { values } = this.run.host;
    const before = values.size;
    const read = this.read(facts, options);
    refuse(checkNodes(facts, read, this.nodes, []));
    const refused = this.run.drivers.command(node, name, read);
    if (refused !== undefined) throw new AskedWrongly('refused', refused);
    const made = Array.from({ length: values.size - before }, (_, at) => before + at);
    return made.filter((value) => values.isRequest(value));
  }

  /** As `view`, with options that are words, as they stand in an address or a call; a view may be called as the systems' routes do. */
  viewByWords(node: NodeId, called: string, words: Readonly<Record<string, string>>): unknown {
    const meant = Object.hasOwn(SYNONYMS, called) ? SYNONYMS[called]! : called;
    const name = Object.hasOwn(this.views, meant) ? meant : called;
    const facts = Object.hasOwn(this.views, name) ? this.views[name] : undefined;
    return this.view(node, name, facts ? fromWords(facts.schema, words) : words);
  }

  /**
   * What a node shows; plain JSON.
   * @throws AskedWrongly also where there is nothing of the name that the options give
   */
  view(node: NodeId, name: string, options: unknown): unknown {
    this.requireNode(node);
    const facts = Object.hasOwn(this.views, name) ? this.views[name] : undefined;
    if (!facts) throw new AskedWrongly('absent', `no view "${name}"; there are ${Object.keys(this.views).join(', ')}`);
    const read = this.read(facts, options);
    const own = this.run.protocol.views?.[name];
    const state = this.run.states[node];
    const shown = own ? own.show(state, read, this.factsOf(node).me) : generalView(this.factsOf(node), name, read);
    if (shown === null)
      throw new AskedWrongly('absent', `node ${node} has no ${name} ${Object.values(read).join(' ')}`);
    return shown;
  }

  private requireNode(node: NodeId): void {
    if (Number.isInteger(node) && node >= 0 && node < this.nodes) return;
    throw new AskedWrongly('absent', `expected a node from 0 to ${this.nodes - 1}, found ${node}`);
  }

  private read(facts: CommandFacts | ViewFacts, options: unknown): Readonly<Record<string, unknown>> {
    const { value, complaints } = checkOptions(facts, options, []);
    refuse(complaints);
    return value!;
  }

  private factsOf(node: NodeId): NodeFacts {
    const { host, protocol, faults, surroundings } = this.run;
    const { links } = surroundings;
    const n = this.nodes;
    const neighbours =
      links === 'complete'
        ? Array.from({ length: n }, (_, other) => other).filter((other) => other !== node)
        : [...links.neighbours.subarray(links.offsets[node], links.offsets[node + 1])];
    return {
      protocol,
      label: this.spec.protocol,
      me: {
        id: node,
        n,
        f: host.f,
        now: host.simulator.now,
        blocks: host.tree.view(node),
        ...host.facts,
        contents: (value) => host.values.contents(value),
        payload: (value) => host.values.payload(value),
      },
      outputs: this.outputs,
      neighbours,
      isCorrect: faults.correct[node]!,
      madeAt: (value) => host.values.time(value),
      proposer: (value) => host.values.proposer(value),
    };
  }
}

/** Words as the numbers and truth values that a schema wants of them. */
function fromWords(schema: ZodType, words: Readonly<Record<string, string>>): Record<string, unknown> {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input' }) as {
    properties?: Record<string, { type?: string }>;
  };
  const meant = (name: string, word: string): unknown => {
    const type = Object.hasOwn(properties, name) ? properties[name]!.type : undefined;
    if (type === 'boolean' && (word === 'true' || word === 'false')) return word === 'true';
    const isNumber = (type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(word);
    return isNumber ? Number(word) : word;
  };
  return Object.fromEntries(Object.entries(words).map(([name, word]) => [name, meant(name, word)]));
}
