import type { BlockId, Node, NodeId, Observer, Protocol, Time, Value } from '../contract.js';
import { MiningDriver } from '../drivers/mining.js';
import { Pooling } from '../drivers/pooling.js';
import { RequestDriver } from '../drivers/requests.js';
import type { Host } from '../host/host.js';
import { rewards } from '../ledger/issuance.js';
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

  constructor(spec: RunSpec, protocol: Protocol, host: Host, faults: PlacedFaults, payments: Payments) {
    this.spec = spec;
    this.protocol = protocol;
    this.host = host;
    this.faults = faults;
    const { economy } = spec.world;
    this.listeners = {
      reached: () => host.simulator.stop(),
      answered: (requests) => this.requests?.answered(requests),
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
    return (this.requests?.unanswered ?? 0) > 0;
  }

  onAdopt(_time: Time, node: NodeId, tip: BlockId): void {
    this.mining?.onAdopt(node, tip);
  }

  start(nodes: readonly Node[]): void {
    if (this.protocol.input?.mined) this.startMining(nodes);
    if (this.protocol.input?.request) this.startRequests(nodes);
  }

  private startMining(nodes: readonly Node[]): void {
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
      found: (node, puzzle) => {
        host.minter = node;
        nodes[node]!.mined(puzzle);
        host.minter = NOBODY;
      },
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
    if (!workload && outstanding === 0) return;
    this.requests = new RequestDriver({
      rate: workload?.rate,
      outstanding,
      now: () => host.simulator.now,
      schedule: (time, action) => host.simulator.schedule(time, action),
      create: () => this.createRequest(),
      hand: (node, value) => nodes[node]!.request(value),
      receivers: protocol.requests ?? 'all',
      n,
      senders: this.senders(),
      arrivalDraw: host.streams.stream('request-arrival'),
      senderDraw: host.streams.stream('request-sender'),
    });
    this.requests.start();
  }

  private createRequest(): Value {
    const { host } = this;
    const value = host.values.request(host.simulator.now);
    for (const listener of host.outputs.listeners.onRequest) listener(host.simulator.now, value);
    return value;
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
