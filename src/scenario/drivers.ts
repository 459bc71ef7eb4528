import type { BlockId, LedgerBlock, Node, NodeId, Observer, Protocol, Time, Value } from '../contract.js';
import { MiningDriver } from '../drivers/mining.js';
import { Pooling } from '../drivers/pooling.js';
import { RequestDriver } from '../drivers/requests.js';
import type { Host } from '../host/host.js';
import { rewards } from '../ledger/issuance.js';
import { checkOptions, commandsOf, type GeneralCommand } from './commands.js';
import type { OutcomeListeners } from '../observers/outcome.js';
import type { Payments } from '../observers/payments.js';
import type { PlacedFaults } from './placement.js';
import type { RunSpec } from './world.js';

const NOBODY = -1;
const ONE_PUZZLE = { block: 1 };

/** What brings input to the nodes of a run: the mining race where the protocol mines, clients where it takes requests. */
export class Drivers implements Observer {
  readonly listeners: OutcomeListeners;
  private readonly spec: RunSpec;
  private readonly protocol: Protocol;
  private readonly host: Host;
  private readonly faults: PlacedFaults;
  private mining: MiningDriver | undefined;
  private requests: RequestDriver | undefined;
  /** Requests that users have brought and no correct node has answered. */
  private readonly submitted = new Set<Value>();
  private nodes: readonly Node[] = [];

  constructor(spec: RunSpec, protocol: Protocol, host: Host, faults: PlacedFaults, payments: Payments) {
    this.spec = spec;
    this.protocol = protocol;
    this.host = host;
    this.faults = faults;
    const { economy } = spec.world;
    this.listeners = {
      reached: () => host.simulator.stop(),
      answered: (requests) => {
        this.requests?.answered(requests);
        if (this.submitted.size > 0) for (const value of requests) this.submitted.delete(value);
      },
      settled: (block) => {
        const { mining } = this;
        if (!mining || !economy.compound || !rewards(economy)) return;
        payments.pay(block, (node, issued) => {
          if (issued !== 0) mining.addPower(node, issued);
        });
      },
    };
  }

  /** Whether the protocol has something to do: always, if it makes blocks without being asked. */
  hasDemand(): boolean {
    if (!this.protocol.outstanding) return true;
    return (this.requests?.unanswered ?? 0) + this.submitted.size > 0;
  }

  onAdopt(_time: Time, node: NodeId, tip: BlockId): void {
    this.mining?.onAdopt(node, tip);
  }

  onRequest(_time: Time, value: Value): void {
    if (this.host.values.payload(value) !== undefined) this.submitted.add(value);
  }

  /** A ledger's blocks answer clients once a correct node has them: to be final they may need others above them. */
  onAppend(_time: Time, node: NodeId, _height: number, { value }: LedgerBlock): void {
    if (this.faults.correct[node]) this.listeners.answered(this.host.values.contents(value));
  }

  start(nodes: readonly Node[]): void {
    this.nodes = nodes;
    if (this.protocol.input?.mined) this.startMining();
    if (this.protocol.input?.request) this.startRequests(nodes);
    for (const { at, node, do: name, options } of this.spec.world.commands ?? []) {
      const known = commandsOf(this.protocol)[name]!;
      const parsed = checkOptions(known, options, []).value ?? {};
      this.host.simulator.schedule(at, () => this.command(node, name, parsed));
    }
  }

  /** A user has a node do something; `options` are checked. */
  command(node: NodeId, name: string, options: Readonly<Record<string, unknown>>): string | void {
    if (Object.hasOwn(this.protocol.commands ?? {}, name)) return this.nodes[node]!.command(name, options);
    this.general[name as GeneralCommand](node, options as { readonly gap: Time });
  }

  private readonly general: Record<GeneralCommand, (node: NodeId, options: { readonly gap: Time }) => void> = {
    submit: (node) => {
      const value = this.host.request();
      this.submitted.add(value);
      if (this.protocol.requests === 'one') return this.nodes[node]!.request(value);
      for (const each of this.nodes.slice(0, this.host.facts.weights.length)) each.request(value);
    },
    mine: (node) => this.solve(node, Object.keys(this.protocol.mining?.puzzles?.(this.spec.params) ?? ONE_PUZZLE)[0]!),
    'mine-all': (first, { gap }) => {
      const { simulator } = this.host;
      const n = this.nodes.length;
      const mine = (node: NodeId) => this.command(node, 'mine', {});
      for (let i = 0; i < n; i++) simulator.schedule(simulator.now + i * gap, () => mine((first + i) % n));
    },
  };

  /** A node has solved a puzzle, and may make one block by it. */
  private solve(node: NodeId, puzzle: string): void {
    const { host } = this;
    host.minter = node;
    this.nodes[node]!.mined(puzzle);
    host.minter = NOBODY;
  }

  private startMining(): void {
    const { host, protocol, spec } = this;
    const rules = protocol.mining;
    if (!rules) throw new Error(`${protocol.name} takes proofs of work but states no mining interval`);
    const blocks = host.tree.whole();
    host.minter = NOBODY;
    const mining: MiningDriver = new MiningDriver({
      powers: host.facts.weights,
      interval: rules.interval(spec.params),
      puzzles: rules.puzzles?.(spec.params) ?? ONE_PUZZLE,
      now: () => host.simulator.now,
      schedule: (time, draw) => host.simulator.schedule(time, () => mining.strike(draw)),
      found: (node, puzzle) => this.solve(node, puzzle),
      intervalDraw: host.streams.stream('mining-interval'),
      winnerDraw: host.streams.stream('mining-winner'),
      puzzleDraw: host.streams.stream('mining-puzzle'),
      difficulty: (tip) => rules.difficulty(blocks, tip, spec.params),
    });
    this.mining = mining;
    mining.start();
    this.startPooling(mining);
  }

  private startPooling(mining: MiningDriver): void {
    const { host, spec } = this;
    const { pooling } = spec.world.economy;
    if (!pooling) return;
    const driver: Pooling = new Pooling({
      ...pooling,
      powers: host.facts.weights,
      now: () => host.simulator.now,
      schedule: (time) => host.simulator.schedule(time, () => driver.revise()),
      setPower: (node, power) => mining.setPower(node, power),
      draw: host.streams.stream('pooling'),
    });
    driver.start();
  }

  private startRequests(nodes: readonly Node[]): void {
    const { host, protocol, spec } = this;
    const { workload } = spec.world;
    const n = nodes.length;
    const outstanding = protocol.outstanding?.(spec.params, n) ?? 0;
    // Where all is scripted, clients bring nothing beside it.
    const isScripted = (spec.world.commands?.length ?? 0) > 0;
    if (!workload && (outstanding === 0 || isScripted)) return;
    this.requests = new RequestDriver({
      rate: workload?.rate,
      outstanding,
      now: () => host.simulator.now,
      schedule: (time, action) => host.simulator.schedule(time, action),
      create: () => host.request(),
      hand: (node, value) => nodes[node]!.request(value),
      receivers: protocol.requests ?? 'all',
      n,
      senders: this.senders(),
      arrivalDraw: host.streams.stream('request-arrival'),
      senderDraw: host.streams.stream('request-sender'),
    });
    this.requests.start();
  }

  /** Clients go to nodes that no fault touches, so that no request is lost before it is made. */
  private senders(): Float64Array {
    const { weights } = this.host.facts;
    const byWeight = this.spec.world.workload?.senders === 'weight';
    const cumulative = new Float64Array(weights.length);
    const anyCorrect = this.faults.correct.includes(true);
    let sum = 0;
    for (let node = 0; node < weights.length; node++) {
      if (this.faults.correct[node] || !anyCorrect) sum += byWeight ? weights[node]! : 1;
      cumulative[node] = sum;
    }
    return cumulative;
  }
}
